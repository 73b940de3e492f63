"""Made-up files of the city's open-data portal, as its export writes them."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from wardoffice.domain.left_out import LeftOutType, LeftOutTypes

LEFT_OUT = LeftOutTypes(
    (
        LeftOutType("311IOC", "311 INFORMATION ONLY CALL", "information-only call", "information-only calls"),
        LeftOutType(
            "AVN", "Aircraft Noise Complaint", "aircraft noise complaint", "aircraft noise complaints"
        ),
    )
)
"""What Chicago's file leaves out."""

_NAMES = (
    "SR_NUMBER,SR_TYPE,SR_SHORT_CODE,CREATED_DEPARTMENT,OWNER_DEPARTMENT,STATUS,ORIGIN,CREATED_DATE,"
    "LAST_MODIFIED_DATE,CLOSED_DATE,STREET_ADDRESS,CITY,STATE,ZIP_CODE,STREET_NUMBER,STREET_DIRECTION,"
    "STREET_NAME,STREET_TYPE,DUPLICATE,LEGACY_RECORD,LEGACY_SR_NUMBER,PARENT_SR_NUMBER,COMMUNITY_AREA,WARD,"
    "ELECTRICAL_DISTRICT,ELECTRICITY_GRID,POLICE_SECTOR,POLICE_DISTRICT,POLICE_BEAT,PRECINCT,"
    "SANITATION_DIVISION_DAYS,CREATED_HOUR,CREATED_DAY_OF_WEEK,CREATED_MONTH,X_COORDINATE,Y_COORDINATE,"
    "LATITUDE,LONGITUDE,LOCATION"
)
HEADER = _NAMES.split(",")
"""Today's 39 columns (v6vf-nfxy)."""

_OLD_NAMES = (
    "Creation Date,Status,Completion Date,Service Request Number,Type of Service Request,"
    "What is the Nature of this Code Violation?,Street Address,ZIP Code,X Coordinate,Y Coordinate,Ward,"
    "Police District,Community Area,Latitude,Longitude,Location"
)
OLD_HEADER = _OLD_NAMES.split(",")
"""One of the data sets of a type, as they were until 2018."""

_USUAL = {
    "SR_TYPE": "Pothole in Street Complaint",
    "SR_SHORT_CODE": "PHF",
    "OWNER_DEPARTMENT": "CDOT - Department of Transportation",
    "STATUS": "Open",
    "ORIGIN": "Phone Call",
    "CREATED_DATE": "06/29/2026 03:04:05 PM",
    "LAST_MODIFIED_DATE": "06/30/2026 09:00:00 AM",
    "STREET_ADDRESS": "4812 N DAMEN AVE",
    "ZIP_CODE": "60625",
    "DUPLICATE": "false",
    "LEGACY_RECORD": "false",
    "COMMUNITY_AREA": "4",
    "WARD": "47",
    "POLICE_DISTRICT": "19",
    "PRECINCT": "24",
    "LATITUDE": "41.95",
    "LONGITUDE": "-87.68",
}


def portal_row(number: str, **told: str) -> list[str]:
    """A row of today's export: an open pothole in ward 47 unless told otherwise, columns in lower case."""
    values = {**_USUAL, "SR_NUMBER": number, **{name.upper(): value for name, value in told.items()}}
    values["LOCATION"] = f"({values['LATITUDE']}, {values['LONGITUDE']})" if values["LATITUDE"] else ""
    return [values.get(name, "") for name in HEADER]


def old_row(number: str, **told: str) -> list[str]:
    """A row of an older export, columns in lower case with underscores."""
    values: Mapping[str, str] = {
        "creation_date": "2012-01-03",
        "status": "Completed - Dup",
        "completion_date": "2012-01-05",
        "service_request_number": number,
        "type_of_service_request": "Sanitation Code Violation",
        "street_address": "4853 S WOOD",
        "ward": "47",
        "latitude": "41.95",
        "longitude": "-87.68",
        **told,
    }
    return [values.get(name.lower().rstrip("?").replace(" ", "_"), "") for name in OLD_HEADER]


def write_csv(path: Path, rows: Iterable[Sequence[str]], header: Sequence[str] = HEADER) -> Path:
    """Write a file as the portal does: quotes only where needed, a byte order mark in front."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
