"""Read one mail, whatever it is: who, when, what they said, and every file it carries.

``policy.compat32`` and guarded accessors: of 1,100 awkward mails the stdlib's modern policy fails on 16.
Run it in a worker process; one big photo mail takes a tenth of a second.
"""

import hashlib
from codecs import BOM_UTF8
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from email import policy
from email.message import Message
from email.parser import BytesHeaderParser, BytesParser
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.messages import (
    FilledForm,
    Forward,
    MailAddress,
    MailFile,
    MessageKind,
    ReadMail,
    VoiceCall,
)
from wardoffice.domain.subjects import is_answer
from wardoffice.language import text
from wardoffice.mail.bounces import read_bounce
from wardoffice.mail.calendars import CALENDAR, calendar_words
from wardoffice.mail.embedded import with_embedded_files
from wardoffice.mail.flowed import unflowed
from wardoffice.mail.form_profiles import FormProfile
from wardoffice.mail.forms import FormMail, filled_form
from wardoffice.mail.forwards import forward_in, mails_in
from wardoffice.mail.headers import Headers
from wardoffice.mail.kinds import kind_of
from wardoffice.mail.languages import language_of
from wardoffice.mail.media import media_type, safe_name, suffix
from wardoffice.mail.outlook_file import SIGN as OUTLOOK_SIGN
from wardoffice.mail.outlook_file import outlook_mail
from wardoffice.mail.parts import Leaf, Walk
from wardoffice.mail.programs import program_of
from wardoffice.mail.signature_pictures import below_signature
from wardoffice.mail.text import (
    LONGEST_PAGE,
    LONGEST_TEXT,
    html_to_text,
    is_forward,
    own_words,
    tidied,
    without_armour,
)
from wardoffice.mail.unwrapping import without_winmail, words_in_files
from wardoffice.mail.voicemail import as_sounds, voice_call

LARGEST_MAIL = 50 * 1024 * 1024
"""Of a larger mail only the headers are read, in bytes."""

_HEAD_BYTES = 1024 * 1024
_SIGN_BYTES = 4096
_PRINTABLE_SHARE = 0.9
_STUB_RATIO = 3  # a plain part with a third of the HTML's words is "your program cannot show this"
_LONGEST_SUBJECT = 1_000
_MOST_RESULTS = 10  # Authentication-Results: the provider's own is the topmost
_PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


@dataclass(frozen=True, slots=True)
class _Content:
    whole: str
    files: tuple[MailFile, ...]
    fingerprint: str
    troubles: tuple[str, ...]
    enclosed: tuple[Forward, ...] = ()


@dataclass(frozen=True, slots=True)
class _Way:
    """Another's words that the mail brings: sent on, filled into a form, or spoken."""

    forward: Forward | None = None
    form: FilledForm | None = None
    call: VoiceCall | None = None

    def kind(self, kind: MessageKind, reason: str) -> tuple[MessageKind, str]:
        """A program sent the form or the voicemail, and says so; a person is behind it all the same."""
        if kind not in {MessageKind.PROBLEM, MessageKind.AUTOMATIC, MessageKind.LIST}:
            return kind, reason
        if self.form is not None:
            return MessageKind.PROBLEM, text("A resident filled in the {form} form.", form=self.form.name)
        if self.call is not None:
            return MessageKind.PROBLEM, text("It brings a voicemail.")
        return kind, reason


def read_mail(raw: Path, out_dir: Path, profiles: Sequence[FormProfile] = (), zone: tzinfo = UTC) -> ReadMail:
    """Read the mail in file ``raw`` and write every part that is not its text to a file in ``out_dir``.

    A file that Outlook saved (.msg) is read as the mail it was.
    ``out_dir`` is made when missing. ``profiles`` are the website forms it may be; without any,
    those that come with the program; ``zone`` is the city's, in which the times of a calendar's dates are
    told. Raises UnreadableError for a file that is no mail (empty, or neither a header nor any text);
    OSError where a file cannot be read or written; nothing else for any content.
    """
    message, trouble = _parsed(raw)
    headers = Headers(message)
    content = _Content("", (), _file_hash(raw), (trouble,)) if trouble else _content(message, out_dir, zone)
    if not len(headers) and not content.files and not _is_readable(content.whole):
        raise _no_mail()
    subject = headers.words("Subject")[:_LONGEST_SUBJECT]
    way = _way(headers, message, subject, content, profiles)
    kind, reason = way.kind(
        *kind_of(headers, message, content.whole, forwarded=is_forward(subject, content.whole))
    )
    answered, references = headers.ids("In-Reply-To"), headers.ids("References")
    said = (
        way.form.words
        if way.form
        else own_words(subject, without_armour(content.whole), answers=bool(answered or references))
    )
    return ReadMail(
        message_id=headers.message_id(),
        subject=subject,
        sender=_first(headers.addresses("From", "Sender")) or MailAddress("", ""),
        reply_to=_first(headers.addresses("Reply-To")),
        recipients=headers.addresses("To", "Cc", "Bcc"),
        sent_at=headers.sent_at(),
        received_at=headers.received_at(),
        in_reply_to=answered[0] if answered else "",
        references=references,
        text=said,
        whole_text=content.whole,
        kind=kind,
        kind_reason=reason,
        fingerprint=content.fingerprint,
        files=as_sounds(content.files) if way.call else content.files,
        troubles=(*content.troubles, *headers.date_doubts()),
        language=language_of(
            way.forward.mails[0].text if way.forward and not way.form else said,
            headers.raw("Content-Language"),
        ),
        forward=way.forward,
        quoted=None if way.forward or is_answer(subject) else mails_in(content.whole),
        enclosed=content.enclosed,
        form=way.form,
        call=way.call,
        program=program_of(headers),
        authentication=headers.raw_all("Authentication-Results", _MOST_RESULTS),
        bounce=read_bounce(message, content.whole) if kind is MessageKind.BOUNCE else None,
    )


