"""What is done with single photos: an edited copy, what kind of picture it is, photos of another problem."""

from collections.abc import Callable, Iterator
from functools import partial

from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.photo_edits import PhotoEdit
from wardoffice.domain.pictures import Rank
from wardoffice.domain.plain_words import number_pieces
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.domain.search_words import Operator
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.case.thumbnails import Pictures
from wardoffice.gui.desk import CaseReading, QueueReading
from wardoffice.gui.keys import ActionId
from wardoffice.gui.photos.copying import copy_out
from wardoffice.gui.photos.port import Attaching, PhotoEditing
from wardoffice.gui.tasks import Lane
from wardoffice.language import text

_LOOKED_AT = 20


class PhotoActions:
    """Photos are edited beside the lane of actions: a large one takes a second."""

    def __init__(
        self,
        acting: Acting,
        editing: PhotoEditing,
        attaching: Attaching,
        *,
        cases: CaseReading,
        queue: QueueReading,
    ) -> None:
        self._acting, self._editing, self._attaching = acting, editing, attaching
        self._cases, self._queue = cases, queue
        self._pictures = Pictures(acting.tasks)

    def keys(self) -> dict[ActionId, Callable[[], None]]:
        """What each key of ours does."""
        return {ActionId.ATTACH_FROM: self.attach_from}

    def save_copy(self, attachment_id: int, edits: tuple[PhotoEdit, ...]) -> None:
        """Keep an edited copy of a photo beside it."""
        self._acting.notifier.info(text("Making the copy"))
        self._beside(partial(self._editing.save_copy, self._acting.actor, attachment_id, edits))

    def set_rank(self, attachment_id: int, rank: Rank) -> None:
        """Say what kind of picture it is."""
        self._acting.write(partial(self._editing.set_rank, self._acting.actor, attachment_id, rank))

    def save_out(self, attachment: AttachmentView) -> None:
        """Write a copy of a photo or file to where the person says, under the name people know."""
        place = self._acting.dialogs.ask_save_place(attachment.filename)
        if place is not None:
            told = text("Saved as {place}", place=place)
            self._acting.tasks.submit(
                Lane.BACKGROUND,
                partial(copy_out, attachment.path, place),
                owner=self._acting,
                done=lambda _copy: self._acting.notifier.info(told),
            )

    def attach_from(self) -> None:
        """Ask for another problem by its number, then for those of its photos that belong here too."""
        acting, case_id = self._acting, self._acting.current()
        number = acting.dialogs.ask_other_problem() if case_id is not None else None
        if case_id is None or not number:
            return

        def ask(other: CaseView) -> None:
            chosen = acting.dialogs.ask_attachments(other, self._pictures)
            if chosen:
                acting.write(partial(self._attaching.attach_from, acting.actor, case_id, chosen))

        acting.first(partial(self._find, number, case_id), ask)

    def _find(self, number: str, case_id: int) -> CaseView:
        """The problem of that number; one put into another is found as what it is part of."""
        actor, wanted = self._acting.actor, set(number_pieces(number))
        # The shortest is without the city's letters, and finds the number with them and without.
        narrowed = QueueFilter(words=f"{Operator.NUMBER}:{min(wanted, key=len)}")
        ids = self._queue.ids(actor, View.ALL, narrowed, SortBy.NEWEST, _LOOKED_AT)
        for found in (self._cases.show(actor, each) for each in ids if each != case_id):
            if any(not wanted.isdisjoint(number_pieces(each)) for each in _numbers(found)):
                if found.attachments:
                    return found
                raise CannotDoError(
                    text("{number} has no photos and no files.", number=found.number),
                    text("Nothing was attached."),
                    text("Look whether the number is the right one."),
                )
        raise CannotDoError(
            text("There is no other problem with the number {number}.", number=number),
            text("Nothing was attached."),
            text("Look at its number in the list."),
        )

    def _beside(self, work: Callable[[], Changes]) -> None:
        acting = self._acting
        acting.tasks.submit(Lane.BACKGROUND, work, owner=acting, done=acting.tell)


def _numbers(case: CaseView) -> Iterator[str]:
    """All that a problem is known by: our numbers and the city's, and those it had before."""
    yield case.number
    yield from (each.number for each in case.absorbed)
    for record in case.city:
        yield from (record.number, *record.former_numbers)
