"""Ana's mail, and what the office answered her in Outlook twelve minutes later."""

from tests.mail.mails import mail, multipart, part


def asked(**headers: str | None) -> bytes:
    """Ana wrote at 9:30 in the morning."""
    return mail("There is a pothole.", **{"Date": "Mon, 29 Jun 2026 09:30:00 -0500", **headers})


def answer(words: str = "A crew was told.", /, **headers: str | None) -> bytes:
    """The office answered at 9:42."""
    usual: dict[str, str | None] = {
        "From": "Ward 47 <office@ward47.example>",
        "To": "Ana Lopez <ana@example.org>",
        "Subject": "RE: Pothole on Damen",
        "Date": "Mon, 29 Jun 2026 09:42:00 -0500",
        "Message-ID": "<answer@ward47.example>",
        "In-Reply-To": "<one@example.org>",
        "X-Mailer": "Microsoft Outlook 16.0",
    }
    return mail(words, **usual | {name.replace("_", "-"): value for name, value in headers.items()})


def came_back(status: str = "5.1.1", **headers: str | None) -> bytes:
    """The mail server of example.org could not deliver that answer to Ana (RFC 3464)."""
    action = "failed" if status.startswith("5") else "delayed"
    told = (
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; ana@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
    )
    return mail(
        multipart(
            [
                part("Your mail could not be delivered."),
                part(told, "message/delivery-status"),
                part(answer(), "message/rfc822"),
            ]
        ),
        **{
            "Content-Type": 'multipart/report; report-type=delivery-status; boundary="=_b"',
            "From": "MAILER-DAEMON@example.org",
            "Subject": "Undeliverable: RE: Pothole on Damen",
            "Return-Path": "<>",
            "Message-ID": "<bounce@example.org>",
            "Date": "Mon, 29 Jun 2026 09:43:00 -0500",
            **headers,
        },
    )