def _way(
    headers: Headers, message: Message, subject: str, content: _Content, profiles: Sequence[FormProfile]
) -> _Way:
    """How the person's words came here; a mail that answers another, or a bounce, is what it is."""
    forward = forward_in(subject, content.whole)
    if headers.ids("In-Reply-To") or message.get_content_type() == "multipart/report":
        return _Way(forward)
    sent_on = [each.sender for each in forward.mails] if forward else []
    call = voice_call(headers, message, subject, content.whole, content.files, sent_on=sent_on)
    if call is not None:
        return _Way(forward, call=call)
    if forward is not None:
        inner = forward.mails[-1]
        return _Way(forward, filled_form(FormMail(inner.sender, None, inner.whole_text), profiles))
    sender = _first(headers.addresses("From", "Sender")) or MailAddress("", "")
    answer_to = _first(headers.addresses("Reply-To"))
    return _Way(form=filled_form(FormMail(sender, answer_to, content.whole), profiles))


def _parsed(raw: Path) -> tuple[Message, str]:
    """The mail, and why only its headers were taken if so.

    Editors put a byte order mark before a mail they save; it would spoil the first header.
    """
    with raw.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if not head.strip():
            raise _no_mail()
        if raw.stat().st_size <= LARGEST_MAIL:
            file.seek(len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0)
            if head.startswith(OUTLOOK_SIGN):
                return outlook_mail(file.read()), ""
            try:
                return BytesParser(policy=policy.compat32).parse(file), ""
            except RecursionError:
                return _head_only(head), text(
                    "This mail is packed too deep to be opened; only its headers were read."
                )
    return _head_only(head), text(
        "This mail is larger than {most} MB; only its headers were read.", most=LARGEST_MAIL // (1024 * 1024)
    )


def _head_only(head: bytes) -> Message:
    return BytesHeaderParser(policy=policy.compat32).parsebytes(head.removeprefix(BOM_UTF8))


def _content(message: Message, out_dir: Path, zone: tzinfo) -> _Content:
    walk = Walk()
    unwrapped = without_winmail(walk.leaves(message))
    # Without any header the file may be no mail at all; then a picture is a picture, and no file of a mail.
    leaves = with_embedded_files(unwrapped.leaves) if message.keys() else unwrapped.leaves
    told = [_is_words(leaf, alone=len(leaves) == 1) for leaf in leaves]
    others = [leaf for leaf, is_words in zip(leaves, told, strict=True) if not is_words]
    pages = (leaf.words() for leaf in leaves if leaf.media_type == "text/html")
    signed = below_signature(pages) if any(leaf.content_id for leaf in others) else frozenset()
    files = _written([leaf for leaf in others if leaf.payload or leaf.filename], out_dir, signed)
    troubles = [*walk.troubles, *unwrapped.troubles]
    if any(file.media_type == "application/ms-tnef" for file in files):
        troubles.append(text("Outlook packed something into winmail.dat; open this one in Outlook."))
    worded = [leaf for leaf, is_words in zip(leaves, told, strict=True) if is_words]
    wordless = not any(_words(leaf).strip() for leaf in worded)
    worded += _not_told(words_in_files(others, wordless=wordless), worded)
    worded += calendar_words(others, zone) if wordless else []
    whole = _whole_text(worded)
    if len(whole) > LONGEST_TEXT or any(_is_cut(leaf) for leaf in worded):
        troubles.append(text("This mail's text is too long to be shown whole; its end was left out here."))
        whole = whole[:LONGEST_TEXT]
    if _PGP_MESSAGE in whole:
        troubles.append(text("Part of this mail is encrypted (PGP); open it in the office's mail program."))
    enclosed = _enclosed(worded)
    return _Content(
        whole,
        tuple(replace(file, enclosed=_place_of(file.enclosed, enclosed)) for file in files),
        _fingerprint(leaves, told),
        tuple(dict.fromkeys(troubles)),
        tuple(enclosed.values()),
    )


