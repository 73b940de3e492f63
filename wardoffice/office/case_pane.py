"""What the case pane shows."""

from collections.abc import Callable
from dataclasses import replace

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.places import Point
from wardoffice.domain.safety import Dangers
from wardoffice.language import text
from wardoffice.office.photo_doubts import PhotoDoubts
from wardoffice.store.case_reading import read_case
from wardoffice.store.safety_words import dangers
from wardoffice.store.store import Store
from wardoffice.store.ward_offices import ward_office


class CasePane:
    """Reads one case whole; ``ward`` is ours, 0 while nobody said. ``doubts`` looks at its photos.

    ``safety`` has what to say to somebody who tells of danger; ``between`` knows the streets around a place.
    """

    def __init__(
        self,
        store: Store,
        ward: int = 0,
        doubts: PhotoDoubts | None = None,
        safety: Dangers | None = None,
        between: Callable[[Point, str], tuple[str, ...]] | None = None,
    ) -> None:
        self._between = between
        self._safety = safety or dangers()
        self._store = store
        self._ward = ward
        self._doubts = doubts

    def show(self, actor: Actor, case_id: int) -> CaseView:
        """The root of this case with all that was put together with it; raises CannotDoError for none."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            shown = read_case(session, self._store.files, actor, case_id)
            if shown is not None and self._ward and shown.ward not in {None, self._ward}:
                shown = replace(shown, elsewhere=ward_office(session, shown.ward or 0))
        if shown is None:
            raise CannotDoError(
                text("There is no such problem."),
                next_step=text("Refresh the list: it may have been taken back."),
            )
        if shown.safety_words:
            shown = replace(shown, safety_scripts=self._safety.scripts(shown.safety_words))
        if self._between is not None and shown.place.point is not None and shown.place.address:
            shown = replace(shown, between=self._between(shown.place.point, shown.place.address))
        return self._doubts.on(shown) if self._doubts is not None else shown
