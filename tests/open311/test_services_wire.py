"""The Service List and service definitions of every dialect."""

import json
import logging

import pytest

from tests.open311.conftest import SAMPLES
from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)
from wardoffice.open311.context import WireContext
from wardoffice.open311.services_wire import read_service_definition, read_services


def test_services_keep_codes_groups_and_keywords_and_a_codeless_one_is_logged(
    chicago: WireContext, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        services = read_services((SAMPLES / "services.xml").read_bytes(), "text/xml", chicago)
    assert services == (
        ServiceType(
            "001", "Cans left out", "Cans <br> left out", True, "batch", ("cans", "bins"), ("sanitation",)
        ),
        ServiceType("GR", "GR", "", False, "realtime", (), ("Streets", "Walls")),
    )
    assert "No code" in caplog.text


@pytest.mark.parametrize(
    "body",
    [
        b'{"services": [{"service_code": 1}]}',
        b'[{"service_code": "1"}]',
        b'{"service_code": "1"}',
        b'{"service": {"service_code": "1"}}',
        b'{"service": [{"service_code": "1"}]}',
        b'[{"service": {"service_code": "1"}}]',
        b'{"response": {"services": [{"service_code": "1"}]}}',
        (
            b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Header/><s:Body><Response>"
            b"<services><service><service_code>1</service_code></service></services>"
            b"</Response></s:Body></s:Envelope>"
        ),
    ],
)
def test_wrapped_bare_and_single_services_are_the_same(body: bytes, chicago: WireContext) -> None:
    assert read_services(body, "", chicago) == (ServiceType("1", "1"),)


@pytest.mark.parametrize("body", [b'[{"service_name": "No code"}]', b"[1, 2]", b"<service_requests/>", b"{}"])
def test_a_list_without_any_service_is_said_in_words(body: bytes, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError):
        read_services(body, "", chicago)


def test_a_definition_keeps_the_citys_order_types_and_choices(chicago: WireContext) -> None:
    definition = read_service_definition((SAMPLES / "definition.json").read_bytes(), "", chicago)
    assert definition == ServiceDefinition(
        "12",
        (
            ServiceAttribute("INFO", "string", "Call 911 in danger", variable=False, order=1),
            ServiceAttribute(
                "HOW",
                "multivaluelist",
                "How many?",
                required=True,
                order=2,
                choices=(
                    AttributeChoice("1", "One"),
                    AttributeChoice("Two", "Two"),
                    AttributeChoice("3", "3"),
                ),
            ),
            ServiceAttribute("TEXT", "text", order=3),
            ServiceAttribute(
                "MAP",
                "singlevaluelist",
                order=4,
                choices=(AttributeChoice("A", "Alley"), AttributeChoice("S", "Street")),
            ),
            ServiceAttribute("HIDE", "string", hidden=True, order=4),
        ),
    )


@pytest.mark.parametrize(
    ("orders", "codes", "repairs"),
    [
        (("10", "2.0", 3), "bca", {"whole number written with a fraction": 1}),
        ((2, "1", 3.0), "bac", {"number where a text belongs": 1, "whole number written with a fraction": 1}),
        ((2, "second", 1), "cab", {"question whose place cannot be read left where it stood": 1}),
        ((2, "2.5", 1), "cab", {"question whose place cannot be read left where it stood": 1}),
        ((2, None, 1), "cab", {}),
        ((None, "", None), "abc", {}),
    ],
)
def test_a_question_stands_where_the_city_put_it_however_it_writes_the_place(
    orders: tuple[object, ...], codes: str, repairs: dict[str, int], chicago: WireContext
) -> None:
    attributes = [{"code": code, "order": order} for code, order in zip("abc", orders, strict=True)]
    body = json.dumps({"service_code": "1", "attributes": attributes}).encode()
    definition = read_service_definition(body, "", chicago)
    assert "".join(each.code for each in definition.attributes) == codes
    assert chicago.repairs == repairs


def test_questions_straight_under_the_definition_are_found(chicago: WireContext) -> None:
    definition = read_service_definition(
        (SAMPLES / "definition_without_wrapper.xml").read_bytes(), "", chicago
    )
    assert definition.code == "DMV66"
    assert [(each.code, each.required, each.choices) for each in definition.attributes] == [
        ("WHICH", True, (AttributeChoice("123", "Ford"),))
    ]


QUESTION = {"code": "Q", "description": "How many?", "datatype": "number", "variable": True}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps([QUESTION]).encode(),
        json.dumps([{"service_code": "1", "attributes": [QUESTION]}]).encode(),
        json.dumps({"service_definitions": [{"service_code": "1", "attributes": [QUESTION]}]}).encode(),
        json.dumps({"service_definitions": {"service_definition": {"attributes": [QUESTION]}}}).encode(),
        (
            b"<service_definitions><service_definition><attributes><attribute><code>Q</code><variable>true"
            b"</variable><description>How many?</description><datatype>number</datatype></attribute>"
            b"</attributes></service_definition></service_definitions>"
        ),
        (
            b"<Envelope><Body><service_definition><attributes><attribute><code>Q</code>"
            b"<description>How many?</description><datatype>number</datatype><variable>1</variable>"
            b"</attribute></attributes></service_definition></Body></Envelope>"
        ),
    ],
)
def test_a_definition_is_found_whatever_is_around_its_questions(body: bytes, chicago: WireContext) -> None:
    definition = read_service_definition(body, "", chicago)
    assert definition.attributes == (ServiceAttribute("Q", "number", "How many?"),)


