"""Putting a problem into the city's system: its form prefilled, what is wrong with it, and sending it.

Sending is writing: the submission and its outbox message are committed with the action, and the sender
(``office.sending``) delivers them. Until then undo takes it back.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.copy_card import CopyCard
from wardoffice.domain.errors import CannotDoError, CityError, SecretsError, WardOfficeError
from wardoffice.domain.form_fields import check_form, form_fields, why_a_reason
from wardoffice.domain.history import ActionKind
from wardoffice.domain.places import Point
from wardoffice.domain.ports import Cancelled, CityDesk
from wardoffice.domain.service_requests import ServiceDefinition
from wardoffice.domain.submissions import (
    ContactChoice,
    FormContact,
    FormProblem,
    FormValues,
    SubmissionForm,
)
from wardoffice.language import plural, text
from wardoffice.office.copy_card import copy_card
from wardoffice.office.submission_writing import (
    Draft,
    promise_number,
    require_first_correction,
    write_submission,
)
from wardoffice.open311.cities import CityProfile
from wardoffice.store.casework import homes_of
from wardoffice.store.service_changes import note_changes
from wardoffice.store.service_definitions import keep_definition, kept_definition
from wardoffice.store.store import Store
from wardoffice.store.submission_form import (
    FormFacts,
    first_values,
    form_facts,
    near_requests,
    remember_choice,
    remembered_choice,
    root_and_homes,
    service_type,
    type_of,
    what_was_refused,
)
from wardoffice.store.submissions import submissions_of
from wardoffice.store.unit_of_work import UnitOfWork

ConnectDesk = Callable[[Cancelled], CityDesk]
"""Makes a connection to the endpoint that ends its waiting when it is told to."""

_DEFINITION_DAYS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SubmittingPlace:
    """The city and the office that submits; ``ward_of`` gives None outside every ward and without a map.

    ``has_key`` asks the keyring for an api key; it raises SecretsError where there is no keyring.
    ``normalise`` makes addresses comparable; ``between`` knows the streets on both sides of a place.
    """

    profile: CityProfile
    our_ward: int
    ward_of: Callable[[Point], int | None]
    office: FormContact
    has_key: Callable[[], bool]
    normalise: Callable[[str], str]
    between: Callable[[Point, str], tuple[str, ...]] | None = None


class Submitting:
    """The form of one problem, and sending it."""

    def __init__(self, store: Store, place: SubmittingPlace, connect: ConnectDesk) -> None:
        self._store = store
        self._place = place
        self._connect = connect

    def prepare(
        self,
        actor: Actor,
        case_id: int,
        service_code: str | None = None,
        *,
        corrects: int | None = None,
        cancelled: Cancelled = lambda: False,
    ) -> SubmissionForm:
        """The form of a problem, prefilled; of another type with ``service_code``.

        ``corrects`` is a refused submission whose values it begins with. The city is asked for its questions
        where they are older than a day; kept ones do where it does not answer. Where they were never read
        the form is without them: it is for the copy card, and cannot be sent. Raises CannotDoError.
        """
        require(actor, Doing.SUBMIT)
        with self._store.reading() as session:
            code = service_code if service_code is not None else type_of(session, actor, case_id, corrects)
        try:
            definition, untold = self._definition(code, cancelled), ""
        except (CityError, SecretsError) as trouble:
            definition, untold = ServiceDefinition(code), _untold(trouble)
        with self._store.reading() as session:
            case, homes = root_and_homes(session, actor, case_id)
            facts = form_facts(session, case, homes)
            kind = service_type(session, self._place.profile.key, code)
            choice = remembered_choice(session, actor, fallback=self._fallback())
            standing = submissions_of(session, homes)
            values = first_values(session, facts, code, choice, corrects)
            refused = what_was_refused(session, corrects)
            key = self._place.normalise(values.address)
            near = near_requests(session, actor, self._place.profile.key, values, homes, address_key=key)
        return SubmissionForm(
            case_id=facts.case_id,
            case_number=facts.case_number,
            service_code=code,
            service_name=kind.name,
            answer_kind=kind.answer_kind,
            fields=form_fields(definition),
            values=values,
            contacts=facts.contacts,
            office=self._place.office,
            media_urls=facts.media_urls if self._place.profile.submitting.media_url else (),
            photo_words=self._photo_words(facts),
            point_required=self._place.profile.submitting.point_required,
            address_required=self._place.profile.submitting.address_required,
            near=near,
            standing=standing,
            needs_reason=why_a_reason(near, standing, corrects),
            trouble=self._trouble(gone=kind.gone) or untold,
            untold=untold,
            corrects=corrects,
            refused=refused,
            asked=None if untold else definition,
        )

    def problems(self, form: SubmissionForm, values: FormValues) -> tuple[FormProblem, ...]:
        """Everything that keeps these values from being sent, in the order of the form. Reads nothing."""
        return check_form(form, values, ward=self._ward(values.point), our_ward=self._place.our_ward)

    def card(self, form: SubmissionForm, values: FormValues) -> CopyCard:
        """The fields of the city's own program as they are filled in now. Asks no city."""
        between: tuple[str, ...] = ()
        asks = self._place.between
        if asks is not None and values.point is not None:
            between = asks(values.point, values.address)
        return copy_card(form, values, self._place.profile.submitting.card, between)

    def submit(self, actor: Actor, form: SubmissionForm, values: FormValues) -> Changes:
        """Put it into the outbox: submission, message and history in one transaction.

        Raises CannotDoError where a problem of the form is left, the program cannot send, the problem has
        been sent meanwhile and no reason was given, or what it corrects was corrected meanwhile.
        """
        require(actor, Doing.SUBMIT)
        found = self.problems(form, values)
        trouble = form.trouble or (found[0].sentence if found else "") or _other_type(form, values)
        if trouble:
            raise CannotDoError(trouble, text("Nothing was sent."), text("Correct it, then send it."))
        with self._store.unit_of_work(actor, ActionKind.SUBMIT, type=form.service_name) as work:
            case = work.root(form.case_id)
            homes = homes_of(work.session, case.id)
            require_first_correction(work, form, homes)
            self._require_reason(work, actor, form, values, homes)
            facts = form_facts(work.session, case, homes)
            address_key = self._place.normalise(values.address)
            draft = Draft(self._place.profile.key, form, values, facts.request_id, address_key)
            write_submission(work, case, draft)
            remember_choice(work.session, actor, values.contact, work.now)
            if values.tell_number:
                promise_number(work, case, [each.contact_id for each in facts.contacts if each.contact_id])
        return work.changes

    def _require_reason(
        self, work: UnitOfWork, actor: Actor, form: SubmissionForm, values: FormValues, homes: list[int]
    ) -> None:
        """Ask again inside the transaction: somebody else may have sent it while the form was filled in."""
        key = self._place.normalise(values.address)
        near = near_requests(work.session, actor, self._place.profile.key, values, homes, address_key=key)
        why = why_a_reason(near, submissions_of(work.session, homes), form.corrects)
        if why and not values.reason.strip():
            raise CannotDoError(why, text("Nothing was sent."), text("Open the form again."))

    def _definition(self, code: str, cancelled: Cancelled) -> ServiceDefinition:
        city, now = self._place.profile.key, self._store.now()
        with self._store.reading() as session:
            kind = service_type(session, city, code)
            kept = kept_definition(session, city, code)
        if not kind.has_definition:
            return ServiceDefinition(code)
        if kept is not None and now - kept.read_at < _DEFINITION_DAYS:
            return kept.definition
        try:
            with closing(self._connect(cancelled)) as desk:
                told = replace(desk.definition(code), code=code)
        except (CityError, SecretsError):
            if kept is None:
                raise
            return kept.definition
        with self._store.writing() as session:
            note_changes(session, city, keep_definition(session, city, told, now), now)
        return told

    def contact_choice(self, actor: Actor) -> ContactChoice:
        """Whose contact this person gave to 311 last."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return remembered_choice(session, actor, fallback=self._fallback())

    def _fallback(self) -> ContactChoice:
        office = self._place.office
        return ContactChoice.OFFICE if office.email or office.phone else ContactChoice.NONE

    def _ward(self, point: Point | None) -> int | None:
        return self._place.ward_of(point) if point is not None and point.is_valid() else None

    def _trouble(self, *, gone: bool) -> str:
        ways = self._place.profile.submitting
        if not ways.by_api:
            return text(
                "This city takes no requests from programs: type it into the city's own, by the copy card."
            )
        if gone:
            return text("311 does not have this type any more: choose another.")
        try:
            needs_key = ways.needs_key and not self._place.has_key()
        except SecretsError as trouble:  # the card can be copied all the same
            return str(trouble)
        if needs_key:
            return text(
                "There is no api key for 311 yet (wardoffice config set city.api_key). Until then type it "
                "into the city's own program, by the copy card."
            )
        return ""

    def _photo_words(self, facts: FormFacts) -> str:
        if not facts.photos and not facts.media_urls:
            return ""
        if not self._place.profile.submitting.media_url or not facts.media_urls:
            return plural(
                "311 takes no files: the photo stays here, and the office sends it to the department.",
                "311 takes no files: the {count} photos stay here, and the office sends them to the "
                "department.",
                facts.photos,
            )
        return plural(
            "One picture that is public already can go with it.",
            "One of {count} pictures that are public already can go with it.",
            len(facts.media_urls),
        )


def _other_type(form: SubmissionForm, values: FormValues) -> str:
    if values.service_code == form.service_code:
        return ""
    return text("The form was made for another type: choose the type again.")


def _untold(trouble: WardOfficeError) -> str:
    return text(
        "The questions 311 asks for this type could not be read: {why} Type it into the city's own program, "
        "by the copy card, and answer them there.",
        why=trouble.happened,
    )
