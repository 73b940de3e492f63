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
from wardoffice.open311.records import excerpt_of, find_records
from wardoffice.open311.repairs import Repair
from wardoffice.open311.values import Values

_log = logging.getLogger(__name__)
_DATATYPES = {
    "picklist": "singlevaluelist",
    "multipicklist": "multivaluelist",
    "multi picklist": "multivaluelist",
    "informational": "string",
    "boolean (checkbox)": "boolean",
    "checkbox": "boolean",
}
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
    questions = [
        _attribute(each, values) for each in values.items(found, "attribute") if isinstance(each, dict)
    ]
    code = values.code(definition.get("service_code"))
    context.repairs.update(document.repairs)
    return ServiceDefinition(
        code,
        tuple(
            sorted((question for question in questions if question.code), key=lambda question: question.order)
        ),
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
    tree = values.record(document.tree)
    inner = values.record(tree.get("service_definition"))
    definition = inner or tree
    if document.root in {"", "service_definition"} and (
        "service_code" in definition or "attributes" in definition
    ):
        return definition
    raise unreadable(text("The 311 system's answer is not the definition of a service."))


def _attribute(found: dict[str, object], values: Values) -> ServiceAttribute:
    get = found.get
    datatype = values.text(get("datatype")).lower()
    return ServiceAttribute(
        values.code(get("code")),
        _DATATYPES.get(datatype, datatype or "string"),
        values.text(get("description")),
        values.flag(get("required")),
        values.flag(get("variable")) if "variable" in found else datatype != "informational",
        values.whole(get("order")) or 0,
        values.text(get("datatype_description")),
        _choices(get("values"), values),
        values.text(get("automated")) in _NEVER_SHOWN,
        read_conditions(get("dependencies"), values),
    )


def _choices(found: object, values: Values) -> tuple[AttributeChoice, ...]:
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
