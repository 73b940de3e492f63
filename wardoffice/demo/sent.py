"""What the practice office answered in its mail programs: the Sent folder of its mailbox.

Their words are in ``resources/practice/sent.toml``; each answers a mail of the inbox, but for one that has
nothing to do with any.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import cache
from typing import Any

from wardoffice.assets import resource
from wardoffice.demo.dice import die
from wardoffice.demo.inbox import OFFICE_ADDRESS, MailPlan
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.mime import html_of, multipart, text_part, to_bytes

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail as it lies in the Sent folder; ``answers`` is the slot of the mail it answers, or ""."""

    answers: str
    at: datetime
    raw: bytes


def build_sent(mails: Sequence[MailPlan], now: datetime) -> tuple[SentMail, ...]:
    """What was answered until ``now``, the oldest first; the same mails make the same bytes."""
    by_slot = {plan.slot: plan for plan in mails}
    made = [_sent(note, by_slot.get(note.get("answers", "")), now) for note in _written()]
    return tuple(sorted((each for each in made if each.at < now), key=lambda each: each.at))


@cache
def _written() -> list[dict[str, Any]]:
    return list(tomllib.loads(resource("practice/sent.toml").read_text(encoding="utf-8"))["sent"])


def _sent(note: dict[str, Any], plan: MailPlan | None, now: datetime) -> SentMail:
    began = plan.at if plan is not None else now - timedelta(days=note["days"])
    at = began + note["after_minutes"] * _MINUTE
    mail = _body(note, plan)
    mail["From"] = f'"{note["who"]}" <{OFFICE_ADDRESS}>'
    mail["To"] = f"{plan.sender.name} <{plan.sender.mail}>" if plan is not None else note["to"]
    mail["Subject"] = f"{note.get('mark', 'RE: ')}{plan.subject}" if plan is not None else note["subject"]
    mail["Date"] = format_datetime(at.astimezone(CITY_ZONE))
    number = die(note["text"], at.isoformat()).getrandbits(72)
    if note["program"] == "outlook":
        mail["X-Mailer"] = "Microsoft Outlook 16.0"
        mail["Message-ID"] = f"<SA1PR{number:018X}@SA1PR01.prod.office.example>"
    else:
        mail["Message-ID"] = f"<CA+{number:018x}@mail.gmail.com>"
    if plan is not None and note.get("threaded", True):
        mail["In-Reply-To"] = mail["References"] = plan.message_id
    name = f"{number:018x}"
    return SentMail(note.get("answers", ""), at, to_bytes(mail, name))


def _body(note: dict[str, Any], plan: MailPlan | None) -> EmailMessage:
    words = note["text"]
    if plan is not None:
        day = f"{plan.at.astimezone(CITY_ZONE):%B %d, %Y %I:%M %p}"
        words += f"\n\n-----Original Message-----\nFrom: {plan.sender.name}\nSent: {day}\n"
        words += f"To: Ward 51 Office\nSubject: {plan.subject}\n\n{plan.text}"
    return multipart("alternative", [text_part(words + "\n"), text_part(html_of(words), "html")])
