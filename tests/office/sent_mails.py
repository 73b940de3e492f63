"""Ana's mail, and what the office answered her in Outlook twelve minutes later."""

from tests.mail.mails import mail


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
