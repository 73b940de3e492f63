"""A number that somebody typed or was told: looked up, compared with the problem, then linked by a person."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.submissions import Fit, NumberFinding
from wardoffice.gui.dialogs.frame import field_label
from wardoffice.gui.tasks import Job, Lane, TaskRunner
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import banner, label
from wardoffice.language import text

Look = Callable[[str, Callable[[], bool]], NumberFinding]
"""Looks a typed number up for the problem, until it is cancelled."""


class NumberBox(QWidget):
    """``found`` carries a NumberFinding once it is there, and None when what is typed changes."""

    found = Signal(object)

    def __init__(self, look: Look, tasks: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._tasks = look, tasks
        self._job: Job | None = None
        self._finding: NumberFinding | None = None
        self.typed = QLineEdit()
        """What was typed."""
        self.typed.setPlaceholderText(text("SR26-01234567"))
        self.typed.setClearButtonEnabled(True)
        self.typed.textChanged.connect(self._forget)
        self._said = banner("", Tone.QUIET)
        self._differs = label("", "problem")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(field_label(text("The number 311 gave"), self.typed))
        column.addWidget(self.typed)
        column.addWidget(self._said)
        column.addWidget(self._differs)
        self._forget()

    @property
    def finding(self) -> NumberFinding | None:
        """What the number turned out to be; None until it was looked up."""
        return self._finding

    @property
    def said(self) -> str:
        """What is said of the number."""
        return "" if self._said.isHidden() else self._said.text()

    def look_up(self) -> None:
        """Look the typed number up."""
        typed = self.typed.text().strip()
        if not typed or self._job is not None:
            return
        job = self._job = Job()
        self._show(text("Looking for it in 311 …"), Tone.QUIET)
        self._tasks.submit(
            Lane.CITY_ASK,
            partial(self._look, typed, job.cancelled),
            owner=self,
            done=partial(self._tell, job),
            failed=partial(self._fail, job),
            job=job,
        )

    def leave(self) -> None:
        """Stop a look that is under way."""
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def _tell(self, job: Job, finding: NumberFinding) -> None:
        if job is not self._job:
            return
        self._job = None
        self._finding = finding
        self._show(finding.words, fit_tone(finding.fit))
        differences = "\n".join(finding.differences)
        self._differs.setText(differences)
        self._differs.setAccessibleName(differences)
        self._differs.setVisible(bool(differences))
        self.found.emit(finding)

    def _fail(self, job: Job, error: WardOfficeError) -> None:
        if job is self._job:
            self._job = None
            self._show(str(error), Tone.DANGER)

    def _forget(self, *_: object) -> None:
        self.leave()
        self._finding = None
        self._said.hide()
        self._differs.hide()
        self.found.emit(None)

    def _show(self, words: str, tone: Tone) -> None:
        self._said.show_word(words, tone)
        self._said.show()


def fit_tone(fit: Fit) -> Tone:
    """The colour of a finding; its words say the same."""
    return {
        Fit.FITS: Tone.DONE,
        Fit.DIFFERS: Tone.WAITING,
        Fit.NOT_SEEN: Tone.ACCENT,
        Fit.UNUSABLE: Tone.DANGER,
    }[fit]


def link_words(finding: NumberFinding | None) -> str:
    """What the button does next."""
    if finding is None or finding.fit is Fit.UNUSABLE:
        return text("Look it up")
    return text("Link it") if finding.fit is not Fit.DIFFERS else text("Link it all the same")
