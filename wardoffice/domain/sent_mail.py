"""Rules for mail the office sent from a mail program: what it answers, who wrote it, in which program."""

import re
from collections.abc import Iterable

from wardoffice.domain.actor import StaffMember
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.messages import MailProgram

_MARKS = re.compile(
    r"^\s*(?:\[[^\]]{0,40}\]|(?:re|fwd?|aw|wg|sv|vs|rv|res|enc|odp|pd|antw|tr|ynt|回复|答复|转发)"
    r"(?:\[\d+\])?\s*[:\uff1a])\s*",
    re.IGNORECASE,
)
_WAYS = {MailProgram.OUTLOOK: AnswerWay.OUTLOOK, MailProgram.GMAIL: AnswerWay.GMAIL}


def base_subject(subject: str) -> str:
    """The subject without what answering and sending on put before it (RFC 5256 section 2.1), folded.

    The marks of other languages' mail programs too, and what stands in brackets, as our own number does.
    """
    rest = " ".join(subject.split())
    while (shorter := _MARKS.sub("", rest)) != rest:
        rest = shorter
    return re.sub(r"\s*(?:\[[^\]]{0,40}\]|\(fwd\))\s*$", "", rest, flags=re.IGNORECASE).strip().casefold()


def way_of(program: MailProgram | None) -> AnswerWay:
    """How somebody was answered who got a mail that this program wrote."""
    return AnswerWay.MAIL_PROGRAM if program is None else _WAYS[program]


def staff_named(name: str, members: Iterable[StaffMember]) -> StaffMember | None:
    """The one member of the staff whom a mail's From names; None for nobody, or for more than one.

    The staff list often has a first name and a letter ("Maria R."), mail programs the whole name, some of
    them turned about ("Rivera, Maria").
    """
    written = _parts(name)
    if not written:
        return None
    listed = list(members)
    for fits in (_same, _abbreviated):
        found = [each for each in listed if fits(_parts(each.name), written)]
        if len(found) == 1:
            return found[0]
    return None


def _same(listed: list[str], written: list[str]) -> bool:
    return listed == written


def _abbreviated(listed: list[str], written: list[str]) -> bool:
    if len(listed) < 2 or len(written) < 2:  # noqa: PLR2004 - one name alone is not enough to know a person by
        return False
    return listed[0] == written[0] and len(listed[-1]) == 1 and written[-1].startswith(listed[-1])


def _parts(name: str) -> list[str]:
    last, comma, first = name.partition(",")
    whole = f"{first} {last}" if comma else name
    return [part for part in (each.strip(".").casefold() for each in whole.split()) if part]
