"""Asks for the password of a mailbox."""

from PySide6.QtWidgets import QLineEdit, QWidget

from wardoffice.gui.dialogs.frame import Question, field_label
from wardoffice.language import text

_LONGEST = 500


class PasswordQuestion(Question):
    """The password or app password of one mailbox; what is typed is not shown."""

    def __init__(self, account: str, parent: QWidget | None) -> None:
        words = text(
            "It is tried at the mail server and kept in this computer's keyring, nowhere else. "
            "Where the provider asks for two steps, make an app password there."
        )
        super().__init__(text("Sign in to {account}", account=account), words, text("Sign in"), parent)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setMaxLength(_LONGEST)
        self.body.addWidget(field_label(text("Password or app password"), self.password))
        self.body.addWidget(self.password)
        self.password.textChanged.connect(self._allow)
        self.password.setFocus()
        self._allow()

    def _allow(self) -> None:
        self.take_button.setEnabled(bool(self.password.text()))
