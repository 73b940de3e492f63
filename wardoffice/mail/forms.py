"""Finds in a mail what somebody filled in on a website: one sender, many people.

The person stands in the lines of the body or in Reply-To (RFC 5322, section 3.6.2), never in From. What a
form says of itself in Auto-Submitted is true, and still a resident wrote the words in it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite

from wardoffice.domain.messages import FilledForm, MailAddress
from wardoffice.domain.phone_numbers import phone_in
from wardoffice.domain.places import Point
from wardoffice.mail.form_profiles import FormProfile, form_profiles, plain_label

_LONGEST = 100_000
_LABELLED = re.compile(r"^(?P<label>[^:=\uff1a]{1,100}?)\s*[:=\uff1a]\s*(?P<value>.*)$")
_RULE = re.compile(r"^\s*([-_=*~]\s?){3,}\s*$|^-- ?$")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]]{1,128}@[^\s<>,;:\"()\[\]]{1,255}")
_BRACKETED_ADDRESS = re.compile(r"<[^<>]*@[^<>]*>")
_PROGRAM = re.compile(
    r"no-?reply|do-?not-?reply|forms?\b|wordpress|webmaster|website|notification|mailer|submission|wix|squarespace",
    re.IGNORECASE,
)
_LABEL_WORDS = 6
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


@dataclass(slots=True)
class _Told:
    """A field's lines as they are found; ``label`` as the mail had it."""

    name: str
    label: str
    lines: list[str] = field(default_factory=list)

    def value(self) -> str:
        return "\n".join(self.lines).strip()


def filled_form(mail: FormMail, profiles: Sequence[FormProfile] = ()) -> FilledForm | None:
    """What was filled in, by the first profile that fits, or None."""
    for profile in profiles or form_profiles():
        if not _is_of(profile, mail):
            continue
        for with_marks in (True, False):
            told = list(_fields(profile, mail.whole[:_LONGEST], with_marks=with_marks))
            form = _form(profile, mail, told)
            if form is None and profile.unknown_are_words and _names_somebody(told):
                form = _form(
                    profile, mail, [*told, _rest(profile, mail.whole[:_LONGEST], with_marks=with_marks)]
                )
            if form is not None:
                return form
    return None


def _names_somebody(told: list[_Told]) -> bool:
    """Whether a name and a way to reach this person are told, and nothing of what is the matter."""
    given = {each.name for each in told if each.value()}
    return bool(given & {"person", "first_name", "last_name"} and given & {"email", "phone"}) and (
        "words" not in given
    )


def _rest(profile: FormProfile, whole: str, *, with_marks: bool) -> _Told:
    """What stands below the first known label and belongs to none; one line alone loses its label."""
    known = profile.field_of()
    kept: list[str] = []
    begun = waits = False
    for line in whole.split("\n"):
        if line.startswith(">"):
            continue
        if begun and _RULE.match(line):
            break
        found = _labelled(line, known) if with_marks else _in_table(line, known)
        if found is not None:
            begun, waits = True, not found[2]
        elif waits and line.strip():
            waits = False  # the value of the label above
        elif begun and (kept or line.strip()):
            kept.append(line.strip())
    return _Told("words", "", _without_only_label(kept))


def _without_only_label(lines: list[str]) -> list[str]:
    labels = [_LABELLED.match(line) for line in lines]
    told = [found for found in labels if found is not None and len(found["label"].split()) <= _LABEL_WORDS]
    if len(told) == 1 and lines and told[0] is labels[0] and told[0]["value"]:
        return [told[0]["value"], *lines[1:]]
    return lines


def _is_of(profile: FormProfile, mail: FormMail) -> bool:
    domain = mail.sender.address.rpartition("@")[2]
    if any(domain == each or domain.endswith(f".{each}") for each in profile.senders):
        return True
    if profile.senders and not profile.marks:
        return False
    said = " ".join(mail.whole[:_LONGEST].casefold().split())
    return not profile.marks or any(mark in said for mark in profile.marks)


def _fields(profile: FormProfile, whole: str, *, with_marks: bool) -> Iterator[_Told]:
    """The labelled lines in order. ``with_marks``: a colon follows the label; else a table lost it."""
    known = profile.field_of()
    told: _Told | None = None
    for line in whole.split("\n"):
        if line.startswith(">"):  # a conversation quotes mails whose headers look like labelled lines
            continue
        found = _labelled(line, known) if with_marks else _in_table(line, known)
        if found is not None:
            if told is not None:
                yield told
            told = _Told(found[0], found[1], [found[2]] if found[2] else [])
        elif told is not None and _RULE.match(line):
            yield told
            told = None
        elif told is not None and (told.lines or line.strip()) and (told.name == "words" or not told.lines):
            told.lines.append(line)
    if told is not None:
        yield told


def _labelled(line: str, known: dict[str, str]) -> tuple[str, str, str] | None:
    found = _LABELLED.match(line.strip())
    label = found["label"] if found else line
    name = known.get(plain_label(label)) if len(label) <= 100 else None  # noqa: PLR2004 - as in the pattern
    if name is None:
        return None
    return name, label.strip("* \t"), found["value"].strip("* \t") if found else ""


def _in_table(line: str, known: dict[str, str]) -> tuple[str, str, str] | None:
    words = line.split()
    for count in range(min(len(words), 6), 0, -1):
        label = " ".join(words[:count])
        if any(each.isdigit() for each in label):
            continue  # "Phone (773) 555-0100": what stands in parentheses is the value's
        name = known.get(plain_label(label))
        if name is not None:
            return name, label, " ".join(words[count:])
    return None


def _form(profile: FormProfile, mail: FormMail, told: list[_Told]) -> FilledForm | None:
    nothing = {each.casefold() for each in profile.nothing}
    given = [each for each in told if each.value() and each.value().casefold() not in nothing]
    values: dict[str, str] = {}
    for each in given:
        values.setdefault(each.name, each.value())
    if len(values.keys() - {"other"}) < profile.least or not values.keys() >= set(profile.needs):
        return None
    email = _email(values.get("email", "") or values.get("person", ""))
    if profile.other_person and not _is_other(mail, email):
        return None
    return FilledForm(
        name=profile.name,
        person=_person(values),
        email=email,
        phone=phone_in(values.get("phone", "")),
        subject=_one_line(values.get("subject", "")),
        topic=_one_line(values.get("topic", "")),
        address=_one_line(values.get("address", "")),
        point=_point(values),
        words=values.get("words", ""),
        lines=tuple((each.label, _one_line(each.value())) for each in given if each.name not in _PERSONAL),
    )


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
