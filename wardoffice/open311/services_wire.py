"""The Service List and service definitions from the wire.

Fields: GeoReport v2 (https://wiki.open311.org/GeoReport_v2/#get-service-list, #get-service-definition),
FixMyStreet's ``groups`` and ``automated``, and the data types of Boston's Salesforce.
"""

import logging
from dataclasses import replace

from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)
from wardoffice.language import text
from wardoffice.open311.answers import read_answer
from wardoffice.open311.conditions_wire import read_conditions
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import Document, unreadable
from wardoffice.open311.records import excerpt_of, find_inside, find_records
from wardoffice.open311.repairs import Repair
from wardoffice.open311.values import Values

_log = logging.getLogger(__name__)
_KNOWN_DATATYPES = frozenset(
    {
        "string", "number", "datetime", "text", "singlevaluelist", "multivaluelist", "date", "textarea",
        "boolean",
    }
)  # fmt: skip
_DATATYPES = {
    "": "string",
    "picklist": "singlevaluelist",
    "multipicklist": "multivaluelist",
    "multi picklist": "multivaluelist",
    "picklist (multi-select)": "multivaluelist",
    "informational": "string",
    "email": "string",
    "phone": "string",
    "url": "string",
    "text area": "text",
    "long text area": "text",
    "text area (long)": "text",
    "currency": "number",
    "percent": "number",
    "date/time": "datetime",
    "boolean (checkbox)": "boolean",
    "checkbox": "boolean",
}
_BETWEEN_CHOICES = ("\n", "|", ";", ",")
_NEVER_SHOWN = frozenset({"server_set", "hidden_field"})


def read_services(
    body: bytes, content_type: str, context: WireContext, status: int = 200
) -> tuple[ServiceType, ...]:
    """The Service List; an entry without a code is logged and left out, since nothing can be asked about it.

    Raises CityRefusedError where the answer is the city's error, CityAnswerError where it cannot be read or
    holds entries of which none is a service.
    """
    document = read_answer(body, content_type, context, status)
    values = Values(context, document.repairs)
    found = find_records(document, ("services",), ("service",))
    services: list[ServiceType] = []
    for each in found:
        service = _service(each, values)
        if service is None:
            document.repairs[Repair.SERVICE_NO_CODE] += 1
            _log.warning("A service without a code was left out: %s", excerpt_of(each))
        else:
            services.append(service)
    context.repairs.update(document.repairs)
    if found and not services:
        raise unreadable(text("The 311 system's list of services holds none that has a code."))
    return tuple(services)


def read_service_definition(
    body: bytes, content_type: str, context: WireContext, status: int = 200
) -> ServiceDefinition:
    """The questions for one service type in the city's order, choices included.

    Raises CityRefusedError and CityAnswerError as :func:`read_services` does.
    """
    document = read_answer(body, content_type, context, status)
    values = Values(context, document.repairs)
    definition = _definition_of(document, values)
    found = definition["attributes"] if "attributes" in definition else definition.get("attribute")
    questions = _questions(values.items(found, "attribute"), values)
    code = values.code(definition.get("service_code"))
    context.repairs.update(document.repairs)
    return ServiceDefinition(
        code,
        tuple(sorted(questions, key=lambda question: question.order)),
    )


def _service(found: object, values: Values) -> ServiceType | None:
    if not isinstance(found, dict):
        return None
    get = found.get
    code = values.code(get("service_code"))
    if not code:
        return None
    groups = [values.text(group) for group in values.items(get("groups"), "group")] or [
        values.text(get("group"))
    ]
    keywords = get("keywords")
    words = keywords if isinstance(keywords, list) else values.text(keywords).split(",")
    return ServiceType(
        code,
        values.text(get("service_name")) or code,
        values.text(get("description")),
        values.flag(get("metadata")),
        values.text(get("type")).lower() or "realtime",
        tuple(word for each in words if (word := values.text(each))),
        tuple(group for group in groups if group),
    )


