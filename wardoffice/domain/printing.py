"""A page to be printed: what only the window's library can draw is handed to it as this."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """HTML with its pictures by name (JPEG or PNG), and nothing from anywhere else.

    ``one_page``: it is made smaller until it fits on one page of US Letter, down to a size that can still be
    read; what is longer even so goes on to the next page.
    """

    title: str
    html: str
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    one_page: bool = False
