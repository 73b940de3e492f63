"""Who told us, in a mail that another's hands or a program sent: the person, the words, and by what way.

The sender of a mail is not always who tells of a problem: a colleague sends it on with a word of what to do,
one website form writes for many people, and a voicemail service is nobody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from wardoffice.domain.messages import (
    Channel,
    FilledForm,
    Forward,
    ForwardedMail,
    MailAddress,
    MessageKind,
    ReadMail,
    VoiceCall,
)
from wardoffice.domain.own_addresses import OwnAddresses
from wardoffice.domain.phone_numbers import shown_phone
from wardoffice.domain.places import Point
from wardoffice.domain.subjects import is_sent_on
from wardoffice.domain.text_gateways import phone_behind
from wardoffice.language import text

_YES = re.compile(r"(?:yes|true|checked|s[ií]|tak|[x✓✔☑])(?!\w)", re.IGNORECASE)
_FROM_A_HAND = frozenset({MessageKind.PROBLEM, MessageKind.REPLY})


@dataclass(frozen=True, slots=True)
class Told:
    """What is filed as the person's own: ``person`` is answered, ``sender`` is shown as who wrote.

    Both may lack a name, an address, or both; ``phone`` is in the form +17735550100.

    ``place_words`` are searched for an address; ``point`` is a pin on a form's map (WGS84 degrees).
    ``whole_text`` is the whole of what was sent on.
    """

    person: MailAddress
    sender: MailAddress
    subject: str
    text: str
    place_words: str
    sent_at: datetime | None
    whole_text: str = ""
    channel: Channel = Channel.MAIL
    phone: str = ""
    title: str = ""
    sent_on_by: str = ""
    instruction: str = ""
    form_name: str = ""
    form_lines: tuple[tuple[str, str], ...] = ()
    point: Point | None = None

    def all_words(self) -> str:
        """What was filled in beside the words, and they; of a question that was affirmed the question too."""
        answers = (
            f"{label} {value}" if _YES.match(value) else value for label, value in self.form_lines if value
        )
        return "\n".join((*answers, self.text))


def each_told(mail: ReadMail, own: OwnAddresses) -> tuple[ReadMail, ...]:
    """The mails in one mail: of several that a colleague attached, each with its own words and files.

    What a colleague sends on is known by the mail quoted in it, whatever became of its subject.
    """
    if mail.sender.address not in own or mail.form is not None or mail.call is not None:
        return (mail,)
    inside = [(number, each) for number, each in enumerate(mail.enclosed, start=1) if _resident(each, own)]
    if len(inside) < 2 or mail.kind not in _FROM_A_HAND:  # noqa: PLR2004 - one is a forward like any other
        return (_as_sent_on(mail, own),)
    note = mail.forward.note if mail.forward is not None else mail.text
    first = inside[0][0]
    return tuple(
        replace(
            mail,
            kind=MessageKind.PROBLEM,
            forward=Forward(note, each.mails),
            quoted=None,
            enclosed=(),
            whole_text=_with_note(note, each.mails[0].whole_text),
            # What belongs to no one resident is shown with the first.
            files=tuple(
                file
                for file in mail.files
                if file.enclosed == number
                or (number == first and file.enclosed not in {told for told, _ in inside})
            ),
        )
        for number, each in inside
    )


def _as_sent_on(mail: ReadMail, own: OwnAddresses) -> ReadMail:
    """A colleague's mail with a resident's below it, sent to somebody other than that resident."""
    if mail.quoted is None or mail.kind not in _FROM_A_HAND:
        return mail
    resident = _resident(mail.quoted, own)
    if resident is None or not resident.address:
        return mail
    if resident.address in {each.address for each in mail.recipients}:
        return mail
    return replace(mail, kind=MessageKind.PROBLEM, forward=mail.quoted, quoted=None)


def _resident(forward: Forward, own: OwnAddresses) -> MailAddress | None:
    return next((each.sender for each in forward.mails if each.sender.address not in own), None)


def _with_note(note: str, words: str) -> str:
    return "\n\n".join(filter(None, (note, words)))


def who_told(mail: ReadMail, own: OwnAddresses) -> Told:
    """Who told us and what; ``own`` are the addresses of the office's people."""
    if mail.kind is MessageKind.PROBLEM:
        by_program = _by_program(mail, own)
        if by_program is not None:
            return _with_hands(by_program, mail, own)
        inner = _sent_on(mail, own)
        if inner is not None:
            return inner
    phone = phone_behind(mail.sender.address)
    if phone:
        return _by_text(mail, phone)
    return Told(
        person=_answer_to(mail),
        sender=mail.sender,
        subject=mail.subject,
        text=mail.text,
        place_words=f"{mail.subject}\n{mail.text}",
        sent_at=mail.sent_at,
    )


