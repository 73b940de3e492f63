"""Which program wrote a mail of the office, by the headers each leaves behind."""

from wardoffice.domain.messages import MailProgram
from wardoffice.mail.headers import Headers

_GMAIL_IDS = ("@mail.gmail.com>", "@mail.gmail.com")
_OUTLOOK_IDS = (".outlook.com>", ".exchangelabs.com>")


def program_of(headers: Headers) -> MailProgram | None:
    """The program; None where it is another, or does not say.

    Outlook names itself in X-Mailer, or (new Outlook, on the web, on a phone) leaves the Thread-Index of
    Exchange or a Message-ID of its servers; Gmail leaves its own Message-ID.
    """
    written_by = f"{headers.words('X-Mailer')} {headers.words('User-Agent')}".lower()
    message_id = headers.message_id().lower()
    if "outlook" in written_by or "exchange" in written_by:
        return MailProgram.OUTLOOK
    if message_id.endswith(_GMAIL_IDS):
        return MailProgram.GMAIL
    if written_by.strip():
        return None
    if "Thread-Index" in headers or message_id.endswith(_OUTLOOK_IDS):
        return MailProgram.OUTLOOK
    return None
