"""The check-up of the other sources: the office inbox, and the city's data portal."""

from collections.abc import Iterator

from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Cancelled, Clock, Endpoint
from wardoffice.domain.watching import Outcome
from wardoffice.language import text
from wardoffice.office.doctor_line import LookAtCertificate, certificate_finding


def check_mailbox(
    endpoint: Endpoint, look_at_certificate: LookAtCertificate, clock: Clock, cancelled: Cancelled
) -> Iterator[Finding]:
    """Whether we can sign in; nothing is read, and no mail is touched."""
    name = endpoint.address.name
    if endpoint.tls is not None:
        seen = look_at_certificate(*endpoint.tls, cancelled)
        if seen is not None:
            yield certificate_finding("mailbox", endpoint.tls[0], seen, clock())
    told = endpoint.look(cancelled)
    if told.outcome is Outcome.UP:
        yield ok(
            "mailbox",
            text("Signed in as {name} in {time} ms.", name=name, time=f"{told.milliseconds or 0:,}"),
        )
    else:
        yield problem("mailbox", text("The mailbox {name}: {trouble}", name=name, trouble=told.trouble))


def check_portal(
    endpoint: Endpoint, look_at_certificate: LookAtCertificate, clock: Clock, cancelled: Cancelled
) -> Iterator[Finding]:
    """Whether the portal answers, and how fresh it is. The office works without it."""
    now = clock()
    if endpoint.tls is not None:
        seen = look_at_certificate(*endpoint.tls, cancelled)
        if seen is not None:
            yield certificate_finding("portal", endpoint.tls[0], seen, now)
    told = endpoint.look(cancelled)
    name = endpoint.address.name
    if told.outcome is not Outcome.UP:
        yield warning(
            "portal",
            text("{name}: {trouble}", name=name, trouble=told.trouble),
            text("Nothing depends on it but the year before; 311 itself is read all the same."),
        )
        return
    age = (
        text("the newest row {hours:,} h old", hours=int((now - told.newest_at).total_seconds() // 3600))
        if told.newest_at is not None
        else text("without a row that has a time")
    )
    time = f"{told.milliseconds or 0:,}"
    yield ok("portal", text("{name} answers in {time} ms, {age}.", name=name, time=time, age=age))
