"""The page object of a mail to a department, as a person reads and changes it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox

from tests.gui.submit_pages import CTRL, DialogPage
from wardoffice.gui.departments.mail_question import MailQuestion


class MailPage(DialogPage):
    """A chase, a packet, or a referral."""

    dialog: MailQuestion

    @property
    def to(self) -> str:
        """Who gets it."""
        return self.dialog.receiver.currentText()

    @property
    def typed(self) -> str:
        """The words above the list."""
        return self.dialog.words.toPlainText()

    @property
    def day(self) -> str:
        """When their answer is looked for, as it is shown."""
        return self.dialog.day.text() if self.dialog.day.isVisible() else ""

    @property
    def ticks(self) -> list[bool]:
        """Which of its lines are ticked, in their order."""
        boxes = (each for each in self.dialog.findChildren(QCheckBox) if each.isVisible())
        return [each.isChecked() for each in boxes if each is not self.dialog.by_phone]

    @property
    def photos(self) -> list[tuple[str, bool]]:
        """What stands under each photo that may go along, and whether it is picked."""
        pick = self.dialog.photos
        items = [pick.item(at) for at in range(pick.count())] if pick.isVisible() else []
        return [(each.text(), each.checkState() is Qt.CheckState.Checked) for each in items]

    def pick(self, attachment_id: int) -> None:
        """Press Space on a photo, and wait out the moment without a change."""
        pick = self.dialog.photos
        items = [pick.item(at) for at in range(pick.count())]
        pick.setCurrentItem(
            next(each for each in items if each.data(Qt.ItemDataRole.UserRole) == attachment_id)
        )
        QTest.keyClick(pick, Qt.Key.Key_Space)
        self.dialog._rest.stop()
        self.dialog._look()

    @property
    def pictures(self) -> list[str]:
        """What stands under each picture of the mail as it goes."""
        strip = self.dialog.pictures
        return [strip.item(at).text() for at in range(strip.count())] if strip.isVisible() else []

    @property
    def text(self) -> str:
        """The mail as it will leave."""
        return self.dialog.text.toPlainText()

    def send(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, CTRL)