def _not_told(files: list[Leaf], worded: list[Leaf]) -> list[Leaf]:
    """The files whose words are not there already: a phone's gateway sends a message as a page and a file."""
    told = " ".join(_whole_text(worded).split())
    return [leaf for leaf in files if " ".join(_words(leaf).split()) not in told]


def _enclosed(worded: list[Leaf]) -> dict[int, Forward]:
    """Of several attached mails each as it was written, by its number in the walk."""
    words: dict[int, list[Leaf]] = {}
    for leaf in worded:
        if leaf.enclosed:
            words.setdefault(leaf.enclosed, []).append(leaf)
    found = {number: mails_in(_whole_text(leaves)) for number, leaves in words.items()}
    mails = {number: each for number, each in found.items() if each is not None}
    return mails if len(mails) > 1 else {}


def _place_of(number: int, enclosed: dict[int, Forward]) -> int:
    return list(enclosed).index(number) + 1 if number in enclosed else 0


def _is_words(leaf: Leaf, *, alone: bool) -> bool:
    return leaf.is_text or (alone and leaf.media_type.startswith("text/") and leaf.media_type != CALENDAR)


def _whole_text(leaves: list[Leaf]) -> str:
    """Every text part in order; of alternatives the one that says the most, plain text before HTML."""
    pieces: dict[object, list[tuple[Leaf, str]]] = {}
    for number, leaf in enumerate(leaves):
        place = ("choices", leaf.alternative) if leaf.alternative else ("alone", number)
        pieces.setdefault(place, []).append((leaf, _words(leaf)))
    return tidied("\n\n".join(filter(None, (_best(each) for each in pieces.values()))))


def _best(choices: list[tuple[Leaf, str]]) -> str:
    plain, html = _branch(choices, is_html=False), _branch(choices, is_html=True)
    return html if len(plain.split()) * _STUB_RATIO < len(html.split()) else plain


def _branch(choices: list[tuple[Leaf, str]], *, is_html: bool) -> str:
    words = [words for leaf, words in choices if (leaf.media_type == "text/html") is is_html]
    return "\n\n".join(each for each in words if each.strip())


def _is_cut(leaf: Leaf) -> bool:
    return len(leaf.payload) > (LONGEST_PAGE if leaf.media_type == "text/html" else LONGEST_TEXT)


def _words(leaf: Leaf) -> str:
    words = leaf.words()
    if leaf.media_type == "text/html":
        return html_to_text(words)
    words = words[:LONGEST_TEXT]
    return tidied(unflowed(words, delete_space=leaf.flow == "delsp") if leaf.flow else words)


def _written(leaves: list[Leaf], out_dir: Path, signed: Collection[str]) -> tuple[MailFile, ...]:
    """``signed`` are the Content-IDs of what is shown below the signature."""
    if leaves:
        out_dir.mkdir(parents=True, exist_ok=True)
    return tuple(_write(leaf, number, out_dir, signed) for number, leaf in enumerate(leaves, start=1))


def _write(leaf: Leaf, number: int, out_dir: Path, signed: Collection[str]) -> MailFile:
    kind = media_type(leaf.payload[:_SIGN_BYTES], leaf.media_type)
    path = out_dir / f"{number:04d}{suffix(kind)}"
    path.write_bytes(leaf.payload)
    noun = "picture" if kind.startswith("image/") else "file"
    return MailFile(
        path=path,
        filename=safe_name(leaf.filename, f"{noun}-{number}{suffix(kind)}"),
        media_type=kind,
        size=len(leaf.payload),
        inline=leaf.disposition == "inline" or (not leaf.disposition and bool(leaf.content_id)),
        content_id=leaf.content_id,
        after_signature=leaf.content_id in signed,
        enclosed=leaf.enclosed,
    )


def _fingerprint(leaves: list[Leaf], told: list[bool]) -> str:
    """SHA-256 over the decoded leaves in order: servers re-wrap and re-encode, but keep what was said."""
    whole = hashlib.sha256()
    for leaf, is_words in zip(leaves, told, strict=True):
        content = " ".join(leaf.words().split()).encode() if is_words else leaf.payload
        whole.update((b"words" if is_words else b"file") + hashlib.sha256(content).digest())
    return whole.hexdigest()


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_readable(words: str) -> bool:
    shown = words.strip()
    printable = sum(each.isprintable() or each.isspace() for each in shown) - shown.count("\ufffd")
    return bool(shown) and printable >= _PRINTABLE_SHARE * len(shown)


def _first(addresses: tuple[MailAddress, ...]) -> MailAddress | None:
    return addresses[0] if addresses else None


def _no_mail() -> UnreadableError:
    return UnreadableError(
        text("This is no mail: it is empty, or holds neither a header nor any text."),
        text("The file is kept as it came."),
        text("Open it in the program it came from, or ask the sender to send it again."),
    )
