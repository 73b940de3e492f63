"""Shows a mail of ours from its bytes: who it goes to, what it says, and its files."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from wardoffice.domain.mail_preview import MailPreview, PreviewedFile


def preview_mail(raw: bytes) -> MailPreview:
    """The mail as its recipients see it; the bytes must be ours, as ``composing`` made them."""
    message = message_from_bytes(raw, policy=policy.default)
    to, date = message["To"], message["Date"]
    body = message.get_body(("plain",))
    return MailPreview(
        sender=str(message["From"] or ""),
        to=tuple(str(each) for each in to.addresses) if to is not None else (),
        subject=str(message["Subject"] or ""),
        text=str(body.get_content()) if body is not None else "",
        size=len(raw),
        files=tuple(_file(each) for each in message.iter_attachments()),
        at=date.datetime if date is not None else None,
    )


def _file(part: EmailMessage) -> PreviewedFile:
    content = part.get_content()
    data = content if isinstance(content, bytes) else str(content).encode()
    is_picture = part.get_content_maintype() == "image"
    return PreviewedFile(
        part.get_filename("file"), part.get_content_type(), len(data), data if is_picture else b""
    )
