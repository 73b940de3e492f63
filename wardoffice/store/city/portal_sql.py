"""How DuckDB reads the city portal's CSV: SQL made of the file's columns. No value of a file gets into it."""

from zoneinfo import ZoneInfo

from wardoffice.domain.left_out import LeftOutTypes
from wardoffice.domain.portal import PortalColumns

_DATES = (
    "%m/%d/%Y %I:%M:%S %p",
    "%Y-%m-%dT%H:%M:%S.%g",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%m/%d/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y %H:%M",
    "%Y %b %d %I:%M:%S %p",
)
_MOMENTS = ("requested", "updated", "closed")
_WHOLE = ("ward", "community_area")
_WORDS = (
    "service_name",
    "service_code",
    "agency",
    "status",
    "origin",
    "address",
    "zipcode",
    "legacy_number",
    "parent_number",
    "police_district",
)
MOST_REJECTS = 10_000
BETWEEN = "\x1f"
"""What stands between two values of ``more``: the unit separator of ISO 646."""

_BETWEEN = f"chr({ord(BETWEEN)})"


def reading(width: int) -> str:
    """A table function over the parameter ``?``: every column as text, named c0, c1, ... by its position.

    What is no row of so many columns goes to DuckDB's reject tables (at most MOST_REJECTS of them are kept).
    """
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    return (
        "read_csv(?, auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', "
        f"columns = {{{columns}}}, store_rejects = true, rejects_limit = {MOST_REJECTS}, "
        "max_line_size = 1000000)"
    )


def typed(columns: PortalColumns, zone: ZoneInfo) -> str:
    """The expressions that make typed columns of the file's texts, for a SELECT.

    Times are the city's own clock (``zone``) without saying so, as the portal writes them; one that ends with
    Z is UTC (ISO 8601) and becomes the city's clock. ``lat`` and ``long`` are WGS84
    degrees, both or neither. An address that stands in parts alone is put together. What stands in
    columns of no other meaning follows as one text (``more``), in the order of ``columns.more``.
    """
    meanings = columns.meanings

    def said(field: str) -> str:
        if field in meanings:
            return f"c{meanings[field]}"
        if field == "address" and columns.street:
            parts = ", ".join(f"nullif(trim(c{place}), '')" for place in columns.street)
            return f"concat_ws(' ', {parts})"
        return "NULL::VARCHAR"

    parts = [f"{_number(said('number'))} AS number"]
    parts += [f"coalesce(trim({said(field)}), '') AS {field}" for field in _WORDS]
    parts += [
        f"{_moment(said(field), zone)} AS {field}" if field in meanings else f"NULL::TIMESTAMP AS {field}"
        for field in _MOMENTS
    ]
    parts += [
        f"nullif(try_cast(try_cast({said(field)} AS DOUBLE) AS SMALLINT), 0) AS {field}" for field in _WHOLE
    ]
    flagged = f"lower({said('duplicate')}) IN ('true', 't', 'yes', 'y', '1')"
    # The older exports say it in the status: "Completed - Dup".
    parts.append(
        f"(coalesce({flagged}, false) OR coalesce({said('status')}, '') ILIKE '%- dup%') AS duplicate"
    )
    lat, long = (f"try_cast({said(field)} AS DOUBLE)" for field in ("lat", "long"))
    usable = f"{lat} BETWEEN -90 AND 90 AND {long} BETWEEN -180 AND 180 AND NOT ({lat} = 0 AND {long} = 0)"
    parts += [
        f"CASE WHEN {usable} THEN {each} END AS {name}" for each, name in ((lat, "lat"), (long, "long"))
    ]
    besides = [f"coalesce(replace(c{place}, {_BETWEEN}, ' '), '')" for place in columns.more.values()]
    # A column each, or a map, takes half as long again as all else.
    parts.append(f"concat_ws({', '.join([_BETWEEN, *besides])}) AS more" if besides else "'' AS more")
    return ", ".join(parts)


def left_out(types: LeftOutTypes) -> str:
    """An expression: the code of the type a row is left out by, or NULL."""

    def quoted(said: str) -> str:
        return "'{}'".format(said.replace("'", "''"))

    whens = [
        f"WHEN upper(service_code) = {quoted(each.code.upper())} "
        f"OR lower(service_name) = {quoted(each.name.lower())} THEN {quoted(each.code)}"
        for each in types.types
    ]
    return f"CASE {' '.join(whens)} END" if whens else "NULL::VARCHAR"


def _moment(said: str, zone: ZoneInfo) -> str:
    forms = ", ".join(f"'{form}'" for form in _DATES)
    utc_forms = ", ".join(f"'{form}Z'" for form in _DATES if form.startswith("%Y-%m-%d") and "%S" in form)
    utc = f"try_strptime(upper(trim({said})), [{utc_forms}])"
    return (
        f"CASE WHEN suffix(upper({said}), 'Z') "
        f"THEN ({utc} AT TIME ZONE 'UTC') AT TIME ZONE '{zone.key}' "
        f"ELSE try_strptime({said}, [{forms}]) END"
    )


def _number(said: str) -> str:
    plain = rf"upper(regexp_replace(coalesce({said}, ''), '\s', '', 'g'))"
    usual = rf"regexp_replace({plain}, '^(SR)?([0-9]{{2}})-?([0-9]{{8}})$', '\1\2-\3')"
    # Nearly all are as they should be, which is asked first: it takes a third of the time.
    right = f"regexp_full_match({said}, 'SR[0-9]{{2}}-[0-9]{{8}}')"
    # What cannot name a request is no number (wardoffice.domain.tracking_numbers.is_usable).
    usable = f"regexp_full_match({usual}, '[!-~]{{1,100}}')"
    return f"CASE WHEN {right} THEN {said} WHEN {usable} THEN {usual} ELSE '' END"
