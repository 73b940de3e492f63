"""Everything on one block, for somebody who walks it."""

from collections.abc import Callable, Iterable

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.blocks import BlockCase, BlockFace, BlockView, Side
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point, shown_address
from wardoffice.domain.queue import CityState, QueueRow
from wardoffice.geo.block_finding import FoundBlock, block_around
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.queue import Queue
from wardoffice.store.block_reading import cases_near_block
from wardoffice.store.store import Store

_NEAR_METRES = 60.0
_HALF = 50


class Blocks:
    """Reads blocks. ``finder`` knows the addresses, ``normalise`` makes them comparable."""

    def __init__(
        self,
        store: Store,
        queue: Queue,
        cases: CasePane,
        finder: Callable[[], PlaceFinder],
        normalise: Callable[[str], str],
    ) -> None:
        self._store, self._queue, self._cases = store, queue, cases
        self._finder, self._normalise = finder, normalise

    def of_case(self, actor: Actor, case_id: int, *, done_too: bool = False) -> BlockView:
        """The block that a problem lies on.

        Without ``done_too`` only what is still open, with us or at the city. Raises CannotDoError for a
        problem whose block is not known.
        """
        place = self._cases.show(actor, case_id).place
        found = self._block(place.address, place.point)
        if found is None:
            raise CannotDoError(
                text("It is not known on which block this problem lies."),
                text("Nothing was changed."),
                text("Set its place to an address with a house number, and try again."),
            )
        return self._read(actor, found, done_too=done_too)

    def _block(self, address: str, point: Point | None) -> FoundBlock | None:
        """By its own address, be it the first that is known of its block; else by the nearest one."""
        finder, key = self._finder(), self._normalise(address)
        found = finder.block(key)
        if found is None and point is not None:
            found = block_around(key, point)
        near = finder.near(point, _NEAR_METRES) if found is None and point is not None else None
        return finder.block(near.address) if near is not None else found

    def _read(self, actor: Actor, block: FoundBlock, *, done_too: bool) -> BlockView:
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            near = cases_near_block(session, actor, block.box, block.first)
        rows = self._queue.rows(actor, [case_id for case_id, _ in near])
        found = [
            BlockCase(house, row)
            for case_id, _ in near
            if (row := rows.get(case_id)) is not None and (done_too or _is_open(row))
            for house in self._houses(row, block)
        ]
        street = shown_address(str(block.street))
        middle = f"{block.first + _HALF} {block.street}"
        return BlockView(
            street=street,
            first=block.first,
            between=self._between(middle),
            faces=_faces(found, block),
            box=block.box,
        )

    def _houses(self, row: QueueRow, block: FoundBlock) -> Iterable[int | None]:
        """The house number of a problem on the block, or None beside it without one; nothing elsewhere."""
        key = self._normalise(row.address)
        number = block.number_of(key)
        if number is not None:
            yield number
        elif row.point is not None and not key[:1].isdigit():
            near = self._finder().near(row.point, _NEAR_METRES)
            if near is not None and block.number_of(near.address) is not None:
                yield None

    def _between(self, address: str) -> tuple[str, ...]:
        finder = self._finder()
        place = next(iter(finder.places_in(address)), None)
        streets = finder.between(place.found.point, address) if place is not None else ()
        return tuple(map(shown_address, streets))


def _is_open(row: QueueRow) -> bool:
    """Open with us, or open at the city: what we are done with may be there to see until the city is."""
    return (row.ours and row.status is CaseStatus.OPEN) or row.city_state is CityState.OPEN


def _faces(found: list[BlockCase], block: FoundBlock) -> tuple[BlockFace, ...]:
    """Up the even side and back down the odd one."""
    even = sorted((each for each in found if _parity(each) == 0), key=_walk)
    odd = sorted((each for each in found if _parity(each) == 1), key=_walk, reverse=True)
    rest = tuple(each for each in found if each.house is None)
    faces = (
        BlockFace(Side.EVEN, block.even, tuple(even)),
        BlockFace(Side.ODD, block.odd, tuple(odd)),
        BlockFace(Side.NO_NUMBER, "", rest),
    )
    return tuple(face for face in faces if face.cases or face.side is not Side.NO_NUMBER)


def _parity(case: BlockCase) -> int | None:
    return None if case.house is None else case.house % 2


def _walk(case: BlockCase) -> tuple[int, int]:
    return case.house or 0, case.row.case_id
