"""Builds the inbox of the practice ward: raw mails as they lie on a server."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from wardoffice.demo.dice import die
from wardoffice.demo.inbox import OFFICE_ADDRESS, MailPlan
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.mail_programs import write
from wardoffice.demo.mime import to_bytes
from wardoffice.demo.pictures import take_picture

_PAINTERS = 2  # Pillow lets go of the interpreter while it paints
_BROKEN_BYTES = 900


@dataclass(frozen=True, slots=True)
class RawMail:
    """A mail as the server keeps it: ``received_at`` is aware UTC, ``raw`` has CRLF line ends."""

    plan: MailPlan
    received_at: datetime
    raw: bytes


def build_mails(plans: Sequence[MailPlan]) -> tuple[RawMail, ...]:
    """Build every planned mail, pictures included; the same plans make the same bytes."""
    with ThreadPoolExecutor(_PAINTERS, "practice pictures") as painters:
        taken = [[painters.submit(take_picture, picture) for picture in plan.pictures] for plan in plans]
        return tuple(
            _build(plan, [shot.result() for shot in shots]) for plan, shots in zip(plans, taken, strict=True)
        )


def _build(plan: MailPlan, shots: list[bytes]) -> RawMail:
    if plan.program == "broken":
        return RawMail(plan, plan.at, _broken(plan))
    mail = write(plan, list(zip(plan.pictures, shots, strict=True)))
    name = f"{die(plan.message_id, 'boundary').getrandbits(64):016x}"
    return RawMail(plan, plan.at, _transport(plan).encode() + to_bytes(mail, name))


def _transport(plan: MailPlan) -> str:
    """Write what the servers on the way put on top."""
    number = f"{die(plan.message_id, 'queue').getrandbits(40):010X}"
    moment = format_datetime(plan.at.astimezone(CITY_ZONE))
    return (
        f"Delivered-To: {OFFICE_ADDRESS}\r\n"
        "Received: from mx.example (mx.example [192.0.2.17]) by mail.ward51.example\r\n"
        f"\twith ESMTPS id {number};\r\n"
        f"\t{moment}\r\n"
    )


def _broken(plan: MailPlan) -> bytes:
    """Make what is left of a mail when a disk fails: no header, no text, only control characters."""
    scrap = die(plan.message_id, "broken").randbytes(_BROKEN_BYTES)
    return bytes(1 + byte % 8 for byte in scrap) + b"\x00" * 64 + b"\r\n\r\n\x00\x00\r\n"
