"""The ward offices of the made-up city, as its data portal lists them: invented people, reserved numbers."""

from wardoffice.demo.streets import NORTH_NEIGHBOUR, PRACTICE_WARD, WEST_NEIGHBOUR, ZIPCODE

_PEOPLE = {
    PRACTICE_WARD: ("Ada Okafor", "2600 N Bramhollow Ave", "0151"),
    WEST_NEIGHBOUR: ("Ruth Quill", "2412 N Umberlane Ave", "0152"),
    NORTH_NEIGHBOUR: ("Theo Lindqvist", "3310 N Bramhollow Ave", "0153"),
}


def ward_offices() -> list[dict[str, object]]:
    """One row an office, by the names of Chicago's own data set; numbers are of those kept for fiction."""
    return [
        {
            "ward": str(ward),
            "alderman": name,
            "address": address,
            "city": "Chicago",
            "state": "IL",
            "zipcode": ZIPCODE,
            "ward_phone": f"(312) 555-{number}",
            "email": f"ward{ward}@example.org",
            "website": {"url": f"https://ward{ward}.example.org"},
        }
        for ward, (name, address, number) in _PEOPLE.items()
    ]
