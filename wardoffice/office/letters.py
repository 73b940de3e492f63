"""Letters on paper: printed in one go, and an answer only once a person says that they were posted (P6)."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.paper_letters import WaitingLetter
from wardoffice.domain.printing import PrintedPage
from wardoffice.language import text
from wardoffice.office.answering import log_answers
from wardoffice.office.letter_values import date_words
from wardoffice.office.printing import Letterhead, filled
from wardoffice.store.paper_letters import lock_letters, promises_of, waiting_letters
from wardoffice.store.store import Store
from wardoffice.store.tables import Letter
from wardoffice.store.unit_of_work import UnitOfWork
from wardoffice.store.ward_offices import ward_office
from wardoffice.system.folders import replace_file

Draw = Callable[[PrintedPage], bytes]

_ZIP = re.compile(r"\d{5}(-\d{4})?")
_STATE = re.compile(r"[A-Za-z]{2}\.?|Illinois", re.IGNORECASE)
_STATE_AND_ZIP = re.compile(rf"({_STATE.pattern}) +{_ZIP.pattern}", re.IGNORECASE)
_TITLED = re.compile(r"ald(\.|erman\b|erwoman\b|erperson\b)", re.IGNORECASE)
_NOBODY = frozenset({"", "vacant", "none", "tbd"})
_AFTER_NAMES = re.compile(r"(jr|sr|ii|iii|iv)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes, below the office's name.

    The holder is called by ``title``, as the settings write it, and the name in the list of ward offices.
    """

    ward: int
    title: str
    phone: str
    email: str


class Letters:
    """The letters of an office; ``draw`` makes a PDF of a page."""

    def __init__(self, store: Store, draw: Draw, letterhead: Letterhead, sender: Sender) -> None:
        self._store = store
        self._draw = draw
        self._letterhead = letterhead
        self._sender = sender

    def waiting(self, actor: Actor) -> tuple[WaitingLetter, ...]:
        """Those that nobody posted yet, the oldest first."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return waiting_letters(session, actor)

    def page(self, actor: Actor, letter_ids: Collection[int]) -> PrintedPage:
        """These letters, each on a page of its own; raises CannotDoError where one waits no longer."""
        require(actor, Doing.ANSWER)
        head = self._letterhead
        letters = [
            {
                "name": each.name,
                "address": address_lines(each.address),
                "date": date_words(head.clock(), each.language, head.zone),
                "subject": each.subject,
                "paragraphs": _paragraphs(each.body),
                "number": each.case_number,
            }
            for each in self._these(actor, letter_ids)
        ]
        words = {"office": head.office_name, "sender": self._sent_by(), "letters": letters}
        return PrintedPage(text("Letters"), filled("letters.html", words))

    def print_letters(self, actor: Actor, letter_ids: Collection[int], path: Path) -> Path:
        """Write them as one PDF. Raises OSError where it cannot be written."""
        replace_file(path, self._draw(self.page(actor, letter_ids)))
        return path

    def posted(self, actor: Actor, letter_ids: Collection[int]) -> Changes:
        """They went to the post: each is an answer now, and settles what was owed."""
        require(actor, Doing.ANSWER)
        with self._store.unit_of_work(actor, ActionKind.ANSWER, count=len(letter_ids)) as work:
            for each in _locked(work, actor, letter_ids):
                work.session.get_one(Letter, each.letter_id).posted_at = work.now
                log_answers(work, work.root(each.case_id), [each.contact_id], AnswerWay.LETTER, each.body)
        return work.changes

    def withdraw(self, actor: Actor, letter_ids: Collection[int]) -> Changes:
        """They are not posted after all: no letter is promised any more, and the answers stay owed."""
        require(actor, Doing.ANSWER)
        with self._store.unit_of_work(actor, ActionKind.LETTER_BACK, count=len(letter_ids)) as work:
            for each in _locked(work, actor, letter_ids):
                letter = work.session.get_one(Letter, each.letter_id)
                letter.withdrawn_at = work.now
                for promise in promises_of(work.session, letter):
                    promise.withdrawn_at = work.now
        return work.changes

    def _sent_by(self) -> tuple[str, ...]:
        sender = self._sender
        with self._store.reading() as session:
            holder = holder_words(sender.title, ward_office(session, sender.ward).name)
        return tuple(line for line in (holder, sender.phone, sender.email) if line)

    def _these(self, actor: Actor, letter_ids: Collection[int]) -> tuple[WaitingLetter, ...]:
        with self._store.reading() as session:
            found = waiting_letters(session, actor, letter_ids)
        _require_all(found, letter_ids)
        return found


def _locked(work: UnitOfWork, actor: Actor, letter_ids: Collection[int]) -> tuple[WaitingLetter, ...]:
    """These letters as they stand now: two desks may have the same in front of them."""
    lock_letters(work.session, letter_ids)
    found = waiting_letters(work.session, actor, letter_ids)
    _require_all(found, letter_ids)
    return found


def _require_all(found: Sequence[WaitingLetter], letter_ids: Collection[int]) -> None:
    if not found or len(found) != len(set(letter_ids)):
        raise CannotDoError(
            text("A letter is no longer waiting."),
            text("Nothing was changed."),
            text("Somebody posted it or took it back: look at the list again."),
        )


def holder_words(title: str, listed: str) -> str:
    """Who holds the office, by title and name; "" for nobody. Lists give the last name first, or do not."""
    listed = listed.strip(" ,")
    if listed.casefold() in _NOBODY:
        return ""
    *above, first = [part.strip() for part in listed.split(",")]
    name = listed if _AFTER_NAMES.fullmatch(first) else " ".join([first, *above])
    if not name or _TITLED.match(name):
        return name
    return {
        "alderman": text("Alderman {name}", name=name),
        "alderwoman": text("Alderwoman {name}", name=name),
        "alderperson": text("Alderperson {name}", name=name),
    }[title]


def address_lines(address: str) -> list[str]:
    """An address typed on one line as an envelope has it: city, state and ZIP together on the last line.

    United States Postal Service, Publication 28, section 211.
    """
    *above, last = [part.strip() for part in address.split(",") if part.strip()] or [""]
    if above and _ZIP.fullmatch(last) and _STATE.fullmatch(above[-1]):
        last = f"{above.pop()} {last}"
    if above and _STATE_AND_ZIP.fullmatch(last):
        last = f"{above.pop()}, {last}"
    elif above and _ZIP.fullmatch(last):
        last = f"{above.pop()} {last}"
    return [*above, last] if last else []


def _paragraphs(body: str) -> list[list[str]]:
    blocks = "\n".join(line.rstrip() for line in body.strip().splitlines()).split("\n\n")
    return [block.strip("\n").splitlines() for block in blocks if block.strip()]
