"""The copy card: a problem as the fields of the city's own program, to be copied there one by one.

Most ward offices have no api key and type into the city's internal 311 program; the order of its form is the
city profile's.
"""

from collections.abc import Callable, Mapping

from wardoffice.domain.copy_card import CardLine, CopyCard
from wardoffice.domain.form_fields import clean_answers
from wardoffice.domain.submissions import (
    ContactChoice,
    FieldKind,
    FormContact,
    FormField,
    FormValues,
    SubmissionForm,
)
from wardoffice.language import text
from wardoffice.open311.submitting_profile import CardField

Lines = Callable[[SubmissionForm, FormValues], tuple[CardLine, ...]]


def copy_card(
    form: SubmissionForm, values: FormValues, order: tuple[CardField, ...], between: tuple[str, ...] = ()
) -> CopyCard:
    """The card of a form as it is filled in now; lines without a value are left out, questions stay.

    A question that is not answered yet stays on the card, so that nobody meets it unprepared. ``between``
    are the streets on both sides of the place; they follow its address, as crews look for a block by them.
    """
    lines = [
        line
        for name in order
        for line in (*_LINES[name](form, values), *(_cross_streets(between) if name == "address" else ()))
    ]
    return CopyCard(form.case_id, tuple(line for line in lines if line.value or line.open))


def _one(name: str, label: str, value: str) -> tuple[CardLine, ...]:
    return (CardLine(name, label, value.strip()),)


def _cross_streets(between: tuple[str, ...]) -> tuple[CardLine, ...]:
    return _one("cross_streets", text("Cross streets"), text(" and ").join(between))


def _address(_form: SubmissionForm, values: FormValues) -> tuple[CardLine, ...]:
    if values.address.strip() or values.point is None:
        return _one("address", text("Address"), values.address)
    return _one("address", text("Place"), f"{values.point.lat:.6f}, {values.point.long:.6f}")


def _questions(form: SubmissionForm, values: FormValues) -> tuple[CardLine, ...]:
    if form.untold:
        return (CardLine("questions", text("The city's questions, which could not be read"), "", open=True),)
    answers = clean_answers(form.fields, values)
    return tuple(
        CardLine(each.code, each.label, _answer(each, answers.get(each.code, ())), open=each.required)
        for each in form.fields
        if each.kind is not FieldKind.NOTICE and each.is_shown(values.answers)
    )


def _answer(asked: FormField, given: tuple[str, ...]) -> str:
    """An answer as people read it: the names of choices, not their keys."""
    names = {choice.key: choice.name for choice in asked.choices}
    if asked.kind is FieldKind.TICK:
        return text("Yes") if given else ""
    return ", ".join(names.get(each, each) for each in given)


def _contact(form: SubmissionForm, values: FormValues) -> FormContact:
    if values.contact is ContactChoice.OFFICE:
        return form.office
    if values.contact is ContactChoice.RESIDENT:
        chosen = (each for each in form.contacts if each.contact_id == values.contact_id)
        return next(chosen, FormContact(None, ""))
    return FormContact(None, "")


_LINES: Mapping[CardField, Lines] = {
    "service_name": lambda form, _: _one("service_name", text("Type"), form.service_name),
    "address": _address,
    "description": lambda _, values: _one("description", text("Description"), values.description),
    "questions": _questions,
    "contact_name": lambda form, values: _one("contact_name", text("Name"), _contact(form, values).name),
    "contact_phone": lambda form, values: _one("contact_phone", text("Phone"), _contact(form, values).phone),
    "contact_email": lambda form, values: _one("contact_email", text("E-mail"), _contact(form, values).email),
    "case_number": lambda form, _: _one("case_number", text("Our number"), form.case_number),
}
