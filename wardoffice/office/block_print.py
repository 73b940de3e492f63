"""What stands on the page of a block, in words."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from wardoffice.domain.blocks import BlockCase, BlockFace, BlockView, Side
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.queue import CityState, QueueRow
from wardoffice.language import plural, text


def block_title(view: BlockView) -> str:
    """What a block is called: "4800 block of N Damen Ave"."""
    return text("{first} block of {street}", first=view.first, street=view.street)


def face_title(face: BlockFace) -> str:
    """What a side is called: "Even numbers, west side"."""
    side = {
        Side.EVEN: text("Even numbers"),
        Side.ODD: text("Odd numbers"),
        Side.NO_NUMBER: text("No house number"),
    }[face.side]
    compass = {
        "N": text("north side"),
        "S": text("south side"),
        "E": text("east side"),
        "W": text("west side"),
    }.get(face.compass, "")
    return ", ".join(part for part in (side, compass) if part)


def block_words(
    view: BlockView, say: Callable[[datetime], str], titles: Mapping[int, str]
) -> dict[str, object]:
    """Everything the page says; ``say`` writes a day, ``titles`` are what its problems are called, by id."""
    count = len(view.cases)
    return {
        "title": block_title(view),
        "between": text("between {one} and {other}", one=view.between[0], other=view.between[1])
        if len(view.between) > 1
        else "",
        "count": plural("{count} problem", "{count} problems", count) if count else text("No problem"),
        "faces": [
            {"name": face_title(face), "cases": [_case(each, say, titles) for each in face.cases]}
            for face in view.faces
        ],
        "words": {
            "address": text("Address"),
            "what": text("What"),
            "notes": text("Seen"),
            "danger": text("danger"),
            "nothing": text("Nothing on this side."),
            "hint": text("Up the even numbers, back down the odd ones. Tick what is done."),
        },
    }


def _case(case: BlockCase, say: Callable[[datetime], str], titles: Mapping[int, str]) -> dict[str, object]:
    return {
        "address": case.row.address or text("Place unknown"),
        "title": titles[case.row.case_id],
        "danger": case.row.safety,
        "facts": " · ".join(row_facts(case.row, say)),
    }


def row_facts(row: QueueRow, say: Callable[[datetime], str]) -> Iterator[str]:
    """What is worth knowing of a problem on a block, in words; ``say`` writes a day."""
    yield row.number
    yield from row.tracking_numbers[:1]
    at_city = row.city_state is CityState.OPEN
    if row.status is CaseStatus.FINISHED:
        yield text("we are done, still open at the city") if at_city else text("we are done")
    elif row.city_state is CityState.CLOSED:
        yield text("city closed it")
    elif at_city and not row.ours:
        yield text("open at the city only, since {day}", day=say(row.opened_at))
    else:
        yield text("since {day}", day=say(row.opened_at))
    if row.people:
        yield plural("{count} person told us", "{count} people told us", row.people)
