"""Several numbers at once: a pasted list, which problem each goes to, and what 311 shows under it."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QVBoxLayout, QWidget

from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.submissions import ContactChoice, Fit, FormContact
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.dialogs.working import WorkingQuestion, endless_bar
from wardoffice.gui.submit.contact_box import ContactBox
from wardoffice.gui.submit.number_box import fit_tone
from wardoffice.gui.submit.port import NumberOffice
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import badge, banner, clear, label
from wardoffice.gui.widgets.scroll_grid import ScrollGrid
from wardoffice.language import plural, text
from wardoffice.office.numbers_typed import LineFinding, Noted

_SIZE = (860, 560)
_PASTE_HEIGHT = 120


class NumbersDialog(WorkingQuestion):
    """Ctrl+Enter looks the list up, then links what is ticked; what fits is ticked by itself.

    ``noted`` carries the Changes. ``named`` are the chosen problems in words, by case id.
    """

    noted = Signal(object)

    def __init__(
        self,
        named: Mapping[int, str],
        *,
        office: NumberOffice,
        tasks: TaskRunner,
        actor: Actor,
        office_contact: FormContact,
        choice: ContactChoice,
        parent: QWidget | None,
    ) -> None:
        words = plural(
            "For {count} chosen problem: a number a line, with its address behind it where you have it.",
            "For {count} chosen problems: a number a line, with its address behind it where you have it.",
            len(named),
        )
        super().__init__(
            text("I have the numbers"), words, text("Look them up"), parent, size=_SIZE, writes=True
        )
        self.setObjectName("numbersDialog")
        self._named, self._office = dict(named), office
        self._tasks, self._actor = tasks, actor
        self._found: tuple[LineFinding, ...] = ()
        self._boxes: list[QCheckBox] = []
        self.pasted = QPlainTextEdit()
        """The list as it was pasted."""
        self.pasted.setTabChangesFocus(True)
        self.pasted.setFixedHeight(_PASTE_HEIGHT)
        self.pasted.setPlaceholderText(text("SR26-01234567  4812 N Damen Ave"))
        self.pasted.textChanged.connect(self._forget)
        self.body.addWidget(field_label(text("Numbers, one a line"), self.pasted))
        self.body.addWidget(self.pasted)
        self.contact = ContactBox()
        """Whose contact was given to 311 with them."""
        self.contact.show_choices(office_contact, (), choice, None)
        self.body.addWidget(field_label(text("Whose contact was given to 311"), self.contact.box))
        self.body.addWidget(self.contact)
        self._bar = endless_bar(text("Looking them up"))
        self.body.addWidget(self._bar)
        self._said = banner("", Tone.QUIET)
        self.body.addWidget(self._said)
        self._list = ScrollGrid(text("What each number is"), wide=2)
        self._grid = self._list.grid
        self.body.addWidget(self._list, 1)
        self.take_does(self._take)
        self._forget()
        self.pasted.setFocus()

    @property
    def findings(self) -> tuple[LineFinding, ...]:
        """What was found, a line each."""
        return self._found

    @property
    def boxes(self) -> tuple[QCheckBox, ...]:
        """The tick of each line; one that goes to no problem cannot be ticked."""
        return tuple(self._boxes)

    @property
    def said(self) -> str:
        """How the list came out, or what failed."""
        return "" if self._said.isHidden() else self._said.text()

    def _take(self) -> None:
        if self.waiting:
            return
        if self._found:
            self._link()
        else:
            self._look_up()

    def _look_up(self) -> None:
        job = self._begin()
        read = partial(
            self._office.read_list, self._actor, tuple(self._named), self.pasted.toPlainText(), job.cancelled
        )
        self._tasks.submit(Lane.CITY_ASK, read, owner=self, done=self._show, failed=self._fail, job=job)

    def _link(self) -> None:
        ticked = [each for each, box in zip(self._found, self._boxes, strict=True) if box.isChecked()]
        noted = [Noted(each.case_id, each.finding.number) for each in ticked if each.case_id is not None]
        contact, _ = self.contact.chosen()
        self._tasks.submit(
            Lane.WRITE,
            partial(self._office.note_numbers, self._actor, noted, contact),
            owner=self,
            done=self._linked,
            failed=self._fail,
            job=self._begin(),
        )

    def _linked(self, changes: Changes) -> None:
        self.end()
        self.accept()
        self.noted.emit(changes)

    def _show(self, found: Sequence[LineFinding]) -> None:
        self._end()
        self._found = tuple(found)
        clear(self._grid)
        self._boxes = []
        for at, each in enumerate(self._found):
            self._add(at, each)
        fits = sum(each.finding.fit is Fit.FITS for each in self._found)
        words = plural(
            "{count} number, {fits} fit.", "{count} numbers, {fits} fit.", len(self._found), fits=fits
        )
        self._say(words, Tone.DONE if fits == len(self._found) else Tone.WAITING)
        self._list.show()
        self._allow()

    def _add(self, at: int, each: LineFinding) -> None:
        finding = each.finding
        box = QCheckBox(finding.number or finding.typed)
        box.setAccessibleName(text("Link {number}", number=finding.number or finding.typed))
        can = each.case_id is not None and finding.fit is not Fit.UNUSABLE
        box.setEnabled(can)
        box.setChecked(can and finding.fit in (Fit.FITS, Fit.NOT_SEEN) and not finding.differences)
        box.toggled.connect(self._allow)
        self._boxes.append(box)
        words = QVBoxLayout()
        words.setSpacing(2)
        goes = self._named.get(each.case_id, each.case_number) if each.case_id is not None else ""
        words.addWidget(
            label(goes or text("goes to none of the chosen problems"), "strong" if goes else "quiet")
        )
        for sentence in (finding.words, *finding.differences):
            words.addWidget(label(sentence, "" if sentence == finding.words else "problem", selectable=True))
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(box, at, 0, top)
        self._grid.addWidget(badge(fit_words(finding.fit), fit_tone(finding.fit)), at, 1, top)
        self._grid.addLayout(words, at, 2)

    def _fail(self, error: WardOfficeError) -> None:
        self._end()
        self._say(str(error), Tone.DANGER)

    def _begin(self) -> Job:
        self._bar.show()
        return self.begin()

    def _end(self) -> None:
        self.end()
        self._bar.hide()
        self._allow()

    def _say(self, words: str, tone: Tone) -> None:
        self._said.show_word(words, tone)
        self._said.show()

    def _forget(self) -> None:
        self.stop()
        self._found = ()
        self._bar.hide()
        self._said.hide()
        self._list.hide()
        self._allow()

    def _allow(self) -> None:
        ticked = sum(box.isChecked() for box in self._boxes) if self._found else 0
        words = (
            plural("Link {count} number", "Link {count} numbers", ticked)
            if self._found
            else text("Look them up")
        )
        self.offer(words)
        ready = bool(ticked) if self._found else bool(self.pasted.toPlainText().strip())
        self.take_button.setEnabled(ready and not self.waiting)


def fit_words(fit: Fit) -> str:
    """A finding in a word or two."""
    return {
        Fit.FITS: text("Fits"),
        Fit.DIFFERS: text("Differs"),
        Fit.NOT_SEEN: text("Not seen yet"),
        Fit.UNUSABLE: text("Leave out"),
    }[fit]
