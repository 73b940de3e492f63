"""Imports files by hand: mails (.eml, .msg, .mbox), Open311 answers (JSON, XML), tables (CSV), wards.

Every file gets an outcome; one that cannot be read is named, and the others go in (P8).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum, unique
from pathlib import Path
from typing import Any

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.books import LedgerState
from wardoffice.domain.errors import CancelledError, CityError, UnreadableError, WardOfficeError
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.domain.service_requests import RequestPage
from wardoffice.geo.street_files import holds_streets
from wardoffice.language import plural, text
from wardoffice.mail.mbox import mails_in_mbox
from wardoffice.office.city_sync import CityFiling, Tally
from wardoffice.office.mail_intake import MailReading, Understood
from wardoffice.office.streets import Streets
from wardoffice.office.table_import import TableImport, lists_requests
from wardoffice.office.ward_download import WardBoundaries
from wardoffice.office.ward_office_list import WardOfficeList, is_ward_offices, read_ward_offices
from wardoffice.open311.portal_columns import header_of
from wardoffice.store.ledger import WaitingMail, book_file, keep_raw
from wardoffice.store.store import Store

_LARGEST_ANSWER = 50 * 1024 * 1024
_BEGINNING = 1024


@unique
class Outcome(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    KNOWN = "known"
    QUARANTINED = "quarantined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """One line of the report: ``requests`` and ``attachments`` count what is new from this file."""

    file: str
    kind: str
    outcome: Outcome
    requests: int = 0
    attachments: int = 0
    message: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of every file."""

    files: tuple[ImportedFile, ...]

    @property
    def ok(self) -> bool:
        """Whether every file went in or was known."""
        return all(each.outcome in {Outcome.IMPORTED, Outcome.KNOWN} for each in self.files)

    def sentences(self) -> tuple[str, ...]:
        """The report as people read it, a line a file."""
        return tuple(
            text(
                "{file}: {outcome}. {message}",
                file=each.file,
                outcome=text(each.outcome.value),
                message=each.message,
            )
            for each in self.files
        )

    def as_dict(self) -> dict[str, Any]:
        """The report as ``import --json`` prints it."""
        outcomes = Counter(each.outcome.value for each in self.files)
        return {
            "files": [asdict(each) for each in self.files],
            "totals": {
                **{outcome.value: outcomes[outcome.value] for outcome in Outcome},
                "files": len(self.files),
                "requests": sum(each.requests for each in self.files),
                "attachments": sum(each.attachments for each in self.files),
            },
        }


@dataclass(frozen=True, slots=True)
class AnswerReading:
    """How saved answers of ``city`` are read: ``read`` takes a body and its media type."""

    city: str
    read: Callable[[bytes, str], RequestPage]


@dataclass(frozen=True, slots=True)
class WardFiles:
    """Who takes in maps of wards and of streets, and lists of ward offices."""

    boundaries: WardBoundaries
    offices: WardOfficeList
    streets: Streets


