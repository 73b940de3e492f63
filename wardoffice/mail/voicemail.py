"""Tells a mail that brings a voicemail from one with a sound file, and who called.

Signs: Message-Context (RFC 3458), multipart/voice-message (RFC 3801), Exchange's Content-Class, else words
of a subject, sender or file name in what a service sends. The service that sends the mail is no person; the
caller's number is in a header, the subject, the text, or the name of the sender.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.message import Message

from wardoffice.domain.messages import MailAddress, MailFile, VoiceCall
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
    r"\bfrom:?\s+[\"']?(?P<name>[^\W\d_][\w.'-]*(?:[ ,]+[^\W\d_][\w.'-]*){0,5})[\"']?[\s:,]*[<(]?\s*\+?\d",
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
_TO_THE_NUMBER = re.compile(
    r"(?:[ ,]+|^)(?:at|on|by|the|her|his|their|phone|cell|mobile|tel\.?|number|no\.?|al|en|el|con"
    r"|tel[e\u00e9]fono|n[u\u00fa]mero|celular|z|pod|telefonu?|numer(?:u|em)?|kom\.?)$",
    re.IGNORECASE,
)
"""Words that lead from a caller's name to the number."""
_PROGRAM_WORDS = re.compile(
    r"voice(mails?|message)?|v(ms?|mail|oip)|(free|ip)?pbx|asterisk|(telephon|phone)(e|s|system|y)?|connection"
    r"|(do)?(no)?t?reply|notif(y|ier|ications?)|alerts?|unifiedmessaging|messaging|answering|attendant"
    r"|buz[oó]n|mensajes?|noresponde[rar]?|g[lł]osowa|nieodpowiadaj",
)
_BESIDE_THEM = re.compile(
    r"do|not?|new|mail(er)?|messages?|system|services?|server|office|unified|unity|cisco|avaya|mitel|auto"
    r"|correo|de|voz|poczta",
)
_SERVICES = (
    "8x8.com",
    "broadvoice.com",
    "callcentric.com",
    "dialpad.com",
    "evoice.com",
    "grasshopper.com",
    "jive.com",
    "nextiva.com",
    "ooma.com",
    "openphone.com",
    "phone.com",
    "ringcentral.com",
    "voice.google.com",
    "voip.ms",
    "vonage.com",
    "youmail.com",
)
_FILMS = frozenset({"video/mp4", "video/quicktime"})
_BETWEEN_WORDS = re.compile(r"[\W_]+")
_NUMBER_ALONE = re.compile(r"\+?\d{10,15}")
_TEXT = 4_000


def voice_call(
    headers: Headers,
    message: Message,
    subject: str,
    whole: str,
    files: Iterable[MailFile],
    *,
    sent_on: Iterable[MailAddress] = (),
) -> VoiceCall | None:
    """Who called, where the mail brings a voicemail; None for any other mail, with sound or without.

    ``sent_on`` are the senders of the mails that it sends on. A recording that a person sends is her own mail
    whatever it is called: her address must not be lost.
    """
    senders = headers.addresses("From")
    by_service = any(map(is_voice_service, (*senders, *sent_on)))
    sounds = [each for each in files if each.media_type.startswith("audio/")]
    if by_service and not sounds:
        sounds = [each for each in files if each.media_type in _FILMS]
    is_call = (sounds and _says_so(headers, message)) or (by_service and _in_words(senders, subject, sounds))
    if not is_call:
        return None
    number = _number(headers, subject, whole[:_TEXT])
    if not sounds and not number:
        return None
    return VoiceCall(number, _name(headers, subject, whole[:_TEXT]))


def as_sounds(files: Iterable[MailFile]) -> tuple[MailFile, ...]:
    """The files of a voicemail: what its service recorded is sound, though its container may hold a film."""
    return tuple(
        replace(each, media_type="audio/mp4") if each.media_type in _FILMS else each for each in files
    )


def is_voice_service(sender: MailAddress) -> bool:
    """Whether a program sends by this address: by whole words, for people have such parts in their names.

    A telephone's number as an address is its carrier's way into mail.
    """
    local, _, domain = sender.address.casefold().rpartition("@")
    if any(domain == each or domain.endswith(f".{each}") for each in _SERVICES):
        return True
    return _is_of_services(local) or _is_of_services(sender.name) or bool(_NUMBER_ALONE.fullmatch(local))


def _is_of_services(name: str) -> bool:
    words = [each for each in _BETWEEN_WORDS.split(name.casefold()) if each and not each.isdigit()]
    program = [each for each in words if _PROGRAM_WORDS.fullmatch(each)]
    return bool(program) and all(each in program or _BESIDE_THEM.fullmatch(each) for each in words)


def _in_words(senders: Iterable[MailAddress], subject: str, sounds: list[MailFile]) -> bool:
    """Whether it is called a voicemail; one whose sound the service keeps says so in its subject."""
    named = [part for each in senders for part in (each.name, each.address)] if sounds else []
    return any(_WORDS.search(said) for said in (subject, *named, *(each.filename for each in sounds)))


def _says_so(headers: Headers, message: Message) -> bool:
    """Whether its headers say what it is."""
    return (
        headers.words("Message-Context").casefold() in {"voice-message", "video-message"}
        or message.get_content_type() == "multipart/voice-message"
        or "voice" in headers.words("Content-Class").casefold()
        or any(name in headers for name in _NUMBER_HEADERS)
    )


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
    told += [_bare(found["name"]) for said in (subject, whole) for found in _NAMED.finditer(said)]
    names = (each.strip(" ,.\"'") for each in told)
    return next((each for each in names if each and each.casefold() not in _NOBODY), "")


def _bare(name: str) -> str:
    """A name without the words behind it that lead to a number."""
    while (shorter := _TO_THE_NUMBER.sub("", name)) != name:
        name = shorter
    return name
