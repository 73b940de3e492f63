"""Rules for mail the office sent from a mail program: what it answers, who wrote it, in which program."""

from collections.abc import Iterable

from wardoffice.domain.actor import StaffMember
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.messages import MailProgram

_WAYS = {MailProgram.OUTLOOK: AnswerWay.OUTLOOK, MailProgram.GMAIL: AnswerWay.GMAIL}


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
