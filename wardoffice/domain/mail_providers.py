"""What is known of mail providers by the name of their servers."""

_FILES_WHAT_IT_SENDS = ("smtp.gmail.com", "smtp.googlemail.com", "office365.com", "outlook.com")
"""Gmail does so always, Exchange Online and Outlook.com since 2018 (their own announcements)."""


def files_sent_mail(host: str) -> bool:
    """Whether the server of this name puts what it sends into the folder of sent mail by itself."""
    name = host.casefold()
    return any(name == each or name.endswith(f".{each}") for each in _FILES_WHAT_IT_SENDS)
