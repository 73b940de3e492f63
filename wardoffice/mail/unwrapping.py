"""What stands in a wrapper that people do not see: Outlook's winmail.dat, and words that came as a file.

A phone's gateway sends a text message as ``text_0.txt`` beside the picture: to the resident those were words.
"""

import re
from dataclasses import dataclass
from pathlib import PurePath

from wardoffice.language import text
from wardoffice.mail.parts import Leaf
from wardoffice.mail.winmail import SIGN as WINMAIL_SIGN
from wardoffice.mail.winmail import unpacked

_MOST_BYTES = 64 * 1024
_SUFFIXES = frozenset({"", ".txt", ".text", ".htm", ".html"})
_OF_GATEWAYS = re.compile(r"(?:text|mms|sms)[ _-]?\d{0,4}\.txt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The leaves with what was in their wrappers, and sentences on what could not be taken out."""

    leaves: list[Leaf]
    troubles: tuple[str, ...] = ()


def without_winmail(leaves: list[Leaf]) -> Unwrapped:
    """What Outlook packed into a winmail.dat stands in its place; one that cannot be opened stays."""
    if not any(leaf.payload.startswith(WINMAIL_SIGN) for leaf in leaves):
        return Unwrapped(leaves)
    wordless = not any(leaf.is_text and leaf.payload.strip() for leaf in leaves)
    out: list[Leaf] = []
    troubles: list[str] = []
    for leaf in leaves:
        if not leaf.payload.startswith(WINMAIL_SIGN):
            out.append(leaf)
            continue
        inside = unpacked(leaf.payload)
        if wordless and inside.words:
            out.append(Leaf(inside.words.encode("utf-8"), "text/plain", "utf-8", enclosed=leaf.enclosed))
        elif wordless and inside.has_rtf:
            troubles.append(
                text("Outlook packed the words in a way not read here; open this one in Outlook.")
            )
        out += [
            Leaf(
                file.content,
                file.media_type,
                "",
                file.name,
                "attachment",
                file.content_id,
                enclosed=leaf.enclosed,
            )
            for file in inside.files
        ]
        if not (inside.words or inside.files):
            out.append(leaf)
    return Unwrapped(out, tuple(troubles))


def words_in_files(leaves: list[Leaf], *, wordless: bool) -> list[Leaf]:
    """The small text files that are the sender's words; they stay files as well.

    ``wordless``: there are no other words, so any of them may be.
    """
    return [
        leaf
        for leaf in leaves
        if 0 < len(leaf.payload) <= _MOST_BYTES
        and b"\0" not in leaf.payload
        and (_OF_GATEWAYS.fullmatch(leaf.filename) or (wordless and _may_be_words(leaf)))
    ]


def _may_be_words(leaf: Leaf) -> bool:
    ending = PurePath(leaf.filename).suffix.lower()
    is_text = leaf.media_type in {"text/plain", "text/html"} and ending in _SUFFIXES
    return is_text or (leaf.media_type == "application/octet-stream" and ending == ".txt")
