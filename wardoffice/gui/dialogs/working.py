"""A question whose answer takes work off the GUI thread: it shows that, and leaving it stops the work."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from wardoffice.gui.dialogs.frame import Question
from wardoffice.gui.tasks import Job

_SHARE_OF_WINDOW = 92  # percent of its height


class WorkingQuestion(Question):
    """One job at a time: ``begin`` gives it, ``end`` is for whoever was answered."""

    def __init__(
        self,
        title: str,
        words: str,
        take: str,
        parent: QWidget | None,
        *,
        size: tuple[int, int],
        writes: bool = False,
    ) -> None:
        super().__init__(title, words, take, parent, writes=writes)
        self.setMinimumSize(*size)
        self._job: Job | None = None

    @property
    def waiting(self) -> bool:
        """Whether work is going on."""
        return self._job is not None

    def done(self, result: int) -> None:
        """Stop what is still going on for a dialog nobody looks at any more."""
        self.stop()
        super().done(result)
        self.deleteLater()

    def take_does(self, take: Callable[[], None]) -> None:
        """Let the filled button do this, instead of taking the answer at once."""
        self.take_button.clicked.disconnect()
        self.take_button.clicked.connect(take)

    def offer(self, words: str) -> None:
        """Say on the filled button what it does next."""
        self.take_button.setText(words)
        self.take_button.setAccessibleName(words)
        self.take_button.updateGeometry()

    def begin(self, *, blocks: bool = True) -> Job:
        """A job of its own, during which the filled button waits where it ``blocks``."""
        self._job = Job()
        self.take_button.setEnabled(not blocks)
        return self._job

    def end(self) -> None:
        """The job was answered."""
        self._job = None
        self.take_button.setEnabled(True)

    def stop(self) -> None:
        """The job is not wanted any more."""
        if self._job is not None:
            self._job.cancel()
        self._job = None

    def fill_height(self) -> None:
        """Take nearly all the height of the window it stands on."""
        parent = self.parentWidget()
        if parent is not None:
            self.resize(self.minimumWidth(), parent.window().height() * _SHARE_OF_WINDOW // 100)


def endless_bar(name: str) -> QProgressBar:
    """A bar for what takes nobody knows how long."""
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setTextVisible(False)
    bar.setAccessibleName(name)
    return bar
