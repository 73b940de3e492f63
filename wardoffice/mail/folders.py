"""Which folders of a mailbox hold what the office sent: by what the server says of them, else by their names.

SPECIAL-USE is RFC 6154; Exchange Online does not tell it, and names its folders in the mailbox's language.
One mailbox may have two: Outlook fills "Sent Items", a phone "Sent Messages".
"""

import unicodedata
from collections.abc import Iterable

from wardoffice.domain.ports import ListedFolder

_SENT = "\\sent"
_CLOSED = frozenset({"\\noselect", "\\nonexistent"})
_ROOTS = frozenset({"inbox", "[gmail]", "[google mail]"})
"""Where the usual folders may lie: some servers keep all below INBOX, Gmail below a name of its own."""

_NAMES = frozenset(
    unicodedata.normalize("NFC", name).casefold()
    for name in (
        # English
        *("Sent", "Sent Items", "Sent Messages", "Sent Mail", "Sent-Mail"),
        # Spanish, Portuguese
        *("Enviados", "Elementos enviados", "Mensajes enviados", "Correo enviado"),
        *("Enviadas", "Itens Enviados", "Itens enviados", "Mensagens enviadas", "E-mails enviados"),
        # Polish, Czech, Ukrainian, Russian
        *("Wysłane", "Elementy wysłane", "Wysłane wiadomości", "Odeslané", "Odeslaná pošta"),
        *("Надіслані", "Отправленные"),
        # German, Dutch, the Nordic languages
        *("Gesendet", "Gesendete Elemente", "Gesendete Objekte", "Gesendete Nachrichten"),
        *("Verzonden", "Verzonden items", "Verzonden berichten"),
        *("Skickat", "Skickade objekt", "Sendt", "Sendt post", "Sendte elementer", "Lähetetyt"),
        # French, Italian, Romanian
        *("Envoyés", "Éléments envoyés", "Messages envoyés", "Courrier envoyé"),
        *("Inviata", "Inviati", "Posta inviata", "Elementi inviati", "Elemente trimise"),
        # Chinese, Japanese, Korean, Vietnamese, Turkish, Greek, Arabic
        *("已发送", "已发送邮件", "已傳送郵件", "寄件備份", "送信済み", "送信済みアイテム", "送信済みメール"),
        *("보낸 편지함", "보낸편지함", "Thư đã gửi", "Gönderilmiş Öğeler", "Gönderilenler"),
        *("Απεσταλμένα", "العناصر المرسلة"),
    )
)


def sent_folders(listed: Iterable[ListedFolder], wanted: str = "") -> tuple[str, ...]:
    """The names of the folders of sent mail, in the server's order; ``wanted`` alone where it is given.

    Empty where there is none that is known by its use or its name.
    """
    if wanted:
        return (wanted,)
    return tuple(each.name for each in listed if not each.attributes & _CLOSED and _holds_sent(each))


def _holds_sent(folder: ListedFolder) -> bool:
    if _SENT in folder.attributes:
        return True
    name = unicodedata.normalize("NFC", folder.name).casefold()
    parts = name.split(folder.delimiter) if folder.delimiter else [name]
    return parts[-1] in _NAMES and all(each in _ROOTS for each in parts[:-1])
