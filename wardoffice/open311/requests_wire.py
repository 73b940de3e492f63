"""Service requests from the wire: a page of any dialect, by the quick reader or by the patient one."""

from wardoffice.domain.service_requests import Refusal, RequestPage, ServiceRequest
from wardoffice.open311.answers import read_answer
from wardoffice.open311.context import WireContext
from wardoffice.open311.document import nothing_usable
from wardoffice.open311.quick_requests import read_quickly, read_tree
from wardoffice.open311.records import REQUEST_LISTS, REQUEST_NAMES, find_records
from wardoffice.open311.values import Values


def read_requests(body: bytes, content_type: str, context: WireContext, status: int = 200) -> RequestPage:
    """One page of service requests.

    A record without a number, or that is no object, is in ``refusals``; the others are read. Every repair is
    counted. ``status`` is the HTTP status it came with. Raises CityRefusedError where the answer is the
    city's error, CityAnswerError where it cannot be read at all, or holds nothing that can be used: that is
    how an error in no known form looks, and it must not pass for a page that was read. Requests that only
    lack a number are none: they are in ``refusals``, to be listed.
    """
    page = read_some(body, content_type, context, status)
    if (
        page.refusals
        and not page.requests
        and not any(each.has_token or each.is_request for each in page.refusals)
    ):
        raise nothing_usable(page.refusals)
    return page


def read_some(body: bytes, content_type: str, context: WireContext, status: int = 200) -> RequestPage:
    """What :func:`read_requests` does, for records that are surely no error: all may be in ``refusals``."""
    page = read_quickly(body, context, status)
    if page is not None:
        return page
    document = read_answer(body, content_type, context, status)
    records = find_records(document, REQUEST_LISTS, REQUEST_NAMES)
    values = Values(context, document.repairs)
    found = read_tree(records, values)
    requests = tuple([each for each in found if type(each) is ServiceRequest])
    refusals = tuple([each for each in found if type(each) is Refusal])
    return RequestPage(requests, refusals, values.counted(), len(records))
