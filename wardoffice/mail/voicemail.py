"""Tells a mail that brings a voicemail from one with a sound file, and who called.

Signs: Message-Context (RFC 3458), multipart/voice-message (RFC 3801), Exchange's Content-Class, else words
of a subject, sender or file name. The service that sends the mail is no person; the caller's number is in a
header, the subject, the text, or the name of the sender.
"""

import re
from collections.abc import Iterable, Iterator
from email.message import Message

from wardoffice.domain.messages import MailFile, VoiceCall
from wardoffice.domain.phone_numbers import phones_in
from wardoffice.mail.headers import Headers

_WORDS = re.compile(
    r"voice[ _-]?(mail|message|msg)|\bvm\b|\bvmail|message from caller|correo de voz|mensaje de voz"
    r"|buz[oó]n de voz|poczta g[lł]osowa|wiadomo[sś][cć] g[lł]osowa",
    re.IGNORECASE,
)
_NUMBER_HEADERS = (
    "X-CallingTelephoneNumber",
    "X-Caller-ID",
    "X-CallerID",
    "X-Asterisk-CallerID",
    "X-VM-CallerID",
    "X-Voicemail-From",
)
_NAME_HEADERS = ("X-CallerName", "X-Asterisk-CallerIDName", "X-Caller-Name")
_CALLER = re.compile(
    r"\b(?:call(?:er)?(?:[ -]?id| number| name)?|from|de|od|number|phone|n[uú]mero|numer)\b\s*:?\s*"
    r"(?P<said>[^\n]{1,120})",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:to|for|called|mailbox|extension|ext|para|do)\b\s*:?\s*[\"'(]*(?P<said>\+?[\d (][\d ().-]{5,20}\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\bfrom:?\s+[\"']?(?P<name>[^\W\d_][\w.'-]*(?:[ ,]+[^\W\d_][\w.'-]*){0,3})[\"']?\s*[<(]?\s*\+?\d",
    re.IGNORECASE,
)
_NOBODY = frozenset(
    {
        "unknown",
        "anonymous",
        "unavailable",
        "private",
        "restricted",
        "wireless caller",
        "blocked",
        "caller",
        "a caller",
        "cell phone il",
        "phone",
        "number",
    }
)
_SERVICE = re.compile(r"no-?reply|do-?not-?reply|notif|voice|voip|ringcentral|unity|pbx", re.IGNORECASE)
_TEXT = 4_000


def voice_call(
    headers: Headers, message: Message, subject: str, whole: str, files: Iterable[MailFile]
) -> VoiceCall | None:
    """Who called, where the mail brings a voicemail; None for any other mail, with sound or without."""
    sounds = [each for each in files if each.media_type.startswith("audio/")]
    is_call = _is_voicemail(headers, message, subject, sounds) if sounds else _is_transcript(headers, subject)
    if not is_call:
        return None
    number = _number(headers, subject, whole[:_TEXT])
    if not sounds and not number:
        return None
    return VoiceCall(number, _name(headers, subject, whole[:_TEXT]))


def _is_transcript(headers: Headers, subject: str) -> bool:
    """Whether a service writes what was said, and keeps the sound to itself."""
    service = any(_SERVICE.search(each.address) for each in headers.addresses("From"))
    return service and _WORDS.search(subject) is not None


def _is_voicemail(headers: Headers, message: Message, subject: str, sounds: list[MailFile]) -> bool:
    if headers.words("Message-Context").casefold() in {"voice-message", "video-message"}:
        return True
    if (
        message.get_content_type() == "multipart/voice-message"
        or "voice" in headers.words("Content-Class").casefold()
    ):
        return True
    if any(name in headers for name in _NUMBER_HEADERS):
        return True
    senders = [part for each in headers.addresses("From") for part in (each.name, each.address)]
    return any(_WORDS.search(said) for said in (subject, *senders, *(each.filename for each in sounds)))


def _number(headers: Headers, subject: str, whole: str) -> str:
    """The caller's number: one behind "from" before one that merely stands there, never the line called."""
    told = [headers.words(name) for name in _NUMBER_HEADERS if name in headers]
    senders = [
        part for each in headers.addresses("From") for part in (each.name, each.address.partition("@")[0])
    ]
    called = {number for said in _behind(_CALLED, subject, whole) for number in phones_in(said)}
    places = (*told, *_behind(_CALLER, subject, whole), subject, *senders, whole)
    found = [number for said in places for number in phones_in(said)]
    return next((number for number in found if number not in called), "")


def _behind(sign: re.Pattern[str], *texts: str) -> Iterator[str]:
    for said in texts:
        for found in sign.finditer(said):
            yield found["said"]


def _name(headers: Headers, subject: str, whole: str) -> str:
    told = [headers.words(name) for name in _NAME_HEADERS if name in headers]
    told += [found["name"] for said in (subject, whole) for found in _NAMED.finditer(said)]
    names = (each.strip(" ,.\"'") for each in told)
    return next((each for each in names if each and each.casefold() not in _NOBODY), "")
