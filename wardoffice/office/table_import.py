"""Takes in CSV files of service requests: the portal's, told from GeoReport's bulk files by the header."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from wardoffice.domain.errors import CancelledError, UnreadableError
from wardoffice.domain.left_out import LeftOutType, left_out_words
from wardoffice.domain.ports import Cancelled
from wardoffice.domain.service_requests import RequestPage, ServiceRequest
from wardoffice.language import plural, text
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.office.portal_import import PortalImport, PortalReport
from wardoffice.open311.bulk_csv import is_bulk
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.portal_records import complete_from_known
from wardoffice.store.unit_of_work import UnitOfWork

_NAMED = 5


@dataclass(frozen=True, slots=True)
class TableReport:
    """What a table held: ``requests`` are new, ``broken`` rows cannot be used; ``known``: nothing is new."""

    kind: str
    requests: int
    broken: int
    known: bool
    message: str


def lists_requests(header: Sequence[str]) -> bool:
    """Whether a CSV with this first row is a table of service requests that can be taken in."""
    return portal_columns(header) is not None or is_bulk(header)


class TableImport:
    """The import of CSV files; ``read_bulk`` reads the pages of a bulk file of ``city``."""

    def __init__(
        self,
        portal: PortalImport,
        filing: CityFiling,
        city: str,
        read_bulk: Callable[[Path], Iterator[RequestPage]],
    ) -> None:
        self._portal = portal
        self._filing = filing
        self._city = city
        self._read_bulk = read_bulk

    def take(self, path: Path, cancelled: Cancelled) -> TableReport:
        """Take a CSV in. Raises UnreadableError for any other table, and what either reading raises."""
        header = header_of(path)
        columns = portal_columns(header)
        if columns is not None:
            report = self._portal.take_csv(path, columns, cancelled)
            return _of_portal(report, self._filing.left_out.types)
        if is_bulk(header):
            return self._take_bulk(path, cancelled)
        raise UnreadableError(
            text("{name} is no table of service requests.", name=path.name),
            text("Nothing of it was imported."),
            text("The city portal's CSV and GeoReport's bulk CSV can be, with their first row of names."),
        )

    def _take_bulk(self, path: Path, cancelled: Cancelled) -> TableReport:
        def prepare(work: UnitOfWork, some: Sequence[ServiceRequest]) -> Sequence[ServiceRequest]:
            return complete_from_known(work.session, some, any_columns=True)

        tally = Tally()
        reasons: list[str] = []
        for page in self._read_bulk(path):
            if cancelled():
                raise CancelledError
            self._filing.file(page, tally, prepare=prepare)
            reasons += [each.reason for each in page.refusals[: _NAMED - len(reasons)]]
        self._filing.settle(self._city, tally)
        counted = tally.counted
        if counted["received"] == counted["refused"]:
            raise UnreadableError(
                text("{name} holds no service request that can be used.", name=path.name),
                text("Nothing of it was imported."),
                reasons[0] if reasons else "",
            )
        said = tally.sentence()
        return TableReport(
            kind="open311 csv",
            requests=tally.new,
            broken=counted["refused"],
            known=bool(counted["inside"] + counted["place_unknown"]) and not tally.new,
            message=" ".join([said, *reasons]),
        )


def _of_portal(report: PortalReport, types: Sequence[LeftOutType]) -> TableReport:
    if report.known:
        message = text("This file was taken in before; nothing of it is new.")
        return TableReport("portal csv", 0, 0, known=True, message=message)
    parts = [
        text(
            "Requests of the whole city: {rows:,}, of them {inside:,} in the ward, {outside:,} outside, "
            "{unknown:,} without a place, {left_out:,} left out ({here:,} of them in the ward).",
            rows=report.rows,
            inside=report.inside,
            outside=report.outside,
            unknown=report.place_unknown,
            left_out=sum(report.left_out.values()),
            here=report.left_out_here,
        )
    ]
    if said := left_out_words(report.left_out, types):
        parts.append(said)
    if report.broken:
        parts.append(plural("One row cannot be used.", "{count} rows cannot be used.", report.broken))
    if report.lines_not_utf8:
        parts.append(
            plural(
                "One line was written in an older code for letters, and was read as that.",
                "{count:,} lines were written in an older code for letters, and were read as that.",
                report.lines_not_utf8,
            )
        )
    if report.without_date:
        parts.append(plural("One row says no day.", "{count} rows say no day.", report.without_date))
    parts += [
        text("Line {line}: {reason} ({excerpt}).", line=each.line, reason=each.reason, excerpt=each.excerpt)
        if each.line
        else text("A row has no usable number ({excerpt}).", excerpt=each.excerpt)
        for each in report.examples[:_NAMED]
    ]
    return TableReport("portal csv", report.new, report.broken, known=False, message=" ".join(parts))
