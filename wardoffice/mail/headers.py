"""Headers of a mail, read so that no header can break the reading of the mail.

The stdlib's modern policy raises on header access for mails seen in the wild, so headers are taken raw
(``policy.compat32``) and decoded here: RFC 2047 words, RFC 5322 addresses, dates and message ids.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import TypeVar

from wardoffice.domain.messages import MailAddress
from wardoffice.language import text
from wardoffice.mail.charsets import decoded

MOST_HEADERS = 1_000
LONGEST_HEADER = 64 * 1024
_MOST_ADDRESSES = 1_000
_MOST_REFERENCES = 200
_SHOWN_DATE = 60
_OLDEST, _NEWEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_CLOCK_SKEW = timedelta(days=2)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_FOLD = re.compile(r"\r\n|\r|\n")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_BARE_ADDRESS = re.compile(r"[^\s<>,;:\"()]{1,128}@[^\s<>,;:\"()]{1,255}")
_NAME_WITH_COMMA = re.compile(
    r"(?P<name>[^<>\"@()]*,[^<>\"@()]*?)\s*<\s*(?P<address>[^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+)\s*>\s*$"
)
"""One address whose name has a comma and lacks its quotation marks (RFC 5322, 3.4): Lopez, Ana <a@x.org>."""
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")

T = TypeVar("T")


class Headers:
    """The first MOST_HEADERS headers of a message, each cut at LONGEST_HEADER characters."""

    def __init__(self, message: Message) -> None:
        self._raw: dict[str, list[str]] = {}
        nothing: list[tuple[str, str]] = []
        for name, value in _safely(lambda: list(_items(message)), nothing):
            self._raw.setdefault(name.lower(), []).append(value)

    def __len__(self) -> int:
        return sum(len(values) for values in self._raw.values())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._raw

    def raw(self, name: str) -> str:
        """The first header of that name on one line, not yet RFC 2047 decoded; empty when there is none."""
        values = self._raw.get(name.lower())
        return unfolded(_eight_bit(values[0])) if values else ""

    def raw_all(self, name: str, most: int) -> tuple[str, ...]:
        """The first headers of that name, the topmost first, each on one line and not decoded."""
        return tuple(unfolded(_eight_bit(each)) for each in self._raw.get(name.lower(), ())[:most])

    def words(self, name: str) -> str:
        """The first header of that name in words (RFC 2047 decoded, one line)."""
        return header_words(self.raw(name))

    def addresses(self, *names: str) -> tuple[MailAddress, ...]:
        """Every address of those headers, in order, each address once."""
        found: dict[str, MailAddress] = {}
        for name in names:
            for value in self._raw.get(name.lower(), ()):
                for each in addresses_in(value):
                    found.setdefault(each.address, each)
                    if len(found) >= _MOST_ADDRESSES:
                        return tuple(found.values())
        return tuple(found.values())

    def ids(self, name: str) -> tuple[str, ...]:
        """The message ids of a header, with their angle brackets, each once, the last ones kept."""
        value = "".join(_CONTROLS.sub("", self.raw(name)))
        found = tuple(dict.fromkeys(_MESSAGE_ID.findall(value)))
        return found[-_MOST_REFERENCES:]

    def message_id(self) -> str:
        """The Message-ID with its brackets, or what stands in their place, or an empty string."""
        found = self.ids("Message-ID")
        return found[0] if found else _CONTROLS.sub("", self.raw("Message-ID")).strip()[:990]

    def received_at(self) -> datetime | None:
        """When our side's server took it: the topmost Received header, aware UTC."""
        return moment(self.raw("Received").rpartition(";")[2])

    def sent_at(self) -> datetime | None:
        """The Date header in aware UTC, or None where it is missing, absurd, or after we received it."""
        sent = moment(self.raw("Date"))
        received = self.received_at()
        return None if sent and received and sent > received + _CLOCK_SKEW else sent

    def date_doubts(self) -> tuple[str, ...]:
        """What to say of a Date header that is there and not believed."""
        told = self.words("Date")[:_SHOWN_DATE]
        if not told or self.sent_at() is not None:
            return ()
        return (text("The mail is dated “{date}”, which cannot be: it counts from when it came.", date=told),)


