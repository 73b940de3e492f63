"""Finds pairs in the background, shows one after the other, and does what is said of each."""

from array import array
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from wardoffice.domain.changes import Changes
from wardoffice.domain.duplicate_pairs import PairFound, PairView
from wardoffice.domain.errors import CancelledError, CannotDoError, FinishedSinceError, WardOfficeError
from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.desk import Undoing
from wardoffice.gui.duplicate_desk.port import Pairing, PuttingOff
from wardoffice.gui.duplicate_desk.walk import PairWalk
from wardoffice.gui.same_problem_port import Matching, Merging
from wardoffice.gui.tasks import Job, Lane
from wardoffice.language import text

_AT_ONCE = 20  # problems looked around in one piece: half a second of the background's time
_PAUSE_MS, _LONGEST_PAUSE_MS = 3_000, 60_000
"""So long it waits after a piece that could not be looked around, and at most after many in a row."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is: pairs left (with the shown one), left for later, answered; problems looked around.

    ``to_look_at`` is None until it is read how many problems there are.
    """

    left: int
    later: int
    answered: int
    looked: int
    to_look_at: int | None

    @property
    def looking(self) -> bool:
        """Whether there may be more pairs than are known."""
        return self.to_look_at is None or self.looked < self.to_look_at


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a pair; ``action_id`` names the line of history, None where none was written."""

    pair: PairFound
    action_id: int | None
    later: bool = False


class PairKeeper(QObject):
    """``shown`` carries a PairView or None where no pair waits, ``counted`` the Progress, ``told`` words."""

    shown = Signal(object)
    counted = Signal(object)
    told = Signal(str)

    def __init__(
        self,
        pairing: Pairing,
        putting_off: PuttingOff,
        matching: Matching,
        merging: Merging,
        undoing: Undoing,
        *,
        acting: Acting,
    ) -> None:
        super().__init__(acting)
        self._pairing, self._putting_off, self._matching = pairing, putting_off, matching
        self._merging, self._undoing = merging, undoing
        self._acting, self._tasks, self._actor = acting, acting.tasks, acting.actor
        self._walk = PairWalk()
        self._said: list[_Said] = []
        self._to_look_at: array[int] = array("q")
        self._looked = 0
        self._round = 0
        self._open = self._begun = False
        self._looking: Job | None = None
        self._trouble, self._pause_ms = "", _PAUSE_MS
        self._pause = QTimer(self, singleShot=True)
        self._pause.timeout.connect(self._go_on)
        self._at: PairFound | None = None
        self._view: PairView | None = None
        self._busy = False

    @property
    def view(self) -> PairView | None:
        """The pair that is shown."""
        return self._view

    @property
    def progress(self) -> Progress:
        """How far it is."""
        return Progress(
            self._walk.left + (self._at is not None),
            self._walk.later,
            self._walk.answered,
            self._looked,
            len(self._to_look_at) if self._begun else None,
        )

    def start(self) -> None:
        """Look around all problems of ours anew; what was said before stays said, or left for later today."""
        self.stop()
        self._walk, self._said = PairWalk(), []
        self._at = self._view = None
        self._busy, self._open, self._begun = False, True, False
        self._looked, self._to_look_at = 0, array("q")
        self._looking = None
        self._forget_trouble()
        self._round += 1
        self._count()
        self._read()

    def stop(self) -> None:
        """Look no further."""
        self._open = False
        self._pause.stop()
        if self._looking is not None:
            self._looking.cancel()

    def same(self) -> None:
        """The shown pair is one problem; which goes into which is the office's rule."""
        self._say(lambda pair: self._merging.merge(self._actor, pair.key))

    def different(self) -> None:
        """The shown pair are two problems, for good."""
        self._say(lambda pair: self._matching.not_same(self._actor, pair.one, pair.other))

    def later(self) -> None:
        """Leave the shown pair until tomorrow, or until the others are walked."""
        if self._at is None or self._view is None or self._busy:  # the pair before may stand there still
            return
        self._walk.put_off(self._at)
        self._keep(partial(self._putting_off.put_off, self._actor, self._at.key))
        self._said.append(_Said(self._at, None, later=True))
        self._next()

    def take_up_later(self) -> None:
        """Walk those that were left for later."""
        later = self._walk.take_up_later()
        self._keep(partial(self._putting_off.take_up, self._actor, [each.key for each in later]))
        if self._at is None and not self._busy:
            self._next()

    def undo(self) -> None:
        """Take back what was said last here, and stay on that pair."""
        if self._busy:
            return
        if not self._said:
            self.told.emit(text("Nothing was said here yet."))
            return
        said = self._said[-1]
        if said.action_id is None:
            self._keep(partial(self._putting_off.take_up, self._actor, [said.pair.key]))
            self._back_to(said)
            return
        self._take_back(said)

    def _take_back(self, said: _Said, *, finish_too: bool | None = None) -> None:
        self._busy = True
        undo = partial(self._undoing.undo, self._actor, said.action_id, finish_too=finish_too)
        self._tasks.submit(
            Lane.WRITE,
            undo,
            owner=self,
            done=partial(self._taken_back, said),
            failed=partial(self._not_taken_back, said),
        )

    def _go_on(self) -> None:
        if self._begun:
            self._look_on()
        else:
            self._read()

    def _read(self) -> None:
        begin = partial(self._begin, self._round)
        self._tasks.submit(
            Lane.QUERY,
            lambda: (self._pairing.to_look_at(self._actor), self._putting_off.put_off_today(self._actor)),
            owner=self,
            done=lambda read: begin(*read),
            failed=partial(self._not_begun, self._round),
            topic="problems",
        )

    def _not_begun(self, round_: int, error: WardOfficeError) -> None:
        if self._open and round_ == self._round:
            self._try_later(error)

    def _begin(self, round_: int, found: "array[int]", later: Collection[tuple[int, int]]) -> None:
        if round_ != self._round:
            return
        self._begun, self._to_look_at = True, found
        self._walk.leave_out(later)
        self._look_on()

    def _look_again(self, case_ids: Iterable[int]) -> None:
        """Look around these anew: each knows only its best few, and others come up once one is answered."""
        self._to_look_at.extend(case_ids)
        if self._looking is None:
            self._look_on()

    def _look_on(self) -> None:
        self._pause.stop()
        self._count()
        some = self._to_look_at[self._looked : self._looked + _AT_ONCE]
        if not some:
            self._looking = None
            if self._at is None and not self._busy:
                self._next()
            return
        # A piece at a time, so that what a person waits for gets its turn in between.
        work = partial(self._pairing.among, self._actor, some)
        self._looking = job = Job()
        done, failed = partial(self._add, self._round, len(some)), partial(self._miss, self._round, some)
        self._tasks.submit(Lane.BACKGROUND, work, owner=self, done=done, failed=failed, job=job)

    def _add(self, round_: int, looked: int, pairs: tuple[PairFound, ...]) -> None:
        if not self._open or round_ != self._round:
            return
        self._looked += looked
        self._forget_trouble()
        self._walk.add(pairs)
        if self._at is None and not self._busy and self._walk.left:
            self._next()
        self._look_on()

    def _miss(self, round_: int, some: "array[int]", error: WardOfficeError) -> None:
        """Look around the others first after a pause, and around these last: most troubles pass."""
        if not self._open or round_ != self._round:  # stopped, which is no trouble
            return
        self._looking = None
        rest = self._to_look_at[self._looked + len(some) :]
        self._to_look_at = self._to_look_at[: self._looked] + rest + some
        self._try_later(error)

    def _try_later(self, error: WardOfficeError) -> None:
        # Once, and not in the place of what was done since.
        if str(error) != self._trouble and not isinstance(error, CancelledError):
            self._trouble = str(error)
            goes_on = text("The search goes on by itself.")
            self.told.emit(" ".join(part for part in (error.happened, error.safe, goes_on) if part))
        self._pause.start(self._pause_ms)
        self._pause_ms = min(2 * self._pause_ms, _LONGEST_PAUSE_MS)

    def _forget_trouble(self) -> None:
        self._trouble, self._pause_ms = "", _PAUSE_MS

    def _say(self, act: Callable[[PairFound], Changes]) -> None:
        pair = self._at
        if pair is None or self._view is None or self._busy:
            return
        self._busy = True
        self._tasks.submit(
            Lane.WRITE, partial(act, pair), owner=self, done=partial(self._done, pair), failed=self._fail
        )

    def _done(self, pair: PairFound, changes: Changes) -> None:
        self._busy = False
        self._walk.answered += 1
        self._said.append(_Said(pair, changes.action_id))
        self._acting.tell(changes)
        self.told.emit(changes.label)
        self._look_again(pair.key)
        self._next()

    def _taken_back(self, said: _Said, changes: Changes) -> None:
        self._busy = False
        self._acting.announce(changes)
        self.told.emit(changes.label)
        self._back_to(said)
        self._look_again((*said.pair.key, *self._walk.recall()))

    def _not_taken_back(self, said: _Said, error: WardOfficeError) -> None:
        """What can no longer be taken back here does not stand in the way of what was said before it."""
        if isinstance(error, FinishedSinceError):
            finish_too = self._acting.dialogs.ask_finished_too(error.number)
            self._busy = False
            if finish_too is not None:
                self._take_back(said, finish_too=finish_too)
            return
        if isinstance(error, CannotDoError):
            self._said.remove(said)
            self._walk.forget(said.pair)
            self._look_again(said.pair.key)
        self._fail(error)

    def _back_to(self, said: _Said) -> None:
        self._said.pop()
        self._walk.give_back(said.pair, later=said.later)
        if self._at is not None and self._at != said.pair:
            self._walk.wait_again(self._at)
        self._show(said.pair)

    def _keep(self, work: Callable[[], None]) -> None:
        self._tasks.submit(Lane.WRITE, work, owner=self)

    def _fail(self, error: WardOfficeError) -> None:
        self._busy = False
        self.told.emit(str(error))
        if self._at is not None:
            self._show(self._at)

    def _next(self) -> None:
        pair = self._walk.next()
        if pair is not None:
            self._show(pair)
            return
        self._at = self._view = None
        self.shown.emit(None)
        self._count()

    def _show(self, pair: PairFound) -> None:
        self._at, self._view = pair, None
        self._count()
        look = partial(self._pairing.look, self._actor, pair.one, pair.other)
        self._tasks.submit(Lane.QUERY, look, owner=self, done=partial(self._looked_at, pair), topic="pair")

    def _looked_at(self, pair: PairFound, view: PairView | None) -> None:
        if pair != self._at:
            return
        if view is None:  # answered elsewhere meanwhile, or one of them stands under another now
            if self._walk.forget(pair):
                self._look_again(pair.key)
            self._next()
            return
        self._view = view
        self.shown.emit(view)

    def _count(self) -> None:
        self.counted.emit(self.progress)
