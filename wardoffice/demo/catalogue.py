"""What the made-up city takes requests for: service types, their questions, and how long they usually take.

Names and departments are those a Chicago ward office knows; the times are invented. Attribute datatypes are
the six of GeoReport v2 (GET Service Definition).
"""

from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.domain.service_requests import (
    AttributeChoice,
    ServiceAttribute,
    ServiceDefinition,
    ServiceType,
)


@unique
class Season(StrEnum):
    """When people call about it most."""

    ALL_YEAR = "all year"
    WINTER = "winter"
    SPRING = "spring"
    SUMMER = "summer"
    FALL = "fall"


@unique
class Lost(StrEnum):
    """What gets lost when a type is asked for, so that people can practise not knowing whether it went."""

    REQUEST = "the connection ends before the city takes it"
    ANSWER = "the city takes it, and its answer does not arrive"


_MONTHS = {
    Season.ALL_YEAR: range(1, 13),
    Season.WINTER: (12, 1, 2, 3),
    Season.SPRING: (2, 3, 4, 5),
    Season.SUMMER: (5, 6, 7, 8, 9),
    Season.FALL: (9, 10, 11, 12),
}
_OFF_SEASON = 0.4

CDOT = "CDOT - Department of Transportation"
DSS = "Streets and Sanitation"
DWM = "DWM - Department of Water Management"
DOB = "DOB - Buildings"
HEALTH = "Health"
ANIMALS = "Animal Care and Control"


@dataclass(frozen=True, slots=True)
class Service:
    """One service type. ``share`` is its part of all requests, ``usual_days`` the median time to close.

    ``kin`` are types under which other people tell the same problem. ``batch`` types answer a POST with a
    token. ``in_alley`` puts the problem behind the house. ``guards_doubles`` refuses a POST like an open
    request near it. ``loses`` is what goes wrong with every POST of the type.
    """

    code: str
    name: str
    department: str
    division: str
    share: float
    usual_days: float
    season: Season
    group: str
    keywords: tuple[str, ...]
    kin: tuple[str, ...] = ()
    batch: bool = False
    in_alley: bool = False
    guards_doubles: bool = False
    loses: Lost | None = None
    attributes: tuple[ServiceAttribute, ...] = ()

    @property
    def as_type(self) -> ServiceType:
        """The entry of the Service List."""
        practice = f" For practice: {self.loses}." if self.loses else ""
        return ServiceType(
            self.code,
            self.name,
            f"{self.name}. Handled by {self.department}.{practice}",
            bool(self.attributes),
            "batch" if self.batch else "realtime",
            self.keywords,
            (self.group,),
        )

    @property
    def definition(self) -> ServiceDefinition:
        """The questions the city asks."""
        return ServiceDefinition(self.code, self.attributes)

    def rate(self, month: int) -> float:
        """Weigh the share by the season of a month, 1 to 12."""
        return self.share * (1.0 if month in _MONTHS[self.season] else _OFF_SEASON)


def _ask(
    code: str, kind: str, question: str, *choices: str, required: bool = False, hint: str = "", order: int = 1
) -> ServiceAttribute:
    values = tuple(AttributeChoice(choice.upper().replace(" ", "")[:12], choice) for choice in choices)
    return ServiceAttribute(code, kind, question, required, True, order, hint, values)


_LAST = 9  # after every question


def _say(code: str, words: str) -> ServiceAttribute:
    return ServiceAttribute(code, "text", words, False, False, _LAST)


_LANES = ("Traffic Lane", "Curb Lane", "Intersection", "Bike Lane", "Bus Stop", "Crosswalk")
_WHERE_POTHOLE = _ask("PHWHERE", "singlevaluelist", "Where is the pothole?", *_LANES, required=True)
_HOW_MANY = _ask("HOWMANY", "number", "How many are there?", order=2, hint="A whole number")
_TEXT_ME = _ask("TEXTME", "string", "Mobile number for text updates", order=8, hint="999-999-9999")
_SINCE = _ask("SINCE", "datetime", "Since when?", order=3, hint="Date and time")
_LIGHTS = _ask(
    "LIGHTS", "singlevaluelist", "How many lights?", "One", "Several", "Whole block", required=True
)
_ON_WHAT = _ask("ONWHAT", "multivaluelist", "What is it on?", "Wall", "Garage", "Pole", "Box", "Truck",
                required=True)  # fmt: skip
_DUMPED = _ask("DUMPED", "multivaluelist", "What was dumped?", "Furniture", "Mattress", "Tires", "Debris",
               "Paint", required=True)  # fmt: skip
_MORE = _ask("MORE", "text", "Anything the crew should know?", order=5)
_PLATE = _ask("PLATE", "string", "License plate and state", required=True, hint="AB 12345 IL")
_COLOUR = _ask("COLOR", "singlevaluelist", "Color of the vehicle", "Black", "White", "Gray", "Red", "Blue",
               "Green", order=2)  # fmt: skip
_CART = _ask("CART", "singlevaluelist", "What is wrong with the cart?", "Lid broken", "Wheel broken",
             "Stolen", "Cracked", required=True)  # fmt: skip
