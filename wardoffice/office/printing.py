"""Pages for paper: one problem on one page, and a block for somebody who walks it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from wardoffice.assets import resource
from wardoffice.domain.actor import Actor
from wardoffice.domain.blocks import BlockView
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.ports import Clock, Printer
from wardoffice.domain.printing import PrintedPage
from wardoffice.domain.queue import Desk, MapPoint
from wardoffice.language import text
from wardoffice.office.block_print import block_words
from wardoffice.office.blocks import Blocks
from wardoffice.office.case_pane import CasePane
from wardoffice.office.case_print import case_words, printed_photos
from wardoffice.office.map_layers import Layers
from wardoffice.office.map_picture import box_around, map_picture
from wardoffice.office.nameless import without_names
from wardoffice.system.folders import replace_file

_AROUND_METRES = 220.0
_MAP = "map"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose pages they are, and the clock they are dated by."""

    office_name: str
    zone: ZoneInfo
    clock: Clock


class Printing:
    """Makes the pages and has them drawn by the ``printer``. Call it on a worker."""

    def __init__(
        self,
        cases: CasePane,
        blocks: Blocks,
        layers: Layers,
        *,
        printer: Printer,
        letterhead: Letterhead,
    ) -> None:
        self._cases, self._blocks = cases, blocks
        self._layers, self._printer, self._letterhead = layers, printer, letterhead

    def block(self, actor: Actor, case_id: int, *, done_too: bool = False) -> BlockView:
        """The block that a problem lies on; raises CannotDoError where it is not known."""
        return self._blocks.of_case(actor, case_id, done_too=done_too)

    def print_case(self, actor: Actor, case_id: int, path: Path, *, names: bool = False) -> Path:
        """Write one problem as a PDF of one page. Raises OSError where it cannot be written.

        Without ``names`` nothing on it says who told us, as far as that can be told from their words.
        """
        return self._write(self.case_page(actor, case_id, names=names), path)

    def print_block(self, actor: Actor, case_id: int, path: Path, *, done_too: bool = False) -> Path:
        """Write the block that a problem lies on as a PDF to walk by. Raises OSError, CannotDoError."""
        return self._write(self.block_page(actor, case_id, done_too=done_too), path)

    def case_page(self, actor: Actor, case_id: int, *, names: bool = False) -> PrintedPage:
        """One problem: where it is, its photos, what people said, what the city says, and its history."""
        view = self._cases.show(actor, case_id)
        pictures, unread = printed_photos(view)
        words = case_words(view, self._say, names=names, photos=pictures, unread=unread)
        if view.place.point is not None:
            box = box_around(view.place.point, _AROUND_METRES)
            pictures[_MAP] = map_picture(
                self._layers.around(box), (_map_point(view),), box, here=view.place.point
            )
        html = filled("case.html", {**words, **self._foot(), "map": _MAP in pictures})
        return PrintedPage(f"{view.number} {words['title']}", html, pictures, one_page=True)

    def block_page(self, actor: Actor, case_id: int, *, done_too: bool = False) -> PrintedPage:
        """A block with a box to tick for each problem, in the order of a walk, and its map."""
        view = self.block(actor, case_id, done_too=done_too)
        points = tuple(
            MapPoint(row.case_id, row.number, row.title, row.address, row.point, row.ours, row.safety)
            for row in (each.row for each in view.cases)
            if row.point is not None
        )
        picture = map_picture(self._layers.around(view.box), points, view.box)
        words = block_words(view, self._say, self._titles(actor, view))
        html = filled("block.html", {**words, **self._foot(), "map": True})
        return PrintedPage(str(words["title"]), html, {_MAP: picture})

    def _titles(self, actor: Actor, view: BlockView) -> dict[int, str]:
        """What the problems are called; one without a type is called by somebody's words, without names."""
        found = {}
        for each in view.cases:
            case = self._cases.show(actor, each.row.case_id)
            found[each.row.case_id] = case.service_name or without_names(case.people)(case.title)
        return found

    def _write(self, page: PrintedPage, path: Path) -> Path:
        replace_file(path, self._printer.pdf(page))
        return path

    def _foot(self) -> dict[str, object]:
        head = self._letterhead
        printed = text("Printed {when} by {office}", when=self._say(head.clock()), office=head.office_name)
        return {"office": head.office_name, "printed": printed}

    def _say(self, when: datetime) -> str:
        local = when.astimezone(self._letterhead.zone)
        return f"{local:%b} {local.day}, {local.year}"


@cache
def _template(name: str) -> Callable[[Mapping[str, object]], str]:
    from jinja2 import FunctionLoader
    from jinja2.sandbox import SandboxedEnvironment

    ours = FunctionLoader(lambda part: resource(f"print/{part}").read_text("utf-8"))
    return SandboxedEnvironment(autoescape=True, loader=ours).get_template(name).render


def filled(name: str, words: Mapping[str, object]) -> str:
    """A page of ours (``resources/print``) with these words."""
    return _template(name)(words)


def _map_point(view: CaseView) -> MapPoint:
    point = view.place.point
    if point is None:
        raise ValueError(view.case_id)
    desk = Desk.TO_US if view.ours else Desk.WATCHED_OPEN
    title = view.service_name or view.title
    return MapPoint(view.case_id, view.number, title, view.place.address, point, view.ours, view.safety, desk)
