"""Looks at the endpoints the office depends on, and tells how they have been.

A look is a few small questions, asked once each. What looks and what reads never wait for one another.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.errors import SecretsError, SettingsError
from wardoffice.domain.ports import Cancelled, Endpoint
from wardoffice.domain.watching import (
    Certificate,
    EndpointAddress,
    EndpointKind,
    EndpointWatch,
    Outcome,
    Probe,
)
from wardoffice.office.doctor_line import LookAtCertificate
from wardoffice.store.endpoint_watching import endpoint_watch
from wardoffice.store.probes import keep_probe, last_certificate, last_probe, thin_probes
from wardoffice.store.store import Store

_JUST_NOW = timedelta(seconds=50)
_AFTER_REFUSAL = timedelta(hours=1)
_CERTIFICATE_EVERY = timedelta(hours=6)


class Watching:
    """Looks at ``endpoints``, and shows what was seen by the calendar of the city's ``zone``."""

    def __init__(
        self, store: Store, endpoints: Sequence[Endpoint], zone: ZoneInfo, certificate: LookAtCertificate
    ) -> None:
        self._store = store
        self._endpoints = tuple(endpoints)
        self._zone = zone
        self._certificate = certificate

    def probe(self, actor: Actor, cancelled: Cancelled, *, asked: bool = False) -> tuple[Probe, ...]:
        """Look at each endpoint whose turn it is, or at all where a person ``asked``; raises CancelledError.

        One that was looked at just now, by whatever program, is passed over. So is a mailbox that refused us
        within the hour: some lock an account after a few wrong passwords.
        """
        require(actor, Doing.LOOK)
        seen = []
        for endpoint in self._endpoints:
            if asked or self._is_due(endpoint.address):
                try:
                    seen.append(self._look(endpoint, cancelled, asked=asked))
                except (SecretsError, SettingsError):
                    # Without what signs us in nothing is asked: unknown, and the sync tells why.
                    continue
        return tuple(seen)

    def endpoints(self, actor: Actor) -> tuple[EndpointWatch, ...]:
        """How each endpoint has been, in the order it was set up."""
        require(actor, Doing.LOOK)
        now = self._store.now()
        with self._store.reading() as session:
            return tuple(
                endpoint_watch(session, endpoint.address, self._zone, now) for endpoint in self._endpoints
            )

    def _is_due(self, address: EndpointAddress) -> bool:
        with self._store.reading() as session:
            last = last_probe(session, address.key)
        if last is None:
            return True
        refused = address.kind is EndpointKind.MAIL and last.answered.outcome is Outcome.ERRORS
        return self._store.now() - last.at >= (_AFTER_REFUSAL if refused else _JUST_NOW)

    def _look(self, endpoint: Endpoint, cancelled: Cancelled, *, asked: bool) -> Probe:
        address = endpoint.address
        at = self._store.now()
        answered = endpoint.look(cancelled)
        certificate = self._certificate_of(endpoint, at, cancelled, asked=asked)
        probe = Probe(address.key, at, answered, certificate)
        with self._store.writing() as session:
            keep_probe(session, probe)
            thin_probes(session, address.key, self._zone, self._store.now())
        return probe

    def _certificate_of(
        self, endpoint: Endpoint, now: datetime, cancelled: Cancelled, *, asked: bool
    ) -> Certificate | None:
        if endpoint.tls is None:
            return None
        with self._store.reading() as session:
            known = last_certificate(session, endpoint.address.key)
        if known is not None and known[1].trusted and not asked and now - known[0] < _CERTIFICATE_EVERY:
            return None
        return self._certificate(*endpoint.tls, cancelled)
