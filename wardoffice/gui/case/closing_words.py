"""What a closing of the city means, in plain words; never "done" where the city did not say so."""

from collections.abc import Iterator
from datetime import timedelta

from wardoffice.domain.case_view import CityView
from wardoffice.domain.closing_view import ChainEnd, ChainLink, DuplicateChain, FollowOnView
from wardoffice.domain.closings import ClosingKind, CrewSign, ReadFrom
from wardoffice.domain.service_requests import CityStatus
from wardoffice.gui.widgets.badge import Tone
from wardoffice.language import plural, text


def status_badge(record: CityView) -> tuple[str, Tone]:
    """How it stands at the city, in words that cannot be taken for ours."""
    closing = record.closing
    if record.status is CityStatus.UNKNOWN:
        return text("Status not clear"), Tone.WAITING
    if closing.kind is ClosingKind.REOPENED:
        return text("Opened again by the city"), Tone.ACCENT
    if record.status is CityStatus.OPEN:
        return text("Open at the city"), Tone.ACCENT
    if closing.still_open and closing.chain is not None:
        return text("Counted into an open request"), Tone.WAITING
    if closing.still_open:
        return text("Closed, but goes on elsewhere"), Tone.WAITING
    return text("Closed by the city"), Tone.CHECK


def closing_sentences(record: CityView) -> tuple[str, ...]:
    """What the closing means, and what it hangs on; nothing for a request that was never closed."""
    return tuple(_sentences(record))


def kind_words(kind: ClosingKind) -> str:
    """A closing in a few words, for the middle of a line: "nothing found"."""
    words = {
        ClosingKind.OPEN: text("open"),
        ClosingKind.REOPENED: text("opened again"),
        ClosingKind.WORK_DONE: text("the city says the work was done"),
        ClosingKind.DUPLICATE: text("counted into another request"),
        ClosingKind.TRANSFERRED: text("passed on"),
        ClosingKind.NOTHING_FOUND: text("nothing found to do"),
        ClosingKind.CANCELED: text("canceled"),
        ClosingKind.WITHIN_MINUTES: text("closed within minutes"),
        ClosingKind.NO_REASON: text("no reason told"),
    }
    return words[kind]


def link_words(link: ChainLink) -> str:
    """One request of a chain: "SR26-00000001 (Alley Light Out, still open)"."""
    stands = _standing(link)
    if not link.service_name:
        return text("{number} ({stands})", number=link.number, stands=stands)
    return text("{number} ({type}, {stands})", number=link.number, type=link.service_name, stands=stands)


def _standing(link: ChainLink) -> str:
    if link.status is not CityStatus.CLOSED:
        return text("still open")
    if link.still_open and link.closing is not ClosingKind.DUPLICATE:
        return text("closed, but goes on elsewhere")
    return kind_words(link.closing)


def follow_on_words(follow_on: FollowOnView) -> str:
    """One request the city made of this one: "Restore Pavement SR26-00000001 at CDOT, still open"."""
    parts = (follow_on.service_name, follow_on.number)
    what = " ".join(each for each in parts if each) or text("another request")
    if follow_on.agency:
        what = text("{what} at {agency}", what=what, agency=follow_on.agency)
    if follow_on.closed:
        return text("{what}, closed", what=what)
    return text("{what}, still open", what=what)


def _sentences(record: CityView) -> Iterator[str]:
    view = record.closing
    if view.kind is ClosingKind.REOPENED:
        yield text("The city closed it once and opened it again.")
    if view.kind.is_closed:
        yield _meaning(record)
        if view.closing.crew:
            yield text("A crew wrote this down for its own work; no resident asked for it.")
            yield from _crew_words(record)
        if view.closing.read_from is ReadFrom.NOTE:
            yield text("It says: “{said}”", said=view.closing.said)
        if view.kind is not ClosingKind.TRANSFERRED and view.open_follow_ons:
            yield text("It is not over: what the city made of it is still open.")
    if view.part_of:
        yield text("It is part of {number}.", number=view.part_of)


def _crew_words(record: CityView) -> Iterator[str]:
    """Why it is taken for a crew's own."""
    if record.closing.closing.crew_sign is CrewSign.CHANNEL:
        yield text("It came as “{way}” and was closed within a day.", way=record.channel)
    elif record.closing.closing.crew_sign is CrewSign.DEPARTMENT:
        yield text("{department} made it itself and closed it within a day.", department=record.agency)


def _meaning(record: CityView) -> str:
    view = record.closing
    if view.chain is not None:
        return _duplicate_words(view.chain)
    if view.kind is ClosingKind.TRANSFERRED:
        return _transfer_words(record)
    if view.kind is ClosingKind.WITHIN_MINUTES:
        return _quick_words(view.closing.lasted)
    plain = {
        ClosingKind.WORK_DONE: text("The city says the work was done."),
        ClosingKind.NOTHING_FOUND: text("The city says it found no work to do."),
        ClosingKind.CANCELED: text("The city canceled it; no work was done."),
    }
    return plain.get(view.kind, text("The city closed it and told no reason."))


def _duplicate_words(chain: DuplicateChain) -> str:
    root = chain.root
    if chain.end is ChainEnd.UNNAMED:
        return text("The city closed it as a duplicate and does not say of which request.")
    if chain.end is ChainEnd.CIRCLE:
        return text(
            "The city closed it as a duplicate in a circle: it leads back to {number}.", number=chain.missing
        )
    if root is None and not chain.links:
        return text(
            "The city closed it as a duplicate of {number}, which is not here: it may lie in another ward.",
            number=chain.missing,
        )
    if root is None:
        return text(
            "The city closed it as a duplicate of {next}, and that leads to {number}, which is not here: it"
            " may lie in another ward.",
            next=link_words(chain.links[0]),
            number=chain.missing,
        )
    if len(chain.links) == 1:
        return text("The city closed it as a duplicate of {root}.", root=link_words(root))
    return text(
        "The city closed it as a duplicate of {next}, and that leads to {root}.",
        next=chain.links[0].number,
        root=link_words(root),
    )


def _transfer_words(record: CityView) -> str:
    view = record.closing
    waiting = view.open_follow_ons
    agencies = tuple(dict.fromkeys(each.agency for each in waiting or view.follow_ons if each.agency))
    to = ", ".join(agencies)
    if not to:
        return text("The city passed it on.")
    if waiting:
        return text("The city passed it on to {agency}, where it is still open.", agency=to)
    return text("The city passed it on to {agency}, which closed its part.", agency=to)


def _quick_words(lasted: timedelta | None) -> str:
    minutes = int((lasted or timedelta()) / timedelta(minutes=1))
    if minutes < 1:
        return text("Closed less than a minute after it was opened: often nobody has been there.")
    return plural(
        "Closed {count} minute after it was opened: often nobody has been there.",
        "Closed {count} minutes after it was opened: often nobody has been there.",
        minutes,
    )