def _by_program(mail: ReadMail, own: OwnAddresses) -> Told | None:
    if mail.form is not None:
        return _by_form(mail, mail.form)
    if mail.call is None or (mail.forward is not None and mail.sender.address not in own):
        return None  # a resident who sends on a voicemail of hers tells of it herself
    return _by_voice(mail, mail.call)


def _with_hands(told: Told, mail: ReadMail, own: OwnAddresses) -> Told:
    """A form or a voicemail that a colleague sent on."""
    if mail.forward is None or mail.sender.address not in own:
        return told
    return replace(told, sent_on_by=_name(mail.sender), instruction=mail.forward.note)


def _sent_on(mail: ReadMail, own: OwnAddresses) -> Told | None:
    """The first person who is not of the office; what colleagues wrote above is the instruction."""
    if mail.forward is None or mail.sender.address not in own:
        return None
    notes = [mail.forward.note]
    for number, each in enumerate(mail.forward.mails):
        if each.sender.address not in own:
            told = _passed_on(mail.forward.mails[number:], own)
            return _from_inside(mail, told, "\n\n".join(filter(None, notes)))
        notes.append(each.text)
    return None


def _passed_on(mails: Sequence[ForwardedMail], own: OwnAddresses) -> tuple[ForwardedMail, ...]:
    """The first, and the mails it sends on in its turn; what it answers is none of its words."""
    kept = [mails[0]]
    for before, each in pairwise(mails):
        if not (is_sent_on(before.subject) or not before.text.strip()) or each.sender.address in own:
            break
        kept.append(each)
    return tuple(kept)


def _from_inside(mail: ReadMail, mails: Sequence[ForwardedMail], instruction: str) -> Told:
    inner = mails[0]
    subject = inner.subject or mail.subject
    others = (text("{name} wrote:", name=_name(each.sender)) + f"\n{each.text}" for each in mails[1:])
    words = "\n\n".join(filter(None, (inner.text, *others)))
    return Told(
        person=inner.sender,
        sender=inner.sender,
        subject=subject,
        text=words,
        # A colleague often adds where it is: "this is the one at 4500 N Damen".
        place_words=f"{subject}\n{words}\n{instruction}",
        whole_text="\n\n".join(each.whole_text for each in mails),
        sent_at=inner.sent_at,
        sent_on_by=_name(mail.sender),
        instruction=instruction,
    )


def _name(sender: MailAddress) -> str:
    return sender.name or sender.address


def _by_form(mail: ReadMail, form: FilledForm) -> Told:
    answer_to = _answer_to(mail)
    given = answer_to.address if answer_to != mail.sender and mail.forward is None else ""
    address = form.email or given
    person = MailAddress(form.person, address)
    return Told(
        person=person,
        sender=person,
        subject=form.subject or form.topic or mail.subject,
        text=form.words,
        # The subject of such a mail is the website's: "New submission", over and over.
        title="" if form.subject or form.topic else next(iter(form.words.strip().splitlines()), ""),
        place_words="\n".join(
            dict.fromkeys((form.address, form.subject, form.words, *(value for _, value in form.lines)))
        ),
        sent_at=mail.sent_at,
        phone=form.phone,
        form_name=form.name,
        form_lines=form.lines,
        point=form.point,
    )


def _by_voice(mail: ReadMail, call: VoiceCall) -> Told:
    told = call.name or shown_phone(call.phone)
    # Without a name nobody would be owed an answer, and somebody must decide what becomes of the call.
    who = told or text("Unknown caller")
    return Told(
        person=MailAddress(who, ""),
        sender=MailAddress(who, ""),
        subject=mail.subject,
        text=mail.text,
        place_words=f"{mail.subject}\n{mail.text}",
        sent_at=mail.sent_at,
        channel=Channel.VOICEMAIL,
        phone=call.phone,
        title=text("Voicemail from {who}", who=told) if told else text("Voicemail from an unknown caller"),
    )


def _by_text(mail: ReadMail, phone: str) -> Told:
    """A text message that a carrier brought as mail; an answer to that address is a text message too."""
    person = MailAddress(mail.sender.name or shown_phone(phone), mail.sender.address)
    return Told(
        person=person,
        sender=person,
        subject=mail.subject,
        text=mail.text,
        place_words=f"{mail.subject}\n{mail.text}",
        sent_at=mail.sent_at,
        channel=Channel.TEXT,
        phone=phone,
    )


def _answer_to(mail: ReadMail) -> MailAddress:
    """Whom to answer: Reply-To where it names somebody else (RFC 5322, 3.6.2)."""
    answer_to = mail.reply_to
    if answer_to is None or not answer_to.address or answer_to.address == mail.sender.address:
        return mail.sender
    return answer_to