def test_a_question_without_a_code_and_choices_in_one_text_are_counted(chicago: WireContext) -> None:
    body = {
        "attributes": [
            {"datatype": "string", "description": "No code"},
            {"code": "A", "datatype": "singlevaluelist", "values": "Red, Blue"},
            {"code": "B", "datatype": "multivaluelist", "values": "Yes, often\nNo"},
            {"code": "C", "datatype": "mood", "values": "0"},
        ]
    }
    found = read_service_definition(json.dumps(body).encode(), "", chicago).attributes
    assert [[choice.name for choice in each.choices] for each in found] == [
        ["Red", "Blue"],
        ["Yes, often", "No"],
        [],
    ]
    assert chicago.repairs == {
        "question without a code left out": 1,
        "choices written as one text taken apart": 2,
        "question of an unknown type asked as a text": 1,
    }


@pytest.mark.parametrize(
    ("written", "datatype"),
    [
        ("Picklist (Multi-Select)", "multivaluelist"),
        ("Date", "date"),
        ("Date/Time", "datetime"),
        ("Currency", "number"),
        ("Phone", "string"),
        ("Email", "string"),
        ("Long Text Area", "text"),
    ],
)
def test_the_types_of_salesforce_are_asked_as_what_they_are(
    written: str, datatype: str, chicago: WireContext
) -> None:
    body = json.dumps({"attributes": [{"code": "Q", "datatype": written}]}).encode()
    assert [each.datatype for each in read_service_definition(body, "", chicago).attributes] == [datatype]
    assert not chicago.repairs


@pytest.mark.parametrize("body", [b"[]", b"{}", b"<services/>", b'"x"', b"12"])
def test_what_is_no_definition_is_said_in_words(body: bytes, chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="not the definition of a service"):
        read_service_definition(body, "", chicago)


def test_an_unknown_service_is_a_refusal(chicago: WireContext) -> None:
    with pytest.raises(CityRefusedError) as caught:
        read_service_definition(
            b'[{"code":404,"description":"service_code was not found"}]', "", chicago, 404
        )
    assert caught.value.codes == ("404",)


def test_questions_and_choices_that_depend_on_other_answers_say_on_which(chicago: WireContext) -> None:
    """As Boston's Salesforce writes it."""
    body = b"""{"service_code": "S", "attributes": [
      {"code": "CAR", "datatype": "Boolean (checkbox)", "variable": true},
      {"code": "PLATE", "datatype": "Text", "variable": true,
       "dependencies": {"clause": "OR", "conditions": [
         {"attribute": "CAR", "op": "eq", "value": true},
         {"attribute": "KIND", "op": "in", "value": {"type": "array", "array": ["A", 2]}},
         {"attribute": "", "op": "eq", "value": 1}]}},
      {"code": "KIND", "datatype": "Picklist", "variable": true, "dependencies": null,
       "values": [{"key": "A", "name": "One"},
                  {"dependentOn": {"conditions": [{"attribute": "N", "op": "gt", "value": 3}]},
                   "values": [{"key": "B", "name": "Two"}]}]}]}"""
    car, plate, kind = read_service_definition(body, "", chicago).attributes
    assert (car.datatype, car.shown_when) == ("boolean", None)
    asked = plate.shown_when
    assert asked is not None
    assert [asked.hold(each) for each in ({}, {"CAR": ["true"]}, {"KIND": ["2"]}, {"KIND": ["B"]})] == [
        False,
        True,
        True,
        False,
    ]
    assert [each.name for each in kind.choices] == ["One", "Two"]
    offered = kind.choices[1].offered_when
    assert offered is not None
    assert (offered.hold({"N": ["3"]}), offered.hold({"N": ["10"]})) == (False, True)
