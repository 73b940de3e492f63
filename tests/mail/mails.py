"""Made-up mails of every kind, built byte by byte so that they can be as wrong as real ones."""

from base64 import encodebytes
from collections.abc import Iterable

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
WAV = (
    b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0"
    b"\0\0\x10\0\0\0\xf0\xff"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20

_USUAL = {
    "From": "Ana Lopez <Ana@Example.org>",
    "To": "office@ward47.example",
    "Subject": "Pothole on Damen",
    "Date": "Mon, 02 Nov 2026 09:30:00 -0600",
    "Message-ID": "<one@example.org>",
}


def mail(body: bytes | str = "There is a pothole.", /, **headers: str | None) -> bytes:
    """A mail with the usual headers; ``In_Reply_To="..."`` adds or replaces one, None takes it away."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in (_USUAL | named).items() if value is not None]
    head = "\r\n".join(lines).encode("utf-8", "surrogateescape")
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())


def part(
    content: bytes | str, kind: str = "text/plain; charset=utf-8", *more: str, encoded: bool = False
) -> bytes:
    """One part of a multipart body; ``more`` are further header lines."""
    raw = content if isinstance(content, bytes) else content.encode()
    lines = [f"Content-Type: {kind}", *more]
    if encoded:
        lines.append("Content-Transfer-Encoding: base64")
        raw = encodebytes(raw)
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + raw


def picture(content: bytes = JPEG, name: str = "IMG_1.jpg", disposition: str = "attachment") -> bytes:
    return part(
        content,
        f'image/jpeg; name="{name}"',
        f'Content-Disposition: {disposition}; filename="{name}"',
        encoded=True,
    )


def multipart(parts: Iterable[bytes], boundary: str = "=_b") -> bytes:
    """The body of a multipart mail."""
    opening = f"--{boundary}\r\n".encode()
    return b"".join(opening + each + b"\r\n" for each in parts) + f"--{boundary}--\r\n".encode()


def mixed(*parts: bytes, kind: str = "mixed", **headers: str | None) -> bytes:
    """A whole mail of several parts."""
    return mail(multipart(parts), **{"Content-Type": f'multipart/{kind}; boundary="=_b"', **headers})


def nested(kind: str, *parts: bytes, boundary: str = "=_inner") -> bytes:
    """A multipart part inside another; give each level a boundary of its own."""
    return part(multipart(parts, boundary), f'multipart/{kind}; boundary="{boundary}"')


def report(kind: str = "delivery-status", **headers: str | None) -> bytes:
    """A bounce as RFC 3464 has it, with the returned mail."""
    status = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        "Final-Recipient: rfc822; x@example.org\r\nStatus: 5.1.1\r\n"
    )
    return mail(
        multipart(
            [
                part("Your mail could not be delivered."),
                part(status, f"message/{kind}"),
                part(mail("Hello"), "message/rfc822"),
            ]
        ),
        **{
            "Content-Type": f'multipart/report; report-type={kind}; boundary="=_b"',
            "From": "MAILER-DAEMON@example.org",
            "Subject": "Undeliverable",
            "Return-Path": "<>",
            **headers,
        },
    )
