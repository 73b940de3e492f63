"""Tries what a city file says of the city's data portal: its requests, its ward field, its maps and offices.

One row of each data set is asked for (SODA 2.1, https://dev.socrata.com/docs/queries/), and nothing is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from wardoffice.domain.errors import CityAnswerError, CityRefusedError, UnreadableError
from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Cancelled, Clock
from wardoffice.language import text
from wardoffice.office.city_findings import reason_of
from wardoffice.office.doctor_line import LookAtCertificate, line_findings
from wardoffice.office.ward_office_list import read_portal_offices
from wardoffice.open311.cities import CityProfile
from wardoffice.open311.context import WireContext
from wardoffice.open311.portal_profile import PortalProfile, WardsProfile
from wardoffice.open311.portal_rows import read_rows
from wardoffice.open311.probing import ask_newest_row
from wardoffice.open311.questions import Questions

CHECK = "portal"
_OK = 200
_ONE = {"$limit": "1"}

ReadMap = Callable[[Path], Mapping[int, object]]
"""Reads a file of ward areas, by ward; raises UnreadableError."""


class PortalCheck:
    """Asks the portal of one city's file; ``read_map`` reads its ward maps."""

    def __init__(
        self,
        profile: CityProfile,
        portal: PortalProfile,
        clock: Clock,
        look_at_certificate: LookAtCertificate,
        read_map: ReadMap,
    ) -> None:
        self._profile = profile
        self._portal = portal
        self._clock = clock
        self._look_at_certificate = look_at_certificate
        self._read_map = read_map

    def __call__(self, cancelled: Cancelled) -> Iterator[Finding]:
        """Everything that was found; where the portal does not answer at all, only that."""
        address = self._portal.base_url
        yield from line_findings(CHECK, address, self._look_at_certificate, cancelled, self._clock())
        questions = Questions(self._profile, None, self._clock, cancelled)
        try:
            reply = ask_newest_row(questions, self._portal)
            if reply.status is None:
                yield problem(
                    CHECK,
                    text(
                        "Its data portal does not answer at {url}: {reason}",
                        url=address,
                        reason=reason_of(reply),
                    ),
                    text("Check portal.base_url in the city file, and this computer's network."),
                )
                return
            if reply.value is None or not reply.value.rows:
                reason = reason_of(reply) if reply.value is None else text("it holds no request we can use")
                yield self._no_requests(reason)
            else:
                yield ok(CHECK, text("Its data portal answers in {time} ms.", time=f"{reply.milliseconds:,}"))
                yield self._ward_field(questions)
            if self._portal.wards is not None:
                yield from self._wards(questions, self._portal.wards)
        finally:
            questions.close()

    def _no_requests(self, reason: str) -> Finding:
        dataset = self._portal.dataset
        return problem(
            CHECK,
            text("Data set {id} gives no requests: {reason}", id=dataset, reason=reason),
            text("Check portal.dataset in the city file."),
        )

    def _ward_field(self, questions: Questions) -> Finding:
        """Whether a ward's rows can be asked for, in the very words of the reading."""
        wards, field = self._portal.wards, self._portal.ward_field
        ward = wards.first if wards is not None else 1
        reply = questions.at(
            f"{self._portal.url}.json",
            {"$where": f"{field} = '{ward}'", **_ONE},
            lambda body, _kind, context, status: read_rows(body, status, context),
        )
        if reply.value is None:
            return problem(
                CHECK,
                text(
                    "It cannot be asked for the requests of one ward by {field}: {reason}",
                    field=field,
                    reason=reason_of(reply),
                ),
                text("Check portal.ward_field in the city file."),
            )
        if not reply.value.records:
            return warning(
                CHECK,
                text("It holds no request with {field} {ward}.", field=field, ward=ward),
                text("Check portal.ward_field in the city file."),
            )
        return ok(CHECK, text("It can be asked for one ward by {field}.", field=field))

    def _wards(self, questions: Questions, wards: WardsProfile) -> Iterator[Finding]:
        for each in wards.maps:
            reply = questions.at(
                f"{self._portal.base_url}/resource/{each.dataset}.geojson", _ONE, self._areas
            )
            if reply.value is None:
                yield problem(
                    CHECK,
                    text(
                        "Data set {id} is no map of wards: {reason}", id=each.dataset, reason=reason_of(reply)
                    ),
                    text("Check portal.wards.maps in the city file."),
                )
            else:
                yield ok(CHECK, text("Data set {id} is a map of wards.", id=each.dataset))
        if not wards.offices:
            return
        listed = questions.at(f"{self._portal.base_url}/resource/{wards.offices}.json", _ONE, _offices)
        if listed.value is None:
            yield problem(
                CHECK,
                text(
                    "Data set {id} is no list of ward offices: {reason}",
                    id=wards.offices,
                    reason=reason_of(listed),
                ),
                text("Check portal.wards.offices in the city file."),
            )
        else:
            yield ok(CHECK, text("Data set {id} lists ward offices.", id=wards.offices))

    def _areas(self, body: bytes, _kind: str, _context: WireContext, status: int) -> int:
        """How many wards a map tells."""
        _refuse(status)
        with TemporaryDirectory() as scratch:
            path = Path(scratch) / "wards.geojson"
            path.write_bytes(body)
            try:
                return len(self._read_map(path))
            except UnreadableError as trouble:
                raise CityAnswerError(trouble.happened) from trouble


def _offices(body: bytes, _kind: str, _context: WireContext, status: int) -> int:
    """How many offices a list tells."""
    _refuse(status)
    try:
        return len(read_portal_offices(body))
    except UnreadableError as trouble:
        raise CityAnswerError(trouble.happened) from trouble


def _refuse(status: int) -> None:
    if status != _OK:
        raise CityRefusedError(text("the city's data portal refused it"), status)
