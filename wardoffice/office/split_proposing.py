"""Proposes how a message that tells of several problems may be split: words, places, types and photos."""

from collections.abc import Sequence
from functools import cache, partial

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.pictures import Rank
from wardoffice.domain.service_families import Habit, ServiceFamilies, learn
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.split_proposal import SplitProposal, Telling, deal_photos
from wardoffice.language import plural
from wardoffice.office.case_pane import CasePane
from wardoffice.office.problems_told import ProblemsTold
from wardoffice.store.service_types import service_types
from wardoffice.store.store import Store
from wardoffice.store.type_choices import types_chosen


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
        parts_of = cache(partial(self._problems.parts, code_of=partial(self._code, types, habits)))
        found = (
            self._proposal(each.request_id, parts_of(each.description), _photos(view, each.message_id))
            for each in asked
        )
        return tuple(each for each in found if each is not None)

    @staticmethod
    def _proposal(
        request_id: int, parts: Sequence[Telling], photos: Sequence[AttachmentView]
    ) -> SplitProposal | None:
        if len(parts) < 2:  # noqa: PLR2004 - a split makes two
            return None
        dealt = deal_photos([(each.attachment_id, each.point) for each in photos], parts)
        places = len({each.address for each in parts if each.address})
        kinds = len({each.family for each in parts if each.family})
        reason = plural(
            "It tells of {count} kind of problem{places}.",
            "It tells of {count} kinds of problems{places}.",
            kinds,
            places=plural(" at {count} place", " at {count} places", places) if places else "",
        )
        return SplitProposal(
            request_id,
            tuple(
                SplitPart(part.words, part.address, part.service_code, shown)
                for part, shown in zip(parts, dealt, strict=True)
            ),
            reason,
        )

    def _code(self, types: Sequence[ServiceType], habits: dict[str, Habit], words: str) -> str:
        suggested = self._families.suggest(words, types, habits, most=1)
        return suggested[0].type.code if suggested else ""


def _photos(view: CaseView, message_id: int | None) -> list[AttachmentView]:
    return [each for each in view.attachments if each.rank is Rank.PHOTO and each.message_id == message_id]
