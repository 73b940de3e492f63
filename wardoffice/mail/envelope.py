"""Who a rendered mail comes from, as its envelope says it (RFC 5321): whom bounces go back to."""

from email import policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr


def envelope_sender(raw: bytes) -> str:
    """The bare address of its From; it was sound when the mail was composed."""
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(raw)
    return parseaddr(str(head.get("From", "")))[1]