def unfolded(value: str) -> str:
    """A header's value on one line."""
    return _FOLD.sub("", value).strip()


def header_words(value: str) -> str:
    """RFC 2047 words decoded; raw 8-bit characters read as the text they are; control characters gone."""
    plain = _eight_bit(value)
    words = _safely(lambda: _decoded_words(plain), plain) if "=?" in plain else plain
    shown = " ".join(_CONTROLS.sub(" ", _FOLD.sub(" ", words)).split())
    # A spoilt encoded word decodes to nothing; its letters are better than no subject.
    return shown or " ".join(_CONTROLS.sub(" ", plain).split())


def moment(value: str) -> datetime | None:
    """An RFC 5322 date as aware UTC; None for no date, or one before 1990 or after 2100."""
    found = _safely(lambda: parsedate_to_datetime(value.strip()), None)
    if found is None:
        return None
    if found.tzinfo is None:  # "-0000": the time is UTC, the sender's zone unknown (RFC 5322 section 3.3)
        found = found.replace(tzinfo=UTC)
    exact = found
    utc = _safely(lambda: exact.astimezone(UTC), None)
    return utc if utc is not None and _OLDEST <= utc < _NEWEST else None


def _items(message: Message) -> Iterator[tuple[str, str]]:
    for count, (name, value) in enumerate(message.raw_items()):
        if count >= MOST_HEADERS:
            return
        yield str(name).strip(), str(value)[:LONGEST_HEADER]


def addresses_in(value: str) -> Iterator[MailAddress]:
    """The addresses of one header's value, decoded; broken ones as far as they can be told."""
    line = unfolded(_eight_bit(value))
    alone = _NAME_WITH_COMMA.match(line)
    if alone is not None:
        yield MailAddress(header_words(alone["name"]).strip("\"' "), alone["address"].lower())
        return
    nothing: list[tuple[str, str]] = []
    pairs = _safely(lambda: getaddresses([line]), nothing)
    if not any(address for _, address in pairs):  # newer Pythons give up on the whole line over one flaw
        pairs = [("", address) for address in _BARE_ADDRESS.findall(line)]
    for name, address in pairs:
        plain = header_words(address).strip("<>").lower()
        if plain:
            yield MailAddress(header_words(name).strip("\"' "), plain)


def _decoded_words(value: str) -> str:
    # Encoded words next to each other are one text (RFC 2047 section 6.2), even split within a character.
    joined: list[tuple[bytes, str]] = []
    for chunk, charset in decode_header(_BETWEEN_WORDS.sub(r"\1\2", value)):
        raw = chunk.encode("utf-8", "surrogateescape") if isinstance(chunk, str) else chunk
        name = (charset or "").partition("*")[0]  # RFC 2231 lets a language follow
        if joined and name and joined[-1][1] == name:
            joined[-1] = (joined[-1][0] + raw, name)
        else:
            joined.append((raw, name))
    return "".join(decoded(raw, name) for raw, name in joined)


def _eight_bit(value: str) -> str:
    """Undo the parser's surrogate escapes: bytes outside ASCII are read as the text they most likely are."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return decoded(value.encode("utf-8", "surrogateescape"))
    return value


def _safely(read: Callable[[], T], otherwise: T) -> T:
    """What ``read`` gives, or ``otherwise``: headers in the wild raise anything, deep nesting included."""
    try:
        return read()
    except (HeaderParseError, ValueError, TypeError, IndexError, KeyError, AttributeError, LookupError):
        return otherwise
    except (ArithmeticError, AssertionError, RecursionError):
        return otherwise
