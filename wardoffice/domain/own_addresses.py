"""The mail addresses of people of the office: what they send on is another's, what they add is for staff."""

from collections.abc import Iterable


class OwnAddresses:
    """Whole addresses, and ``@ward47.example`` for everybody there. Compared without case."""

    def __init__(self, addresses: Iterable[str] = ()) -> None:
        kept = {each.strip().casefold() for each in addresses} - {""}
        self._whole = frozenset(each for each in kept if "@" in each and not each.startswith("@"))
        self._domains = frozenset(each for each in kept if each.startswith("@"))

    def __contains__(self, address: str) -> bool:
        plain = address.strip().casefold()
        return plain in self._whole or f"@{plain.rpartition('@')[2]}" in self._domains


NOBODY = OwnAddresses()
"""Of an office that named none."""