class Importing:
    """The import of files."""

    def __init__(
        self,
        store: Store,
        mails: MailReading,
        cities: CityFiling,
        answers: AnswerReading,
        tables: TableImport,
        *,
        wards: WardFiles,
    ) -> None:
        self._store = store
        self._mails = mails
        self._cities = cities
        self._answers = answers
        self._tables = tables
        self._wards = wards

    def import_files(
        self,
        actor: Actor,
        paths: Sequence[Path],
        progress: Progress,
        cancelled: Cancelled,
        *,
        since: date | None = None,
    ) -> ImportReport:
        """Import these files, whatever each turns out to be; raises CancelledError when stopped.

        ``since`` is the day that a map of wards among them came into force.
        """
        require(actor, Doing.IMPORT)
        lines = []
        for done, path in enumerate(paths):
            progress(done, len(paths))
            if cancelled():
                raise CancelledError
            lines.append(self._import_file(actor, path, cancelled, since))
        progress(len(paths), len(paths))
        return ImportReport(tuple(lines))

    def _import_file(
        self, actor: Actor, path: Path, cancelled: Cancelled, since: date | None
    ) -> ImportedFile:
        kind = path.suffix.lower().lstrip(".")
        try:
            return self._import_kind(actor, path, kind, cancelled, since)
        except CancelledError:
            raise
        except WardOfficeError as error:
            return ImportedFile(str(path), kind, Outcome.REFUSED, message=str(error))
        except OSError as error:
            return ImportedFile(
                str(path),
                kind,
                Outcome.REFUSED,
                message=text("The file cannot be opened: {reason}.", reason=error.strerror or error),
            )

    def _import_kind(
        self, actor: Actor, path: Path, kind: str, cancelled: Cancelled, since: date | None
    ) -> ImportedFile:
        match "geojson" if kind == "json" and _is_map(path) else kind:
            case "eml" | "msg":
                return self._import_mails(path, kind, iter([path.read_bytes()]), cancelled)
            case "mbox":
                return self._import_mails(path, kind, mails_in_mbox(path), cancelled)
            case "json" | "xml":
                return self._import_answer(path, kind)
            case "csv" if _lists_ward_offices(path):
                changes = self._wards.offices.keep(actor, read_ward_offices(path))
                return ImportedFile(str(path), "ward offices", Outcome.IMPORTED, message=changes.label)
            case "csv":
                return self._import_table(path, cancelled)
            case "geojson" | "zip":
                return self._import_map(actor, path, since)
            case _:
                raise UnreadableError(
                    text("{name} is of a kind that cannot be imported.", name=path.name),
                    text("Nothing of it was imported."),
                    text(
                        "Mails (.eml, .msg, .mbox), 311 answers (.json, .xml), tables of the city's requests "
                        "(.csv), wards, streets (.geojson, zipped Shapefile) and ward offices (.csv) can be."
                    ),
                )

    def _import_map(self, actor: Actor, path: Path, since: date | None) -> ImportedFile:
        """Lines are a map of streets, areas one of wards."""
        if holds_streets(path):
            return self._import_streets(actor, path)
        report = self._wards.boundaries.take(actor, path, since)
        return ImportedFile(str(path), "wards", Outcome.IMPORTED, message=" ".join(report.sentences()))

    def _import_streets(self, actor: Actor, path: Path) -> ImportedFile:
        count = self._wards.streets.take(actor, path)
        message = plural(
            "The map draws {count} street now.", "The map draws {count} pieces of streets now.", count
        )
        return ImportedFile(str(path), "streets", Outcome.IMPORTED, message=message)

    def _read_answer(self, path: Path, kind: str) -> RequestPage:
        try:
            return self._answers.read(path.read_bytes(), f"application/{kind}")
        except CityError as error:
            # The reader speaks of a 311 system that answered; here a person chose a file.
            raise UnreadableError(
                text("{name} is no list of 311 requests: {reason}", name=path.name, reason=error.happened),
                text("Nothing of it was imported."),
                text("Choose a saved answer of a GeoReport “requests” call."),
            ) from error

    def _import_answer(self, path: Path, kind: str) -> ImportedFile:
        if path.stat().st_size > _LARGEST_ANSWER:
            raise UnreadableError(
                text("{name} is too large for a saved 311 answer.", name=path.name),
                text("Nothing of it was imported."),
            )
        page = self._read_answer(path, kind)
        tally = Tally()
        self._cities.file(page, tally, saved=True)
        self._cities.settle(self._answers.city, tally)
        counted, new = tally.counted, tally.new
        if page.refusals and not page.requests:
            raise UnreadableError(
                text("{name} holds no service request that can be used.", name=path.name),
                text("Nothing of it was imported."),
                page.refusals[0].reason,
            )
        if page.refusals:
            outcome = Outcome.QUARANTINED
        elif counted["inside"] + counted["place_unknown"] and not new:
            outcome = Outcome.KNOWN
        else:
            outcome = Outcome.IMPORTED
        said = tally.sentence()
        return ImportedFile(str(path), f"open311 {kind}", outcome, requests=new, message=said)

    def _import_table(self, path: Path, cancelled: Cancelled) -> ImportedFile:
        report = self._tables.take(path, cancelled)
        if report.broken:
            outcome = Outcome.QUARANTINED
        else:
            outcome = Outcome.KNOWN if report.known else Outcome.IMPORTED
        return ImportedFile(str(path), report.kind, outcome, requests=report.requests, message=report.message)

    def _import_mails(
        self, path: Path, kind: str, raws: Iterator[bytes], cancelled: Cancelled
    ) -> ImportedFile:
        settled: list[Understood] = []
        for raw in raws:
            kept = self._store.files.keep(raw)
            with self._store.writing() as session:
                ledger_id, uid = book_file(session, path.name, self._store.now())
                keep_raw(session, ledger_id, kept, self._store.now())
            understood = self._mails.settle_all([WaitingMail(ledger_id, uid, kept.sha256)], cancelled)
            settled.append(understood[ledger_id])
        states = Counter(each.state for each in settled)
        if states[LedgerState.UNREADABLE]:
            outcome = Outcome.QUARANTINED
        elif states[LedgerState.IMPORTED] or states[LedgerState.LEFT_ALONE]:
            outcome = Outcome.IMPORTED
        elif settled:
            outcome = Outcome.KNOWN
        else:
            raise UnreadableError(
                text("{name} holds no mail.", name=path.name), text("Nothing of it was imported.")
            )
        return ImportedFile(
            str(path),
            kind,
            outcome,
            requests=sum(each.requests for each in settled),
            attachments=sum(each.files for each in settled),
            message=next((each.reason for each in settled if each.reason), ""),
        )


def _lists_ward_offices(path: Path) -> bool:
    """A table of requests may name wards, addresses and phones too, and is no list of offices."""
    header = header_of(path)
    return is_ward_offices(header) and not lists_requests(header)


def _is_map(path: Path) -> bool:
    """Whether a JSON file begins as GeoJSON (RFC 7946, section 3.3) does: some name their maps .json."""
    with path.open("rb") as file:
        return b'"FeatureCollection"' in file.read(_BEGINNING)