_EMERGENCY = _say("EMERG", "If a wire is down or you smell gas, call 911 now.")
_SIDE = _ask(
    "SIDE", "singlevaluelist", "Which side of the street?", "North", "South", "East", "West", order=2
)
_RATS = _ask("RATWHERE", "multivaluelist", "Where were the rats seen?", "Alley", "Yard", "Garage", "Sidewalk",
             required=True)  # fmt: skip
_TREE = _ask("TREEWHERE", "singlevaluelist", "Where is the tree?", "Parkway", "Alley", "Private yard",
             required=True)  # fmt: skip

_STREET, _CLEAN, _WATER, _HOMES, _LIFE = (
    "Streets and lights", "Trash and cleaning", "Water and sewers", "Buildings and food", "Animals and trees",
)  # fmt: skip
_EVER, _WINTER, _SPRING, _SUMMER, _FALL = (
    Season.ALL_YEAR, Season.WINTER, Season.SPRING, Season.SUMMER, Season.FALL,
)  # fmt: skip
_ELECTRIC = "Division of Electrical Operations CDOT"
_ROADS = "Division of In-House Construction CDOT"
_FORESTRY = "Bureau of Forestry"

# A table reads better than the formatter's one argument a line.
# fmt: off
_SERVICES = (
    Service("PHF", "Pothole in Street Complaint", CDOT, _ROADS, 9, 9, _SPRING, _STREET,
            ("pothole", "hole", "street", "asphalt"), ("PBE",),
            attributes=(_WHERE_POTHOLE, _HOW_MANY, _TEXT_ME)),
    Service("PHB", "Alley Pothole Complaint", CDOT, _ROADS, 3, 24, _SPRING, _STREET, ("pothole", "alley"),
            ("AAI",), in_alley=True, attributes=(_HOW_MANY, _TEXT_ME)),
    Service("PBE", "Pavement Cave-In Inspection Request", CDOT, _ROADS, 1.5, 12, _EVER, _STREET,
            ("cave-in", "sinkhole", "pavement"), ("PHF", "AAD"), batch=True, attributes=(_MORE, _EMERGENCY)),
    Service("PBS", "Sidewalk Inspection Request", CDOT, "DIM, Public Way Management - CDOT", 3, 40,
            _SUMMER, _STREET, ("sidewalk", "trip", "concrete"), ("SEE",), batch=True,
            attributes=(_SIDE, _MORE)),
    Service("SFA", "Alley Light Out Complaint", CDOT, _ELECTRIC, 6, 11, _FALL, _STREET,
            ("light", "alley", "dark"), ("SFD",), in_alley=True, attributes=(_LIGHTS, _SINCE)),
    Service("SFD", "Street Light Out Complaint", CDOT, _ELECTRIC, 8, 6, _FALL, _STREET,
            ("light", "dark", "lamp"), ("SFA", "SFK"), attributes=(_LIGHTS, _SINCE)),
    Service("SFK", "Street Light Pole Damage Complaint", CDOT, _ELECTRIC, 1.5, 16, _EVER, _STREET,
            ("light", "pole", "leaning", "wires"), ("SFD",), batch=True, attributes=(_MORE, _EMERGENCY)),
    Service("SFB", "Traffic Signal Out Complaint", CDOT, _ELECTRIC, 2, 0.6, _EVER, _STREET,
            ("signal", "traffic light", "flashing"), attributes=(_SINCE,)),
    Service("PCB", "Sign Repair Request - Stop Sign", CDOT, "Division of Sign Management", 2, 4, _EVER,
            _STREET, ("stop sign", "sign", "bent"), ("PCE",), attributes=(_SIDE,)),
    Service("PCE", "Sign Repair Request - All Other Signs", CDOT, "Division of Sign Management", 2, 22,
            _EVER, _STREET, ("sign", "bent", "missing"), ("PCB",), attributes=(_SIDE, _MORE)),
    Service("SDR", "Fly Dumping Complaint", DSS, "Bureau of Sanitation", 6, 5, _SUMMER, _CLEAN,
            ("dumping", "mattress", "tires", "trash"), ("SCB", "SDP"), in_alley=True,
            attributes=(_DUMPED, _MORE)),
    Service("SCB", "Sanitation Code Violation", DSS, "Bureau of Sanitation", 3.5, 8, _SUMMER, _CLEAN,
            ("garbage", "overflowing", "dumpster"), ("SDR", "SGA"), in_alley=True, attributes=(_MORE,)),
    Service("SGA", "Rodent Baiting/Rat Complaint", DSS, "Bureau of Rodent Control", 9, 7, _SUMMER, _LIFE,
            ("rat", "rodent", "burrow"), ("SCB",), in_alley=True, attributes=(_RATS,)),
    Service("GRAF", "Graffiti Removal Request", DSS, "Graffiti Blasters", 9, 4, _EVER, _CLEAN,
            ("graffiti", "tag", "paint"), attributes=(_ON_WHAT, _MORE)),
    Service("SKA", "Abandoned Vehicle Complaint", DSS, "Bureau of Street Operations", 6, 18, _EVER,
            _STREET, ("car", "abandoned", "vehicle", "flat tires"), guards_doubles=True,
            attributes=(_PLATE, _COLOUR, _SINCE)),
    Service("SCC", "Missed Garbage Pick-Up Complaint", DSS, "Bureau of Sanitation", 4, 3, _EVER, _CLEAN,
            ("garbage", "missed", "pick-up"), ("SIE",), in_alley=True),
    Service("SIE", "Garbage Cart Maintenance", DSS, "Bureau of Sanitation", 5, 25, _EVER, _CLEAN,
            ("cart", "black cart", "lid"), ("SCC",), in_alley=True, attributes=(_CART, _HOW_MANY)),
    Service("SCP", "Weed Removal Request", DSS, "Bureau of Street Operations", 2.5, 15, _SUMMER, _CLEAN,
            ("weeds", "tall grass", "lot"), ("SCT",)),
    Service("SCT", "Clean Vacant Lot Request", DSS, "Bureau of Street Operations", 2, 20, _SUMMER, _CLEAN,
            ("vacant lot", "trash", "dumping"), ("SCP", "SDR"), attributes=(_MORE,)),
    Service("SGQ", "Dead Animal Pick-Up Request", DSS, "Bureau of Sanitation", 2, 1, _EVER, _LIFE,
            ("dead animal", "raccoon", "squirrel")),
    Service("SDP", "Street Cleaning Request", DSS, "Bureau of Street Operations", 2, 10, _SPRING, _CLEAN,
            ("sweeping", "leaves", "glass"), ("SDR",)),
    Service("SEL", "Tree Debris Clean-Up Request", DSS, _FORESTRY, 4, 6, _SUMMER, _LIFE,
            ("tree", "branch", "limb down"), ("SEC",), attributes=(_TREE,)),
    Service("SEC", "Tree Emergency", DSS, _FORESTRY, 2, 0.8, _SUMMER, _LIFE,
            ("tree", "limb", "hanging", "blocking"), ("SEL",), attributes=(_TREE, _EMERGENCY)),
    Service("SEE", "Tree Removal Inspection", DSS, _FORESTRY, 2, 60, _SUMMER, _LIFE,
            ("tree", "dead tree", "removal"), ("PBS",), batch=True, attributes=(_TREE, _MORE)),
    Service("AAE", "Water On Street Complaint", DWM, "Bureau of Operations", 3.5, 4, _SPRING, _WATER,
            ("water", "flooded", "standing water"), ("CHECKFOR", "WM3"), attributes=(_SINCE,)),
    Service("CHECKFOR", "Sewer Cleaning Inspection Request", DWM, "Bureau of Sewers", 3, 7, _SPRING,
            _WATER, ("sewer", "catch basin", "clogged"), ("AAE",), attributes=(_MORE,)),
    Service("AAD", "Sewer Cave-In Inspection Request", DWM, "Bureau of Sewers", 1.5, 9, _EVER, _WATER,
            ("cave-in", "sewer", "manhole", "sinkhole"), ("PBE",), attributes=(_MORE, _EMERGENCY)),
    Service("AAI", "Alley Sewer Inspection Request", DWM, "Bureau of Sewers", 1.5, 14, _SPRING, _WATER,
            ("alley", "sewer", "drain"), ("PHB",), in_alley=True),
    Service("AAF", "Water in Basement Complaint", DWM, "Bureau of Sewers", 2, 2, _SPRING, _WATER,
            ("basement", "flooded", "backup"), attributes=(_SINCE, _MORE)),
    Service("WM3", "Check for Leak", DWM, "Bureau of Operations", 2, 3, _WINTER, _WATER,
            ("leak", "water main", "bubbling"), ("AAE",), attributes=(_SINCE,)),
    Service("WBT", "Open Fire Hydrant Complaint", DWM, "Bureau of Operations", 1.5, 0.5, _SUMMER, _WATER,
            ("hydrant", "running water"), ("AAE",)),
    Service("BBA", "Building Violation", DOB, "DOB - Conservation", 2, 35, _EVER, _HOMES,
            ("building", "porch", "heat"), ("BBK",), batch=True, attributes=(_MORE,)),
    Service("BBK", "Vacant/Abandoned Building Complaint", DOB, "DOB - Conservation", 1.5, 30, _EVER,
            _HOMES, ("vacant", "boarded", "open door"), ("BBA",), batch=True, attributes=(_MORE,)),
    Service("HFB", "Restaurant Complaint", HEALTH, "Food Protection", 1, 8, _EVER, _HOMES,
            ("restaurant", "food", "dirty"), loses=Lost.REQUEST, attributes=(_MORE,)),
    Service("EAE", "Stray Animal Complaint", ANIMALS, "Field Operations", 2, 2, _EVER, _LIFE,
            ("stray", "dog", "loose"), loses=Lost.ANSWER),
)
# fmt: on

_BY_CODE = {service.code: service for service in _SERVICES}


def services() -> tuple[Service, ...]:
    """List every service type of the city."""
    return _SERVICES


def service(code: str) -> Service:
    """Find a service type by its code; raises KeyError for one the city does not have."""
    return _BY_CODE[code]
