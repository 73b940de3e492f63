"""From the city's definition of a service type to the questions of a form, and what is wrong with answers."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import ServiceAttribute, ServiceDefinition
from wardoffice.domain.submissions import (
    ADDRESS,
    CONTACT,
    DESCRIPTION,
    DESCRIPTION_LIMIT,
    MEDIA,
    POINT,
    REASON,
    SERVICE,
    ContactChoice,
    FieldKind,
    FormField,
    FormProblem,
    FormValues,
    NearRequest,
    SubmissionForm,
    SubmissionState,
    SubmissionView,
)
from wardoffice.language import plural, text

_ON_ITS_WAY = frozenset(
    {
        SubmissionState.QUEUED,
        SubmissionState.SENDING,
        SubmissionState.RETRY,
        SubmissionState.WAITING,
        SubmissionState.UNKNOWN,
        SubmissionState.NO_NUMBER,
    }
)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_LISTS = (FieldKind.SINGLE, FieldKind.MULTI)
_KINDS = {
    "string": FieldKind.STRING,
    "number": FieldKind.NUMBER,
    "datetime": FieldKind.DATETIME,
    "date": FieldKind.DATE,
    "text": FieldKind.TEXT,
    "textarea": FieldKind.TEXT,
    "singlevaluelist": FieldKind.SINGLE,
    "multivaluelist": FieldKind.MULTI,
    "boolean": FieldKind.TICK,
}


def form_fields(definition: ServiceDefinition) -> tuple[FormField, ...]:
    """The questions a person is asked, in the city's order; hidden ones are left out.

    A list without choices, and a datatype we do not know, are asked as a line of text.
    """
    return tuple(_field(each) for each in definition.attributes if not each.hidden)


def clean_answers(fields: Sequence[FormField], values: FormValues) -> dict[str, tuple[str, ...]]:
    """The answers to the questions that are asked, without blanks around them and without empty ones."""
    answers: dict[str, tuple[str, ...]] = {}
    for each in fields:
        given = tuple(word for value in values.answers.get(each.code, ()) if (word := value.strip()))
        if given and each.kind is not FieldKind.NOTICE and each.is_shown(values.answers):
            answers[each.code] = given
    return answers


def check_form(
    form: SubmissionForm, values: FormValues, *, ward: int | None, our_ward: int | None
) -> tuple[FormProblem, ...]:
    """Everything that keeps the form from being sent, in the order of the form; empty when it can go.

    ``ward`` is the ward of the point, None where no boundaries are known or it lies outside all of them.
    """
    return tuple(_problems(form, values, ward, our_ward))


def why_a_reason(
    near: tuple[NearRequest, ...], standing: tuple[SubmissionView, ...], corrects: int | None
) -> str:
    """The sentence that asks for a reason to send it all the same, "" where none is needed."""
    on_its_way = [each for each in standing if each.state in _ON_ITS_WAY and each.submission_id != corrects]
    if on_its_way:
        return text("This problem is on its way to 311 already. Write why it goes once more.")
    ours = [each.number for each in near if each.ours]
    # Numbered a moment ago: nothing closed it before the city's list has even brought it.
    ours += [each.number for each in standing if each.state is SubmissionState.NUMBERED and not each.in_feed]
    if ours:
        return text("This problem is open in 311 as {number}. Write why it goes once more.", number=ours[0])
    if near:
        return plural(
            "311 has one open request of this type here: {number}. Is it this one? If not, write why.",
            "311 has {count} open requests of this type here, the nearest is {number}. Is it one of them? "
            "If not, write why.",
            len(near),
            number=near[0].number,
        )
    return ""


def _problems(
    form: SubmissionForm, values: FormValues, ward: int | None, our_ward: int | None
) -> Iterator[FormProblem]:
    if not values.service_code:
        yield FormProblem(SERVICE, text("Choose what kind of problem it is."))
    if len(values.description) > DESCRIPTION_LIMIT:
        too_many = len(values.description) - DESCRIPTION_LIMIT
        yield FormProblem(
            DESCRIPTION,
            text(
                "The description is {count:,} characters too long; 311 takes {most:,}.",
                count=too_many,
                most=DESCRIPTION_LIMIT,
            ),
        )
    yield from _place_problems(form, values, ward, our_ward)
    for each in form.fields:
        sentence = _wrong_with(each, values)
        if sentence:
            yield FormProblem(each.code, sentence)
    yield from _contact_problems(form, values)
    if values.media_url and values.media_url not in form.media_urls:
        yield FormProblem(MEDIA, text("311 takes only a picture that has a public address already."))
    if form.needs_reason and not values.reason.strip():
        yield FormProblem(REASON, form.needs_reason)


def _place_problems(
    form: SubmissionForm, values: FormValues, ward: int | None, our_ward: int | None
) -> Iterator[FormProblem]:
    nowhere = form.point_required or values.point is not None or not values.address.strip()
    if not _usable(values.point) and nowhere:
        yield FormProblem(
            POINT,
            text("311 needs the place on the map: set a point.")
            if form.point_required
            else text("311 needs a place: type an address, or set a point on the map."),
        )
    if ward is not None and our_ward and ward != our_ward and not values.reason.strip():
        yield FormProblem(
            POINT,
            text(
                "This is in ward {ward}, not in ours: hand it over, or write why it goes from here.",
                ward=ward,
            ),
        )
    if form.address_required and not values.address.strip():
        yield FormProblem(ADDRESS, text("311 wants an address beside the point: type the nearest one."))


def _contact_problems(form: SubmissionForm, values: FormValues) -> Iterator[FormProblem]:
    if values.contact is ContactChoice.RESIDENT and values.contact_id not in {
        each.contact_id for each in form.contacts
    }:
        yield FormProblem(CONTACT, text("Choose whose name and contact go to 311."))
    if values.contact is ContactChoice.OFFICE and not (form.office.email or form.office.phone):
        yield FormProblem(
            CONTACT, text("The office has no e-mail or phone to give: set office.email or office.phone.")
        )


def _wrong_with(asked: FormField, values: FormValues) -> str:
    """What is wrong with the answer to one question, "" for nothing."""
    if asked.kind is FieldKind.NOTICE or not asked.is_shown(values.answers):
        return ""
    given = [word for value in values.answers.get(asked.code, ()) if (word := value.strip())]
    label = asked.label
    known = {choice.key for choice in asked.choices_for(values.answers)}
    if not given:
        can_be = known or not asked.choices  # a list that offers nothing after these answers cannot be
        return text("“{label}” must be answered.", label=label) if asked.required and can_be else ""
    if asked.kind in _LISTS and asked.choices and not set(given) <= known:
        return text("“{label}” has no such choice: choose again.", label=label)
    if len(given) > 1 and asked.kind is not FieldKind.MULTI:
        return text("“{label}” takes one answer.", label=label)
    return _wrong_kind(asked, given[0])


def _wrong_kind(asked: FormField, given: str) -> str:
    if asked.kind is FieldKind.NUMBER and not _NUMBER.fullmatch(given):
        return text("“{label}” must be a number.", label=asked.label)
    if asked.kind is FieldKind.DATETIME and not _is_moment(given):
        return text("“{label}” must be a date and time.", label=asked.label)
    if asked.kind is FieldKind.DATE and not _is_day(given):
        return text("“{label}” must be a date.", label=asked.label)
    return ""


def _field(asked: ServiceAttribute) -> FormField:
    kind = _KINDS.get(asked.datatype, FieldKind.STRING)
    if not asked.variable:
        kind = FieldKind.NOTICE
    elif kind in _LISTS and not asked.choices:
        kind = FieldKind.STRING
    return FormField(
        asked.code,
        asked.description or asked.datatype_description or asked.code,
        kind,
        asked.required and kind is not FieldKind.NOTICE,
        asked.datatype_description if asked.description else "",
        asked.choices,
        asked.shown_when,
    )


def _usable(point: Point | None) -> bool:
    return point is not None and point.is_valid()


def _is_moment(given: str) -> bool:
    try:
        return datetime.fromisoformat(given).tzinfo is not None
    except ValueError:
        return False


def _is_day(given: str) -> bool:
    try:
        date.fromisoformat(given)
    except ValueError:
        return False
    return True
