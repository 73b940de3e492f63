"""What was mended in a city's answer, by kind: nothing is corrected without being counted."""

from collections import Counter
from enum import StrEnum, unique


@unique
class Repair(StrEnum):
    """One kind of repair; the value is its key in ``RequestPage.repairs`` and can be shown."""

    STATUS_LINE = "HTTP status line in front of the answer"
    BYTE_ORDER_MARK = "byte order mark in front of the answer"
    CHARSET = "text not in UTF-8"
    LEADING_ZERO = "number with leading zeros read as text"
    JSON_LOOSE = "JSON with control characters or NaN"
    XML_LOOSE = "XML with bare ampersands or unknown entities"
    CONTROL = "control characters taken out"
    MARKUP = "markup inside a text read as text"
    WRAPPED = "list wrapped in an object"
    SINGLE = "single object where a list belongs"
    NAMESPACE = "XML namespace ignored"
    NIL = "empty by xsi:nil"
    LIST_FOR_VALUE = "list where one value belongs"
    OBJECT_FOR_VALUE = "object where one value belongs"
    NUMBER_FOR_TEXT = "number where a text belongs"
    FLOAT_FOR_NUMBER = "whole number written with a fraction"
    STATUS_CASE = "status not in lower case"
    STATUS_OTHER = "status that is neither open nor closed"
    DATE_NO_ZONE = "date without time zone read in the city's zone"
    DATE_ONLY = "date without time of day read as midnight"
    DATE_NO_T = "date and time of day without T between them"
    DATE_EPOCH = "date written as seconds or milliseconds"
    DATE_ODD = "date in an unusual form"
    DATE_UNREADABLE = "date that cannot be read left empty"
    DATE_RANGE = "date outside 1970 to 2100 left empty"
    DATE_FUTURE = "date in the future kept as told, but no news until then"
    POINT_TEXT = "coordinates written as text"
    POINT_ZERO = "coordinates 0, 0 left empty"
    POINT_HALF = "only one coordinate, left empty"
    POINT_RANGE = "coordinates that are no place on earth left empty"
    POINT_FAR = "coordinates far outside the city left empty"
    POINT_SWAPPED = "latitude and longitude swapped back"
    ADDRESS_ID_KEY = "address_id spelled adress_id"
    WARD_UNKNOWN = "ward 0 or not a number left empty"
    MEDIA_SHAPE = "media_url as list or object"
    MEDIA_SEVERAL = "several addresses in one media_url"
    MEDIA_BESIDE = "further address beside that of a picture left out"
    MEDIA_SCHEME = "media_url that is no web address left out"
    QUESTION_NO_CODE = "question without a code left out"
    QUESTION_ORDER = "question whose place cannot be read left where it stood"
    CHOICES_TEXT = "choices written as one text taken apart"
    DATATYPE_OTHER = "question of an unknown type asked as a text"
    PLACEHOLDER = "placeholder where a number or token belongs read as none"
    SERVICE_NO_CODE = "type without a code left out of the list of types"


Repairs = Counter[str]
"""How many repairs of each kind one answer needed."""
