"""Writes a submission and its outbox message inside the action that sends it."""

from collections.abc import Collection
from dataclasses import dataclass

from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.form_fields import clean_answers
from wardoffice.domain.outgoing import OutboxKind, OutboxState, SubmissionWay, state_words
from wardoffice.domain.people import FollowUpKind
from wardoffice.domain.submissions import ContactChoice, FieldKind, FormValues, SubmissionForm
from wardoffice.language import text
from wardoffice.open311.request_form import Reporter, request_fields
from wardoffice.store.casework import owed_in
from wardoffice.store.fitting import fit
from wardoffice.store.outbox import is_taken_up
from wardoffice.store.service_definitions import content_of
from wardoffice.store.tables import Case, FollowUp, OutboxMessage, Submission
from wardoffice.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Draft:
    """A filled form that was found good.

    ``request_id`` is what somebody told us that it is made for, ``address_key`` its address normalised.
    """

    city: str
    form: SubmissionForm
    values: FormValues
    request_id: int | None
    address_key: str


def require_first_correction(work: UnitOfWork, form: SubmissionForm, homes: Collection[int]) -> None:
    """Raise CannotDoError where what a form corrects is no longer a refused submission of this problem."""
    if form.corrects is None:
        return
    before = work.session.get(Submission, form.corrects)
    sent = work.session.get(OutboxMessage, before.outbox_id) if before is not None else None
    if is_taken_up(work.session, form.corrects):
        happened = text("Somebody corrected it meanwhile, and it was sent.")
    elif before is None or sent is None or before.case_id not in homes or before.withdrawn_at is not None:
        happened = text("Somebody put it away meanwhile.")
    elif sent.state is not OutboxState.REFUSED:
        happened = text("311 did not refuse it: {state}.", state=state_words(sent.state))
    else:
        return
    raise CannotDoError(happened, text("Nothing was sent."), text("Look at it in the outbox."))


def write_submission(work: UnitOfWork, case: Case, draft: Draft) -> Submission:
    """Queue it: rendered once, as it will be sent, without the api key."""
    form, values = draft.form, draft.values
    answers = clean_answers(form.fields, values)
    reporter = _reporter(form, values)
    fields = request_fields(
        service_code=form.service_code,
        description=values.description,
        point=values.point,
        address=values.address,
        answers=answers,
        several=frozenset(each.code for each in form.fields if each.kind is FieldKind.MULTI),
        reporter=reporter,
        media_url=values.media_url,
    )
    message = queue_message(work, case.id, form.service_name)
    submission = work.add(
        fit(
            Submission(
                case_id=case.id,
                request_id=draft.request_id,
                outbox_id=message.id,
                again_of_id=form.corrects,
                way=SubmissionWay.API,
                city=draft.city,
                service_code=form.service_code,
                answer_kind=form.answer_kind,
                lat=values.point.lat if values.point else None,
                long=values.point.long if values.point else None,
                address=values.address.strip(),
                address_key=draft.address_key,
                description=values.description.strip(),
                tell_number=values.tell_number,
                contact=values.contact,
                contact_id=values.contact_id if values.contact is ContactChoice.RESIDENT else None,
                payload={
                    "fields": [list(pair) for pair in fields],
                    "answers": {code: list(given) for code, given in answers.items()},
                    "media_url": values.media_url,
                    "asked": content_of(form.asked) if form.asked is not None else None,
                },
                reason=values.reason.strip(),
                staff_id=work.actor.staff_id,
                created_at=work.now,
            )
        )
    )
    if not case.service_code:
        case.service_code = form.service_code
    return submission


def queue_message(work: UnitOfWork, case_id: int, subject: str) -> OutboxMessage:
    """The outbox message of a submission, to be sent as soon as the sender can."""
    return work.add(
        fit(
            OutboxMessage(
                kind=OutboxKind.SUBMISSION,
                state=OutboxState.QUEUED,
                case_id=case_id,
                subject=subject,
                not_before=work.now,
                created_at=work.now,
            )
        )
    )


def _reporter(form: SubmissionForm, values: FormValues) -> Reporter:
    """Whose name and contact go: nobody's unless staff chose it for this one (P9)."""
    if values.contact is ContactChoice.NONE:
        return Reporter()
    who = form.office
    if values.contact is ContactChoice.RESIDENT:
        who = next(each for each in form.contacts if each.contact_id == values.contact_id)
    return Reporter(who.name, who.email, who.phone)


def promise_number(work: UnitOfWork, case: Case, contact_ids: Collection[int]) -> None:
    """Note that these people were promised the number 311 will give; a promise that stands is not doubled."""
    standing = {each.contact_id for each in owed_in(work.session, [case.id], contact_ids) if each.of_number}
    for contact_id in contact_ids:
        if contact_id not in standing:
            work.add(
                FollowUp(
                    case_id=case.id,
                    contact_id=contact_id,
                    kind=FollowUpKind.PROMISE,
                    words=text("the 311 number"),
                    of_number=True,
                    created_at=work.now,
                )
            )
