"""The city's words of a refusal are kept in whatever form they come (P8)."""

import pytest

from wardoffice.domain.errors import CityAnswerError, CityRefusedError
from wardoffice.open311.answers import read_post_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.requests_wire import read_requests

SOAP_11 = (
    b'<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>'
    b"<s:Fault><faultcode>s:Server</faultcode><faultstring>The database is closed for the night</faultstring>"
    b"</s:Fault></s:Body></s:Envelope>"
)
SOAP_12 = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Sender'
    b'</e:Value></e:Code><e:Reason><e:Text xml:lang="en">No such type</e:Text></e:Reason></e:Fault></e:Body>'
    b"</e:Envelope>"
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'["service_code required"]', ("service_code required",)),
        (b'{"errors": {"lat": ["is required"], "base": "is x"}}', ("lat is required", "base is x")),
        (b'{"statusCode": 400, "errorMessage": "Address is outside"}', ("Address is outside",)),
        (b'{"Message": "An error has occurred."}', ("An error has occurred.",)),
        (b"<Error><Code>Denied</Code><Message>Access denied</Message></Error>", ("Access denied",)),
        (b'"Bad key"', ("Bad key",)),
        (b"<h1>Service unavailable</h1>", ("Service unavailable",)),
        (b"<!-- a --><!-- b --><h1>Closed &amp; gone<br>for now", ("Closed & gone for now",)),
        (
            b"<html><head><title> </title><style>p{}</style></head><p>Too many <b>calls</b>",
            ("Too many calls",),
        ),
        (b'{"fault": {"faultstring": "Quota used up"}}', ("Quota used up",)),
        (SOAP_11, ("The database is closed for the night",)),
        (SOAP_12, ("No such type",)),
        (b'{"status": 400, "error": "Bad Request", "message": "No such type"}', ("No such type",)),
    ],
)
def test_words_in_no_form_of_georeport_are_kept(
    body: bytes, words: tuple[str, ...], chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError) as caught:
        read_post_answer(body, "", chicago, 400)
    assert caught.value.words == words


@pytest.mark.parametrize("body", [SOAP_11, SOAP_12])
def test_a_fault_is_a_refusal_with_its_words_even_where_the_city_calls_it_200(
    body: bytes, chicago: WireContext
) -> None:
    with pytest.raises(CityRefusedError, match=r"refused: “(The database|No such type)"):
        read_requests(body, "text/xml", chicago, 200)


def test_a_heading_alone_is_a_web_page_whose_words_are_told(chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError, match="web page instead of data: “Down for repairs”"):
        read_requests(b"<h1>Down for repairs</h1>", "text/html", chicago, 200)


def test_a_page_of_comments_takes_no_time_to_be_told_from_data(chicago: WireContext) -> None:
    with pytest.raises(CityAnswerError):
        read_requests(b"<!-- a -->" * 5_000 + b"<data" + b"<h1>" * 5_000, "", chicago, 200)
