"""Pages for paper, of the shape the window asks for: blocks of the believable rows, and files that say so."""

from pathlib import Path

from tests.builders_queue import queue_row
from wardoffice.domain.actor import Actor
from wardoffice.domain.blocks import BlockCase, BlockFace, BlockView, Side
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Box
from wardoffice.domain.queue import QueueRow

BOX = Box(41.96, -87.68, 41.97, -87.67)


def block_of(*even: QueueRow, odd: tuple[QueueRow, ...] = ()) -> BlockView:
    """The 4800 block of N Damen Ave with these problems."""
    faces = (
        BlockFace(Side.EVEN, "W", tuple(BlockCase(4800 + 2 * at, row) for at, row in enumerate(even))),
        BlockFace(Side.ODD, "E", tuple(BlockCase(4899 - 2 * at, row) for at, row in enumerate(odd))),
    )
    return BlockView("N Damen Ave", 4800, ("Lawrence", "Ainslie"), faces, BOX)


class FakePaper:
    """Knows the block of every case but 404, and writes what was asked for into the file."""

    def block(self, _actor: Actor, case_id: int, *, done_too: bool = False) -> BlockView:
        """The case alone; with what is done, another one across the street."""
        if case_id == 404:
            raise CannotDoError("The block is not known.")
        done = (queue_row(9_999, title="Done already"),) if done_too else ()
        return block_of(queue_row(case_id, title="Light out"), odd=done)

    def print_case(self, _actor: Actor, case_id: int, path: Path, *, names: bool = False) -> Path:
        """A line instead of a page."""
        path.write_text(f"case {case_id} names {names}")
        return path

    def print_block(self, _actor: Actor, case_id: int, path: Path, *, done_too: bool = False) -> Path:
        """A line instead of a page."""
        path.write_text(f"block of {case_id} done {done_too}")
        return path
