"""The line to a server: whether it is encrypted, and whether its certificate is trusted and lasts."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.hosts import is_this_machine
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.watching import Certificate
from wardoffice.language import plural, text

LookAtCertificate = Callable[[str, int, Cancelled], Certificate | None]
_ENDS_SOON = timedelta(days=21)
_HTTPS = 443


def line_findings(
    check: str, url: str, look: LookAtCertificate, cancelled: Cancelled, now: datetime
) -> Iterator[Finding]:
    """What there is to say of the line to a web address."""
    parts = urlsplit(url)
    if parts.scheme != "https":
        if not is_this_machine(parts.hostname or ""):
            said = text("{url} is http only: what is asked and answered can be read on the way.", url=url)
            yield warning(check, said, text("If the city has an https address, put that into its file."))
        return
    seen = look(parts.hostname or "", parts.port or _HTTPS, cancelled)
    if seen is not None:
        yield certificate_finding(check, parts.hostname or "", seen, now)


def certificate_finding(check: str, host: str, seen: Certificate, now: datetime) -> Finding:
    """What there is to say of one certificate."""
    if not seen.trusted:
        said = text("The certificate of {host} is not trusted: {reason}.", host=host, reason=seen.reason)
        return problem(
            check,
            said,
            text("Check the address and this computer's clock; else ask who runs {host}.", host=host),
        )
    if seen.ends_at is None:
        return ok(check, text("The certificate of {host} is trusted.", host=host))
    day, left = seen.ends_at.date().isoformat(), seen.ends_at - now
    if left < _ENDS_SOON:
        said = plural(
            "The certificate of {host} ends in {count} day, on {day}.",
            "The certificate of {host} ends in {count} days, on {day}.",
            max(0, left.days),
            host=host,
            day=day,
        )
        return warning(check, said, text("Tell who runs {host}.", host=host))
    return ok(check, text("The certificate of {host} is trusted until {day}.", host=host, day=day))
