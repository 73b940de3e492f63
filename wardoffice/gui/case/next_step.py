"""What is to be done next with a case: the first that holds, people before plumbing."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from wardoffice.domain.case_view import CaseView, PersonView
from wardoffice.domain.cases import CaseKind, CaseStatus
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.place_choices import told_apart
from wardoffice.domain.places import PlaceSource
from wardoffice.domain.service_requests import CityStatus
from wardoffice.domain.submissions import SubmissionState
from wardoffice.domain.under_way import UnderWay
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import plural, text


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step in words, its tone, and the action that takes it where there is one."""

    words: str
    tone: Tone
    action: CaseAction | None = None


def next_step(view: CaseView, moments: Moments) -> NextStep:
    """The one thing to do next."""
    return next(chain(_for_people(view, moments), _for_the_record(view), _for_the_city(view)))


def _for_people(view: CaseView, moments: Moments) -> Iterator[NextStep]:
    owed = [person for person in view.people if person.owed_since is not None]
    if view.safety and view.status is CaseStatus.OPEN:
        action = _answering(owed) if owed else None
        yield NextStep(text("See to the danger first"), Tone.DANGER, action)
    if owed:
        yield NextStep(_owed_words(view, owed, moments), Tone.DANGER, _answering(owed))
    if view.status is CaseStatus.FINISHED:
        yield NextStep(text("Nothing: we are done and everyone was told"), Tone.DONE)
    if not view.ours:
        yield NextStep(text("Nothing yet: only the city has this one"), Tone.QUIET)


def _answering(owed: list[PersonView]) -> CaseAction:
    """Write to them where one has an address, else log that they were called."""
    return CaseAction.REPLY if any(each.email for each in owed) else CaseAction.ANSWER


def _for_the_record(view: CaseView) -> Iterator[NextStep]:
    if view.kind is CaseKind.PAPERWORK:
        # A paper has no place, no type and nothing to do with 311.
        yield NextStep(text("Finish it: who wrote was answered"), Tone.CHECK, CaseAction.FINISH)
    if view.elsewhere is not None:
        words = text("Hand it over to Ward {ward}: it is not in ours", ward=view.elsewhere.ward)
        yield NextStep(words, Tone.WAITING, CaseAction.HAND_OVER)
    if view.place.point is None and (view.place.source is PlaceSource.NONE or view.place.others):
        yield NextStep(text("Find out where it is"), Tone.WAITING, CaseAction.SET_PLACE)
    if told_apart(view):
        yield NextStep(text("Say which of two places it is"), Tone.CHECK, CaseAction.SET_PLACE)
    if view.city and not _goes_on(view):
        yield NextStep(_look_words(view), Tone.CHECK, CaseAction.FINISH)
    if not view.service_code:
        yield NextStep(text("Say what kind of problem it is"), Tone.WAITING, CaseAction.SET_TYPE)
    if view.assignee_id is None:
        yield NextStep(text("Say who looks after it"), Tone.WAITING, CaseAction.ASSIGN)


def _for_the_city(view: CaseView) -> Iterator[NextStep]:
    yield from _for_what_was_sent(view)
    if not view.city:
        words = text("Get it into 311: the city does not know of it")
        yield NextStep(words, Tone.WAITING, CaseAction.SUBMIT)
    if view.city and all(record.status is CityStatus.CLOSED for record in view.city):
        # Not over: counted into a request that is open, or a follow-on is.
        yield NextStep(
            text("Waiting on the city: it closed this one, but it goes on elsewhere"), Tone.WAITING
        )
    yield NextStep(text("Waiting on the city"), Tone.WAITING)


def _goes_on(view: CaseView) -> bool:
    """Whether any of its requests is open at the city, or hangs on one that is."""
    return any(record.status is not CityStatus.CLOSED or record.closing.still_open for record in view.city)


def _look_words(view: CaseView) -> str:
    kinds = {record.closing.kind for record in view.city}
    if ClosingKind.WITHIN_MINUTES in kinds:
        return text("The city closed it within minutes: see whether anybody was there")
    if ClosingKind.NOTHING_FOUND in kinds:
        return text("The city found nothing to do: see whether it is still there")
    if ClosingKind.CANCELED in kinds:
        return text("The city canceled it: see whether it is still there")
    return text("The city closed it: see whether it is really done")


def _for_what_was_sent(view: CaseView) -> Iterator[NextStep]:
    """The newest submission decides: one before it was corrected or sent once more."""
    newest = next((each for each in view.submissions if each.state is not SubmissionState.WITHDRAWN), None)
    if newest is None:
        return
    if newest.probable_number:
        words = text("Say whether {number} is this one", number=newest.probable_number)
        yield NextStep(words, Tone.CHECK)
    match newest.state:
        case SubmissionState.REFUSED:
            yield NextStep(text("311 refused it: correct it"), Tone.DANGER, CaseAction.SUBMIT)
        case SubmissionState.UNKNOWN:
            yield NextStep(text("Not sure it went to 311: check"), Tone.CHECK)
        case SubmissionState.QUEUED | SubmissionState.SENDING | SubmissionState.RETRY:
            yield NextStep(text("Nothing: it is on its way to 311"), Tone.WAITING)
        case SubmissionState.WAITING:
            yield NextStep(text("Nothing: 311 has it and will give its number"), Tone.WAITING)
        case SubmissionState.NO_NUMBER if not view.city:
            yield NextStep(text("Waiting on the city, without a number"), Tone.WAITING)


def _owed_words(view: CaseView, owed: list[PersonView], moments: Moments) -> str:
    if view.due_at is not None:
        by = moments.day(view.due_at)
        if len(owed) == 1:
            return text("Answer {name} by {day}", name=owed[0].name or owed[0].email, day=by)
        return plural("Answer {count} person by {day}", "Answer {count} people by {day}", len(owed), day=by)
    if len(owed) == 1:
        return text("Answer {name}", name=owed[0].name or owed[0].email or text("who told us"))
    return plural("Answer {count} person", "Answer {count} people", len(owed))


def answer_badge(view: CaseView) -> tuple[str, Tone]:
    """Whether the people were answered, for the badge beside the title; empty words for nobody to answer."""
    coming = [each.under_way.where for each in view.people if each.under_way is not None]
    owed = sum(person.owed_since is not None for person in view.people)
    told = sum(person.answered_at is not None for person in view.people)
    if not view.people:
        said = "", Tone.QUIET
    elif UnderWay.UNSURE in coming:
        said = text("Not sure an answer went"), Tone.CHECK
    elif owed and owed == coming.count(UnderWay.LETTER):
        said = plural("{count} letter to post", "{count} letters to post", owed), Tone.WAITING
    elif owed and not told:
        said = text("Nobody has answered"), Tone.DANGER
    elif owed:
        said = plural("{count} still owed an answer", "{count} still owed an answer", owed), Tone.WAITING
    elif coming:
        words = plural("{count} answer has not gone yet", "{count} answers have not gone yet", len(coming))
        said = words, Tone.WAITING
    else:
        said = text("Everyone answered"), Tone.DONE
    return said
