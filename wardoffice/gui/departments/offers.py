"""What the questions of mails to departments offer: a chase, a packet, a referral.

``begun`` is what was chosen and written for a mail that was taken back: it is offered again as it was, and
what is not there any more is said.
"""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from wardoffice.domain.case_view import AttachmentView
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.departments import DepartmentView
from wardoffice.domain.following_up import Overdue
from wardoffice.domain.routing import Routed
from wardoffice.gui.departments.mail_wish import Asked, first_or_asked
from wardoffice.gui.forward.photo_pick import OfferedPhoto
from wardoffice.gui.widgets.parts import facts
from wardoffice.language import plural, text
from wardoffice.office.reopening import ReopenForm

_LOOK_AFTER, _NEXT_DAY = timedelta(days=7), timedelta(days=1)


def whom_to_chase(
    overdue: Sequence[Overdue], waiting: Sequence[Overdue], shown: int | None, begun: DepartmentWish | None
) -> Overdue | None:
    """Who was asked before, else the department that is ``shown``, else who waits longest; None for nobody.

    An address that is on no list has no row to be chosen by: it comes once the shown one owes nothing.
    """
    if begun is not None:
        own = (begun.department_id, begun.address)
        return next((each for each in waiting if (each.department_id, each.address) == own), None)
    if not waiting:
        return None
    longest = (overdue or waiting)[0]
    longest = next(
        each
        for each in waiting
        if (each.department_id, each.address) == (longest.department_id, longest.address)
    )
    wanted = shown if shown is not None else longest.department_id
    return next((each for each in waiting if each.department_id == wanted is not None), longest)


def offer_chase(first: Overdue, overdue: Sequence[Overdue], begun: DepartmentWish | None) -> Asked:
    """All that a department has not answered; what is late, or was asked about before, is ticked.

    What is not due yet is there to be ticked: nobody is pressed for it by a habit of the fingers.
    """
    late = {line.forward_id for each in overdue for line in each.lines}
    early = frozenset(each.forward_id for each in first.lines if each.forward_id not in late)
    said = text("One mail about everything that is overdue; what they answer finds its problem.")
    unticked = early
    if begun is not None:
        offered = frozenset(each.forward_id for each in first.lines)
        unticked = offered - frozenset(begun.ticked)
        gone = len(frozenset(begun.ticked) - offered)
        lost = plural(
            "{count} that it asked about waits for no answer any more.",
            "{count} that it asked about wait for no answer any more.",
            gone,
        )
        said = lost if gone else said
    elif len(early) == len(first.lines):
        said = text("None of it is overdue yet: tick what you ask about all the same.")
    return Asked(
        text("Ask {department} again", department=first.department),
        said,
        ((first.department_id or 0, first.department),),
        ticks=tuple((each.forward_id, facts((each.number, each.place or each.what))) for each in first.lines),
        unticked=unticked,
        ticks_name=text("Not answered, the oldest first"),
        typed=begun.words if begun is not None else "",
    )


def offer_packet(
    form: ReopenForm, routed: Routed, views: Sequence[DepartmentView], begun: DepartmentWish | None
) -> Asked:
    """What the city closed and nobody fixed; ``receivers`` are none where nobody is on the list."""
    routed_id = routed.department.department_id if routed.department is not None else None
    wanted = begun.department_id if begun is not None else routed_id
    receivers = first_or_asked(
        [(each.department_id, each.name) for each in views if each.body.is_city], wanted
    )
    photos = (*form.ours, *form.crew, *form.city)
    said = [form.reason or text("The city says that the work was done: say what is not.")]
    chosen = frozenset(form.usual)
    if begun is not None:
        chosen = frozenset(each.attachment_id for each in photos if _went(each, begun.ticked))
        gone = len(begun.ticked) - len(chosen)
        lost = plural(
            "{count} photo that went along is not there any more.",
            "{count} photos that went along are not there any more.",
            gone,
        )
        said += [lost if gone > 0 else "", _not_listed(begun, receivers)]
    return Asked(
        text("Not fixed: send {number} back", number=form.number),
        " ".join(each for each in said if each),
        receivers,
        photos=tuple(
            OfferedPhoto(
                each.attachment_id,
                each.filename,
                each.thumbnail,
                _photo_words(form, each),
                each.attachment_id in chosen,
            )
            for each in photos
        ),
        notes=((routed_id, routed.reason),) if routed_id is not None else (),
        typed=begun.words if begun is not None else "",
    )


def offer_referral(
    routed: Routed, bodies: Sequence[DepartmentView], today: date, begun: DepartmentWish | None
) -> Asked:
    """Those who are not the city's; who may get it is in front, with the number to give to a caller."""
    hints = {each.department_id: each.reason for each in routed.alternatives}
    hints |= {view.department_id: each.reason for each in routed.alternatives if each.ward
              for view in bodies if view.name == each.name}  # fmt: skip
    wanted = next((each.department_id for each in bodies if each.department_id in hints), None)
    look_on = today + _LOOK_AFTER
    if begun is not None:
        wanted, look_on = begun.department_id, begun.look_on or look_on
    receivers = first_or_asked([(each.department_id, each.name) for each in bodies], wanted)
    said = [text("Whoever told us is still owed an answer: give them the number.")]
    if begun is not None:
        said.append(_not_listed(begun, receivers))
    return Asked(
        text("Not the city's: refer it out"),
        " ".join(each for each in said if each),
        receivers,
        look_on=look_on,
        earliest=today + _NEXT_DAY,
        notes=tuple((each.department_id, _note(each, hints.get(each.department_id, ""))) for each in bodies),
        typed=begun.words if begun is not None else "",
    )


def _went(photo: AttachmentView, ticked: Collection[int]) -> bool:
    """Whether it went along; a copy that was edited since stands in the place of what it was made of."""
    return photo.attachment_id in ticked or photo.made_from_id in ticked


def _not_listed(begun: DepartmentWish, receivers: Sequence[tuple[int, str]]) -> str:
    """That whom it went to can no more be chosen: somebody must choose another."""
    if any(each == begun.department_id for each, _ in receivers):
        return ""
    return text("{department} is not on the list any more: choose who gets it.", department=begun.department)


def _photo_words(form: ReopenForm, photo: AttachmentView) -> str:
    if photo in form.city:
        return text("the city's")
    if photo in form.crew:
        return text("a department's")
    if photo.attachment_id in form.since:
        return text("since the closing")
    if photo.attachment_id in form.before:
        return text("before the closing")
    return text("ours")


def _note(view: DepartmentView, hint: str) -> str:
    number = text("Number to give: {phone}", phone=view.public_phone) if view.public_phone else ""
    return "\n".join(part for part in (number, hint, view.note) if part)
