"""The parts mails are made of: texts, pictures, logos, and multiparts whose boundaries never change."""

import html
from collections.abc import Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP


def text_part(
    words: str, subtype: str = "plain", charset: str = "utf-8", cte: str | None = None
) -> EmailMessage:
    """Make a text part."""
    part = EmailMessage(SMTP)
    part.set_content(words, subtype=subtype, charset=charset, cte=cte)
    return part


def html_of(words: str, *, image: str = "") -> str:
    """Write plain words as a mail program's HTML; ``[image]`` becomes the picture of content id ``image``."""
    lines = html.escape(words).split("\n")
    body = "".join(f"<div>{line or '<br>'}</div>" for line in lines)
    body = body.replace("[image]", f'<img src="cid:{image}" alt="photo" width="542">')
    return f'<html><head><meta charset="utf-8"></head><body><div dir="ltr">{body}</div></body></html>'


def file_part(
    content: bytes, media_type: str, filename: str, *, inline: bool = False, content_id: str = ""
) -> EmailMessage:
    """Make a part of a file; a content id makes it part of the HTML beside it."""
    part = EmailMessage(SMTP)
    main, _, sub = media_type.partition("/")
    part.set_content(
        content,
        maintype=main,
        subtype=sub,
        disposition="inline" if inline else "attachment",
        filename=filename,
        cid=f"<{content_id}>" if content_id else None,
    )
    return part


def multipart(subtype: str, parts: Sequence[EmailMessage], **parameters: str) -> EmailMessage:
    """Put parts together; a single part of a mixed mail stands alone, as mail programs do."""
    if len(parts) == 1 and subtype == "mixed":
        return parts[0]
    whole = EmailMessage(SMTP)
    whole.add_header("Content-Type", f"multipart/{subtype}", **parameters)
    for part in parts:
        whole.attach(part)
    return whole


def to_bytes(mail: EmailMessage, name: str) -> bytes:
    """Write the mail with CRLF; boundaries are made from ``name``, not by chance."""
    for number, part in enumerate(_multiparts(mail)):
        part.set_boundary(f"=_{name}_{number}")
    return mail.as_bytes(policy=SMTP)


def _multiparts(mail: EmailMessage) -> Iterator[EmailMessage]:
    for part in mail.walk():
        if part.get_content_maintype() == "multipart":
            yield part
