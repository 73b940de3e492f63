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

_DATES = "Creation Date,Status,Completion Date,Service Request Number,Type of Service Request,"
_PLACE = ",Street Address,ZIP Code,X Coordinate,Y Coordinate,Ward,Police District,Community Area"
_POINT = ",Latitude,Longitude,Location"
_STEPS = "Current Activity,Most Recent Action"
OLD_HEADERS = {
    "pot holes": (
        "CREATION DATE,STATUS,COMPLETION DATE,SERVICE REQUEST NUMBER,TYPE OF SERVICE REQUEST,"
        "CURRENT ACTIVITY,MOST RECENT ACTION,NUMBER OF POTHOLES FILLED ON BLOCK,STREET ADDRESS,ZIP,"
        "X COORDINATE,Y COORDINATE,Ward,Police District,Community Area,SSA,LATITUDE,LONGITUDE,LOCATION"
    ),
    "graffiti": (
        f"{_DATES}What Type of Surface is the Graffiti on?,Where is the Graffiti located?{_PLACE},SSA{_POINT}"
    ),
    "abandoned vehicles": (
        f"{_DATES}License Plate,Vehicle Make/Model,Vehicle Color,{_STEPS},"
        f"How Many Days Has the Vehicle Been Reported as Parked?{_PLACE},SSA{_POINT}"
    ),
    "rodent baiting": (
        f"{_DATES}Number of Premises Baited,Number of Premises with Garbage,Number of Premises with Rats,"
        f"{_STEPS}{_PLACE}{_POINT}"
    ),
    "sanitation": f"{_DATES}What is the Nature of this Code Violation?{_PLACE}{_POINT}",
    "street lights one out": f"{_DATES.rstrip(',')}{_PLACE}{_POINT}",
    "street lights all out": f"{_DATES.rstrip(',')}{_PLACE}{_POINT}",
    "alley lights out": f"{_DATES.rstrip(',')}{_PLACE}{_POINT}",
    "garbage carts": f"{_DATES}Number of Black Carts Delivered,{_STEPS}{_PLACE},SSA{_POINT}",
    "tree debris": f'{_DATES}"If Yes, where is the debris located?",{_STEPS}{_PLACE}{_POINT}',
    "tree trims": f"{_DATES}Location of Trees{_PLACE}{_POINT}",
    "vacant buildings": (
        "SERVICE REQUEST TYPE,SERVICE REQUEST NUMBER,DATE SERVICE REQUEST WAS RECEIVED,"
        '"LOCATION OF BUILDING ON THE LOT (IF GARAGE, CHANGE TYPE CODE TO BGD).",'
        "IS THE BUILDING DANGEROUS OR HAZARDOUS?,IS BUILDING OPEN OR BOARDED?,"
        '"IF THE BUILDING IS OPEN, WHERE IS THE ENTRY POINT?",IS THE BUILDING CURRENTLY VACANT OR OCCUPIED?,'
        'IS THE BUILDING VACANT DUE TO FIRE?,"ANY PEOPLE USING PROPERTY? (HOMELESS, CHILDEN, GANGS)",'
        "ADDRESS STREET NUMBER,ADDRESS STREET DIRECTION,ADDRESS STREET NAME,ADDRESS STREET SUFFIX,ZIP CODE,"
        "X COORDINATE,Y COORDINATE,Ward,Police District,Community Area,LATITUDE,LONGITUDE,Location"
    ),
}
"""The first line of the data set of each type, as they were until 2018."""

_OLD_USUAL = {
    "creation date": "11/06/2017",
    "status": "Completed",
    "completion date": "11/08/2017",
    "type of service request": "An older type",
    "service request type": "An older type",
    "date service request was received": "11/06/2017",
    "street address": "4812 N DAMEN AVE",
    "address street number": "4812",
    "address street direction": "N",
    "address street name": "DAMEN",
    "address street suffix": "AVE",
    "zip": "60625",
    "zip code": "60625",
    "ward": "47",
    "police district": "19",
    "community area": "4",
    "latitude": "41.95",
    "longitude": "-87.68",
}


def older_file(path: Path, kind: str, number: str, **told: str) -> Path:
    """An older export of one row: a request made 6 Nov 2017 and, where it says so, done on the 8th.

    Columns are named in lower case with underscores.
    """
    header = next(csv.reader([OLD_HEADERS[kind]]))
    said = {name.replace("_", " "): value for name, value in told.items()}
    values = {**_OLD_USUAL, "service request number": number, **said}
    row = [values.get(name.lower().rstrip("?"), "") for name in header]
    return write_csv(path, [row], header)


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
