"""The parts of a mail as a flat list of leaves, in the order a reader sees them.

Structure is RFC 2045 to 2049; nothing here trusts it. Nested mails (message/rfc822) are walked into, so
that a photo in a mail somebody forwarded is found like any other.
"""

import binascii
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email import policy
from email.message import Message
from email.parser import BytesParser

from wardoffice.domain.errors import UnreadableError
from wardoffice.language import text
from wardoffice.mail.charsets import decoded
from wardoffice.mail.headers import Headers, header_words
from wardoffice.mail.outlook_file import SIGN as OUTLOOK_SIGN
from wardoffice.mail.outlook_file import outlook_mail

MOST_PARTS = 1_000
DEEPEST = 50
_SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_SEALED_NAMES = (".p7m", ".p7c", ".p7z")
_PGP_NAMES = (".pgp", ".gpg", "encrypted.asc")
_RIGHTS_NAME = ".rpmsg"  # Microsoft's rights management: only its own programs open it
_SIGNATURE_NAMES = (".p7s", ".asc", ".sig")
_BARE = frozenset({"application/octet-stream", "application/x-binary", "application/binary"})
"""What a gateway makes of a wrapper's own type; its file name still tells."""
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status", "message/feedback-report"})
_CONTAINERS = ("multipart/", "message/")
_SAVED_MAILS = frozenset({"application/eml", "application/x-eml", "message/rfc822", "message/global"})
_HEADERS_OF_MAILS = ("From", "Date", "Subject", "To", "Message-ID", "Received", "MIME-Version")
_LEAST_HEADERS = 2
_SHOWN_OF_FORWARDED = ("From", "Date", "To", "Subject")
_QUOTED_NAME = re.compile(r'(?:file)?name\*?\s*=\s*"?([^";\r\n]{1,1000})"?', re.IGNORECASE)
_LIST_FOOTER = re.compile(r"\A(?P<letters>[A-Za-z0-9+/=\s]+)\n(?P<footer>[-_]{2}.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part without parts of its own: ``payload`` is its decoded bytes.

    ``alternative`` numbers the multipart/alternative it stands in (0: none) and ``choice`` its branch there.
    ``flow`` is "flowed" or "delsp" for lines that a mail program broke (RFC 3676), else empty.
    ``enclosed`` numbers the attached mail it stands in, the outermost of several (0: none).
    """

    payload: bytes
    media_type: str
    charset: str = ""
    filename: str = ""
    disposition: str = ""
    content_id: str = ""
    alternative: int = 0
    choice: int = 0
    enclosed: int = 0
    flow: str = ""

    @property
    def is_text(self) -> bool:
        """Whether it is text to read here rather than a file."""
        return (
            self.media_type in {"text/plain", "text/html", "text/enriched", "text/richtext"}
            and self.disposition != "attachment"
            and not (self.filename and self.disposition != "inline")
        )

    def words(self) -> str:
        """The payload as text."""
        return decoded(self.payload, self.charset)


@dataclass(slots=True)
class Walk:
    """Walks a mail once: its leaves, and in ``troubles`` the sentences on what could not be followed."""

    troubles: list[str] = field(default_factory=list)
    _parts: int = 0
    _alternatives: int = 0
    _mails: int = 0

    def leaves(self, message: Message) -> list[Leaf]:
        """Every leaf in order, at most MOST_PARTS, from no deeper than DEEPEST levels."""
        return list(self._below(message, depth=0, alternative=0, choice=0))

    def _below(self, part: Message, depth: int, alternative: int, choice: int) -> Iterator[Leaf]:
        self._parts += 1
        if self._parts > MOST_PARTS:
            self._say(
                text("This mail has more than {most} parts; only the first ones were read.", most=MOST_PARTS)
            )
            return
        if depth > DEEPEST:
            self._say(
                text("This mail is packed more than {most} levels deep; the rest was not read.", most=DEEPEST)
            )
            return
        kind = part.get_content_type()
        children = _children_of(part)
        self._name_wrapper(part, kind)
        if kind in _REPORTS and children:
            yield Leaf(_report_lines(children), "text/plain", "utf-8", alternative=alternative, choice=choice)
        elif children and kind.startswith("message/"):
            yield from self._forwarded(children, depth, alternative, choice)
        elif part.is_multipart():
            yield from self._children(children, kind, depth, alternative, choice)
        else:
            leaf = _leaf(part, kind, alternative, choice)
            attached = _attached_mail(leaf)
            if attached is None:
                yield leaf
            else:
                yield from self._forwarded([attached], depth, alternative, choice)

    def _children(
        self, children: list[Message], kind: str, depth: int, alternative: int, choice: int
    ) -> Iterator[Leaf]:
        is_choice = kind == "multipart/alternative" and alternative == 0
        if is_choice:
            self._alternatives += 1
            alternative = self._alternatives
        for number, child in enumerate(children):
            yield from self._below(child, depth + 1, alternative, number if is_choice else choice)

    def _forwarded(
        self, children: list[Message], depth: int, alternative: int, choice: int
    ) -> Iterator[Leaf]:
        for child in children:
            inner = _unpacked(child)
            self._mails += 1
            number = self._mails
            yield Leaf(
                _head_lines(inner),
                "text/plain",
                "utf-8",
                alternative=alternative,
                choice=choice,
                enclosed=number,
            )
            for leaf in self._below(inner, depth + 1, alternative, choice):
                yield replace(leaf, enclosed=number)

    def _name_wrapper(self, part: Message, kind: str) -> None:
        """Say what cannot be opened here, or what a person should know before believing a signature."""
        name = _filename(part, Headers(part)).lower()
        if kind not in _SEALED and not kind.startswith(_CONTAINERS) and name.endswith(_SEALED_NAMES):
            self._say(
                text(
                    "Part of this mail is sealed or encrypted (S/MIME); open it in the office's mail program."
                )
            )
        elif kind in _BARE and name.endswith(_PGP_NAMES):
            self._say(text("Part of this mail is encrypted (PGP); open it in the office's mail program."))
        elif name.endswith(_RIGHTS_NAME):
            self._say(text("This mail is protected by Microsoft's encryption; open this one in Outlook."))
        elif kind in _BARE and name.endswith(_SIGNATURE_NAMES):
            self._say(text("This mail is signed. Whether the signature is good was not checked here."))
        elif (
            kind in _SEALED and "signed-data" in Headers(part).raw("Content-Type").lower()
        ):  # RFC 8551, 3.5.2
            self._say(
                text("This mail is sealed with an S/MIME signature; open it in the office's mail program.")
            )
        elif kind in _SEALED:
            self._say(text("Part of this mail is encrypted (S/MIME); open it in the office's mail program."))
        elif kind == "application/pgp-encrypted":
            self._say(text("Part of this mail is encrypted (PGP); open it in the office's mail program."))
        elif kind == "multipart/signed":
            self._say(text("This mail is signed. Whether the signature is good was not checked here."))
        elif kind == "text/calendar":
            self._say(text("A date for the calendar came with this mail; open its file to take it over."))

    def _say(self, sentence: str) -> None:
        if sentence not in self.troubles:
            self.troubles.append(sentence)


def _children_of(part: Message) -> list[Message]:
    # Asking a leaf for its payload decodes it, and an odd charset parameter makes that raise.
    children = part.get_payload() if part.is_multipart() else []
    return [child for child in children if isinstance(child, Message)]


def _leaf(part: Message, kind: str, alternative: int, choice: int) -> Leaf:
    headers = Headers(part)
    return Leaf(
        payload=_payload(part),
        media_type="text/plain" if kind.startswith(_CONTAINERS) else kind,  # its boundary never came
        charset=_charset(part),
        filename=_filename(part, headers),
        disposition=headers.raw("Content-Disposition").partition(";")[0].strip().lower(),
        content_id=headers.words("Content-ID").strip("<> "),
        alternative=alternative,
        choice=choice,
        flow=_flow(part) if kind == "text/plain" else "",
    )


def _flow(part: Message) -> str:
    with suppress(Exception):  # RFC 2231 parameters are decoded on access
        if str(part.get_param("format", "")).strip().lower() == "flowed":
            return "delsp" if str(part.get_param("delsp", "")).strip().lower() == "yes" else "flowed"
    return ""


def _attached_mail(leaf: Leaf) -> Message | None:
    """The mail in a file that is one, whatever its media type says; None for any other file."""
    name = leaf.filename.lower()
    if name.endswith(".eml") or leaf.media_type in _SAVED_MAILS:
        with suppress(Exception):  # what breaks the parser stays a file
            inner = BytesParser(policy=policy.compat32).parsebytes(
                leaf.payload.removeprefix(BOM_UTF8).lstrip()
            )
            if sum(header in inner for header in _HEADERS_OF_MAILS) >= _LEAST_HEADERS:
                return inner
    if leaf.payload.startswith(OUTLOOK_SIGN) and (name.endswith(".msg") or "outlook" in leaf.media_type):
        with suppress(UnreadableError):
            return outlook_mail(leaf.payload)
    return None


def _payload(part: Message) -> bytes:
    """The decoded bytes; what does not decode comes as it stands."""
    with suppress(Exception):  # codecs, uuencode and surrogates fail in ways of their own
        footed = _above_footer(part)
        if footed is not None:
            return footed
        raw = part.get_payload(decode=True)
        if isinstance(raw, bytes):
            return raw
    with suppress(Exception):  # even undecoded it is read by the charset it claims, which may be any codec
        return str(part.get_payload()).encode("utf-8", "surrogateescape")
    return b""


def _above_footer(part: Message) -> bytes | None:
    """The decoded words and the plain footer that a mailing list put below base64; None where there is none.

    Decoding passes over what is no base64 (RFC 2045, section 6.8) and makes letters of the rest of a footer.
    """
    if part.get_content_maintype() != "text" or _encoding(part) != "base64":
        return None
    body = part.get_payload()
    found = _LIST_FOOTER.search(body) if isinstance(body, str) else None
    if found is None:
        return None
    letters = "".join(found["letters"].split()).rstrip("=")
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]  # one letter alone is less than a byte
    return (
        binascii.a2b_base64(whole + "=" * (-len(whole) % 4))
        + b"\n\n"
        + found["footer"].encode("utf-8", "surrogateescape")
    )


def _encoding(part: Message) -> str:
    return Headers(part).raw("Content-Transfer-Encoding").strip().lower()


def _charset(part: Message) -> str:
    with suppress(Exception):  # RFC 2231 parameters are decoded on access
        return str(part.get_content_charset() or "")
    return ""


def _filename(part: Message, headers: Headers) -> str:
    """RFC 2231 parameters first, RFC 2047 words in them next: illegal, and in 22 of 811 names anyway."""
    claims = [headers.raw("Content-Disposition"), headers.raw("Content-Type")]
    if all(claim.isascii() for claim in claims):  # the stdlib turns raw UTF-8 in parameters into marks
        with suppress(Exception):  # RFC 2231 parameters are decoded on access
            name = part.get_filename()
            if name:
                return header_words(name)
    found = next(filter(None, map(_QUOTED_NAME.search, claims)), None)
    return header_words(found.group(1)) if found else ""


def _unpacked(child: Message) -> Message:
    """A nested mail that was base64-encoded against RFC 2046 section 5.2.1, read as what it is."""
    if len(child.keys()) or child.is_multipart():
        return child
    with suppress(Exception):  # what is no base64, or breaks the parser, stays as it came
        body = "".join(str(child.get_payload()).split())
        inner = BytesParser(policy=policy.compat32).parsebytes(binascii.a2b_base64(body))
        if len(inner.keys()):
            return inner
    return child


def _head_lines(message: Message) -> bytes:
    headers = Headers(message)
    lines = [f"{name}: {headers.words(name)}" for name in _SHOWN_OF_FORWARDED if name in headers]
    return "\n".join(["---------- Forwarded message ----------", *lines]).encode() if lines else b""


def _report_lines(blocks: list[Message]) -> bytes:
    """The fields of a delivery report (RFC 3464), one a line."""
    lines: list[str] = []
    for block in blocks:
        lines += [f"{name}: {header_words(str(value))}" for name, value in block.raw_items()]
        lines.append("")
    return "\n".join(lines).encode("utf-8", "replace")
