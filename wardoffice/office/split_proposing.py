"""Proposes how a message that tells of several problems may be split: words, places, types and photos."""

from collections.abc import Callable, Sequence
from functools import cache, partial

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.pictures import Rank
from wardoffice.domain.service_families import Habit, ServiceFamilies, learn
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import MOST_PARTS, SplitProposal, Telling, deal_photos
from wardoffice.language import plural, text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.store.service_types import service_types
from wardoffice.store.store import Store
from wardoffice.store.type_choices import types_chosen

_LEAST_PARTS = 2
_MOST_NAMED = 3


class SplitProposing:
    """Reads proposals; a person takes one, changes it, or leaves it (P5)."""

    def __init__(
        self, store: Store, problems: ProblemsTold, families: ServiceFamilies, cases: CasePane
    ) -> None:
        self._store = store
        self._problems = problems
        self._families = families
        self._cases = cases

    def propose(self, actor: Actor, case_id: int) -> tuple[SplitProposal, ...]:
        """For each request of this problem that was not split yet, how it may be; most need no split."""
        require(actor, Doing.LOOK)
        view = self._cases.show(actor, case_id)
        whole = {each.message_id for each in view.messages if len(each.requests) == 1}
        asked = [each for each in view.requests if each.message_id in whole]
        if not asked:
            return ()
        with self._store.reading() as session:
            types, habits = service_types(session), learn(types_chosen(session))
        # Twenty people who sent one letter said the same: it is read once.
        read = cache(partial(self._read, code_of=partial(self._code, types, habits)))
        found = (
            self._proposal(each.request_id, *read(each.description), _photos(view, each.message_id))
            for each in asked
        )
        return tuple(each for each in found if each is not None)

    def _read(self, said: str, code_of: Callable[[str], str]) -> tuple[tuple[Telling, ...], str]:
        """The parts that are proposed of a text, and the sentences on what is in none of them."""
        parts = self._problems.parts(said, code_of)
        shown, cut = parts[:MOST_PARTS], parts[MOST_PARTS:]
        if len(shown) < _LEAST_PARTS:
            return shown, ""
        kept = set(self._problems.addresses("\n\n".join(each.words for each in parts)))
        kept.update(each.address for each in parts)
        left = [each for each in self._problems.addresses(said) if each not in kept]
        return shown, _what_is_left(cut, left)

    @staticmethod
    def _proposal(
        request_id: int, parts: Sequence[Telling], left: str, photos: Sequence[AttachmentView]
    ) -> SplitProposal | None:
        if len(parts) < _LEAST_PARTS:
            return None
        dealt = deal_photos([(each.attachment_id, each.point) for each in photos], parts)
        return SplitProposal(
            request_id,
            tuple(
                SplitPart(part.words, part.address, part.service_code, shown)
                for part, shown in zip(parts, dealt, strict=True)
            ),
            " ".join(filter(None, (_what_it_tells(parts), left))),
        )

    def _code(self, types: Sequence[ServiceType], habits: dict[str, Habit], words: str) -> str:
        suggested = self._families.suggest(words, types, habits, most=1)
        return suggested[0].type.code if suggested else ""


def _photos(view: CaseView, message_id: int | None) -> list[AttachmentView]:
    return [each for each in view.attachments if each.rank is Rank.PHOTO and each.message_id == message_id]


def _what_it_tells(parts: Sequence[Telling]) -> str:
    places = len({each.address for each in parts if each.address})
    kinds = len({each.family for each in parts if each.family})
    if not kinds:
        return plural("It tells of {count} place.", "It tells of {count} places.", places)
    return plural(
        "It tells of {count} kind of problem{places}.",
        "It tells of {count} kinds of problems{places}.",
        kinds,
        places=plural(" at {count} place", " at {count} places", places) if places else "",
    )


def _what_is_left(cut: Sequence[Telling], left: Sequence[str]) -> str:
    said = []
    if cut:
        more = plural(
            "{count} more problem is in no part{named}.",
            "{count} more problems are in no part{named}.",
            len(cut),
            named=_named([each.address for each in cut if each.address]),
        )
        said.append(more)
    if left:
        said.append(
            plural(
                "{count} more address is in no part{named}.",
                "{count} more addresses are in no part{named}.",
                len(left),
                named=_named(left),
            )
        )
    return " ".join(said)


def _named(addresses: Sequence[str]) -> str:
    if not addresses:
        return ""
    named = ", ".join(addresses[:_MOST_NAMED])
    if len(addresses) > _MOST_NAMED:
        return text(": {addresses} and others", addresses=named)
    return text(": {addresses}", addresses=named)
