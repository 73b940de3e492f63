"""Finds in a mail what somebody filled in on a website: one sender, many people.

The person stands in the lines of the body or in Reply-To (RFC 5322, section 3.6.2), never in From. What a
form says of itself in Auto-Submitted is true, and still a resident wrote the words in it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from wardoffice.domain.messages import FilledForm, MailAddress
from wardoffice.domain.phone_numbers import phone_in
from wardoffice.domain.places import Point
from wardoffice.mail.form_profiles import FormProfile, form_profiles
from wardoffice.mail.form_rows import FormRow, form_rows

_LONGEST = 100_000
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,128}@[^\s<>,;:\"()\[\]]{1,255}")
_BRACKETED_ADDRESS = re.compile(r"<[^<>]*@[^<>]*>")
_PROGRAM = re.compile(
    r"no-?reply|do-?not-?reply|forms?\b|wordpress|webmaster|website|notification|mailer|submission|wix|squarespace",
    re.IGNORECASE,
)
_DEGREES = re.compile(r"[-+]?\d{1,3}\.\d+")
_PERSONAL = frozenset(
    {"person", "first_name", "last_name", "email", "phone", "words", "latitude", "longitude"}
)


@dataclass(frozen=True, slots=True)
class FormMail:
    """What of a mail says whether it is a form's: ``whole`` is all of its text."""

    sender: MailAddress
    reply_to: MailAddress | None
    whole: str


def filled_form(mail: FormMail, profiles: Sequence[FormProfile] = ()) -> FilledForm | None:
    """What was filled in, by the first profile that fits, or None."""
    for profile in profiles or form_profiles():
        if not _is_of(profile, mail):
            continue
        for with_marks in (True, False):
            rows = form_rows(mail.whole[:_LONGEST], profile.field_of(), with_marks=with_marks)
            form = _form(profile, mail, rows)
            if form is None and profile.unknown_are_words and _names_somebody(rows):
                form = _form(profile, mail, _with_words(rows))
            if form is not None:
                return form
    return None


def _names_somebody(rows: Sequence[FormRow]) -> bool:
    """Whether a name and a way to reach this person are told, and nothing of what is the matter."""
    given = {each.name for each in rows if each.value()}
    return bool(given & {"person", "first_name", "last_name"} and given & {"email", "phone"}) and (
        "words" not in given
    )


def _with_words(rows: Sequence[FormRow]) -> list[FormRow]:
    """What stands below the first known label and belongs to none is the words; a label alone is left out."""
    unknown = [each for each in rows if not each.name and not each.early and each.value()]
    told = [each.value() if len(unknown) == 1 else _labelled(each) for each in unknown]
    words = FormRow("words", "", "\n".join(told).split("\n"))
    return [*(each for each in rows if each not in unknown), words]


def _labelled(row: FormRow) -> str:
    return f"{row.label}: {row.value()}" if row.label else row.value()


def _is_of(profile: FormProfile, mail: FormMail) -> bool:
    domain = mail.sender.address.rpartition("@")[2]
    if any(domain == each or domain.endswith(f".{each}") for each in profile.senders):
        return True
    if profile.senders and not profile.marks:
        return False
    said = " ".join(mail.whole[:_LONGEST].casefold().split())
    return not profile.marks or any(mark in said for mark in profile.marks)


def _form(profile: FormProfile, mail: FormMail, rows: Sequence[FormRow]) -> FilledForm | None:
    nothing = {each.casefold() for each in profile.nothing}
    given = [each for each in rows if each.value() and each.value().casefold() not in nothing]
    values: dict[str, str] = {}
    for each in given:
        if each.name:
            values.setdefault(each.name, each.value())
    if len(values.keys() - {"other"}) < profile.least or not values.keys() >= set(profile.needs):
        return None
    email = _email(values.get("email", "") or values.get("person", ""))
    if profile.other_person and not _is_other(mail, email):
        return None
    phone = phone_in(values.get("phone", ""))
    read = {name: value for name, value in values.items() if _is_read(name, email=email, phone=phone)}
    return FilledForm(
        name=profile.name,
        person=_person(values),
        email=email,
        phone=phone,
        subject=_one_line(values.get("subject", "")),
        topic=_one_line(values.get("topic", "")),
        address=_one_line(values.get("address", "")),
        point=_point(values),
        words=_words(given),
        lines=tuple(_lines(given, read)),
    )


def _is_read(name: str, *, email: str, phone: str) -> bool:
    """Whether a field is told elsewhere than in the lines; a phone that is no number is told there."""
    return name in _PERSONAL and (name != "email" or bool(email)) and (name != "phone" or bool(phone))


def _words(given: Sequence[FormRow]) -> str:
    """All words; those of a second label with it, for it says what they are about."""
    told = [each for each in given if each.name == "words"]
    return "\n\n".join([*(each.value() for each in told[:1]), *map(_labelled, told[1:])])


def _lines(given: Sequence[FormRow], read: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Label and value of all rows but the words and the person's own data; a second phone is kept."""
    for each in given:
        if each.name != "words" and read.get(each.name) != each.value():
            row = each.named()
            yield row.label, _one_line(row.value())


def _is_other(mail: FormMail, email: str) -> bool:
    """Whether the person is not the sender: by the address given, by Reply-To, else by the sender's name."""
    answer_to = email or (mail.reply_to.address if mail.reply_to else "")
    if answer_to and mail.sender.address:
        return answer_to != mail.sender.address
    return _PROGRAM.search(mail.sender.address) is not None


def _email(value: str) -> str:
    found = _ADDRESS.search(value)
    return found.group().strip(".'").removeprefix("mailto:").lower() if found else ""


def _person(values: dict[str, str]) -> str:
    whole = values.get("person") or " ".join(
        filter(None, (values.get("first_name", ""), values.get("last_name", "")))
    )
    return _one_line(_BRACKETED_ADDRESS.sub("", whole))


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _point(values: dict[str, str]) -> Point | None:
    found = [_DEGREES.search(values.get(name, "")) for name in ("latitude", "longitude")]
    if not all(found):
        return None
    lat, long = (float(each.group()) for each in found if each)
    is_place = isfinite(lat) and isfinite(long) and abs(lat) <= 90 and abs(long) <= 180  # noqa: PLR2004 - degrees
    return Point(lat, long) if is_place and (lat, long) != (0, 0) else None