def _definition_of(document: Document, values: Values) -> dict[str, object]:
    tree = {document.root: document.tree} if document.root else document.tree
    if _is_questions(tree):
        document.repairs[Repair.SINGLE] += 1
        return {"attributes": tree}
    definition = values.record(tree)
    if not document.root and ("service_code" in definition or "attributes" in definition):
        return definition
    inner = find_inside(definition, ("service_definition",)) or find_inside(
        definition, ("service_definitions",)
    )
    definition = values.record(inner[1]) if inner else {}
    if "service_code" in definition or "attributes" in definition:
        return definition
    raise unreadable(text("The 311 system's answer is not the definition of a service."))


def _is_questions(tree: object) -> bool:
    """Whether these are the questions themselves, without a definition around them."""
    return (
        isinstance(tree, list)
        and bool(tree)
        and all(isinstance(each, dict) and ("datatype" in each or "variable" in each) for each in tree)
    )


def _questions(found: list[object], values: Values) -> list[ServiceAttribute]:
    questions: list[ServiceAttribute] = []
    for each in found:
        before = questions[-1].order if questions else 0
        question = _attribute(each, before, values) if isinstance(each, dict) else None
        if question is not None and question.code:
            questions.append(question)
        else:
            values.repairs[Repair.QUESTION_NO_CODE] += 1
            _log.warning("A question without a code was left out: %s", excerpt_of(each))
    return questions


def _order(written: object, before: int, values: Values) -> int:
    """A question's place; one without a place, or with one nobody can read, stays behind the one before."""
    place = values.whole(written)
    if place is None:
        if values.text(written):
            values.repairs[Repair.QUESTION_ORDER] += 1
        return before
    return place


def _attribute(found: dict[str, object], before: int, values: Values) -> ServiceAttribute:
    get = found.get
    datatype = values.text(get("datatype")).lower()
    return ServiceAttribute(
        values.code(get("code")),
        _datatype(datatype, values),
        values.text(get("description")),
        values.flag(get("required")),
        values.flag(get("variable")) if "variable" in found else datatype != "informational",
        _order(get("order"), before, values),
        values.text(get("datatype_description")),
        _choices(get("values"), values),
        values.text(get("automated")) in _NEVER_SHOWN,
        read_conditions(get("dependencies"), values),
    )


def _datatype(written: str, values: Values) -> str:
    datatype = _DATATYPES.get(written, written)
    if datatype not in _KNOWN_DATATYPES:
        values.repairs[Repair.DATATYPE_OTHER] += 1
    return datatype


def _choices_of_text(written: str, values: Values) -> tuple[AttributeChoice, ...]:
    if not written.strip() or written.strip().isdigit():  # the number of Boston, in XML
        return ()
    values.repairs[Repair.CHOICES_TEXT] += 1
    between = next((each for each in _BETWEEN_CHOICES if each in written), ",")
    words = (word.strip() for word in written.split(between))
    return tuple(AttributeChoice(word, word) for word in words if word)


def _choices(found: object, values: Values) -> tuple[AttributeChoice, ...]:
    if isinstance(found, str):
        return _choices_of_text(found, values)
    if not isinstance(found, list | dict):  # Boston puts a number here where there are none
        return ()
    if isinstance(found, dict) and found and not found.keys() & {"value", "key", "name"}:
        return tuple(AttributeChoice(key, values.text(name)) for key, name in found.items())
    choices: list[AttributeChoice] = []
    for each in values.items(found, "value"):
        inner = each.get("values") if isinstance(each, dict) else None
        if isinstance(each, dict) and isinstance(inner, list):
            offered = read_conditions(each.get("dependentOn") or each.get("dependent_on"), values)
            choices += [replace(choice, offered_when=offered) for choice in _choices(inner, values)]
            continue
        if isinstance(each, dict):
            key, name = values.code(each.get("key")), values.text(each.get("name"))
        else:
            key = name = values.code(each)
        if key or name:
            choices.append(AttributeChoice(key or name, name or key))
    return tuple(choices)
