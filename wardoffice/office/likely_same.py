"""Weighs which cases may be the same problem as one: by place, time, words and people, and by what names it.

That is a picture that came with both, the letter of a campaign, or a number that somebody wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardoffice.domain.duplicates import NEXT_DOOR_METRES, Likeness
from wardoffice.domain.named_numbers import with_number
from wardoffice.domain.same_letters import with_letter
from wardoffice.domain.same_pictures import with_picture
from wardoffice.domain.tellings import CORNER_METRES, NEAR_METRES, Telling
from wardoffice.office.comparing import Comparing
from wardoffice.store.duplicate_reading import Looking, Reach, Told, around, named, told_of, with_words
from wardoffice.store.letters import same_letters
from wardoffice.store.named_cases import named_roots
from wardoffice.store.picture_reading import same_pictures
from wardoffice.store.service_types import service_names

MOST = 5
LONGEST_DAYS = 90.0
"""How long after its end a problem may be told again, of the kind that lasts longest."""


@dataclass(frozen=True, slots=True)
class Likely:
    """Another case, and how alike it is."""

    case_id: int
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class LikelySame:
    """Finds them inside a reading of the store."""

    comparing: Comparing

    def of(self, looking: Looking, case_id: int) -> tuple[Likely, ...]:
        """At most five, the likeliest first; none where the actor may not see the case."""
        session, actor = looking.session, looking.actor
        names = service_names(session)
        told = told_of(session, actor, case_id, names)
        if told is None:
            return ()
        mine = self._prepared(told.tellings, names)
        others = self._around(looking, mine, told, names)
        pictures = same_pictures(session, actor, case_id) if told.has_photos else {}
        letters = same_letters(session, actor, case_id) if told.by_people else set()
        said = named_roots(session, case_id)
        apart = (pictures.keys() | letters | said) - {each.case_id for each in others}
        if apart:
            elsewhere = with_words(session, named(session, actor, case_id, apart), names)
            others = (*others, *self._prepared(elsewhere, names))
        best = self._best(mine, others)
        found: list[Likely] = []
        for other in {each.case_id for each in others}:
            likeness = best.get(other)
            if other in letters:
                likeness = with_letter(likeness)
            if other in pictures:
                likeness = with_picture(likeness, pictures[other])
            if other in said:
                likeness = with_number(likeness)
            if likeness is not None:
                found.append(Likely(other, likeness))
        found.sort(key=lambda each: (-each.likeness.weight, each.case_id))
        return tuple(found[:MOST])

    def tellings(self, looking: Looking, case_id: int) -> tuple[tuple[Telling, ...], tuple[Telling, ...]]:
        """What the case tells and what others around it tell, ready to be compared; both may be empty."""
        names = service_names(looking.session)
        told = told_of(looking.session, looking.actor, case_id, names)
        if told is None:
            return (), ()
        mine = self._prepared(told.tellings, names)
        return mine, self._around(looking, mine, told, names)

    def _around(
        self, looking: Looking, mine: Sequence[Telling], told: Told, names: Mapping[str, str]
    ) -> tuple[Telling, ...]:
        metres = max(NEAR_METRES, *(each.metres for each in mine))
        reach = Reach(metres, max(metres, CORNER_METRES), NEXT_DOOR_METRES, LONGEST_DAYS)
        written = [each.address for each in told.tellings]
        near = [
            other
            for other in around(looking.session, looking.actor, mine, reach, written=written)
            if self.comparing.could_be(mine, other, names.get(other.service_code, ""))
        ]
        return self._prepared(with_words(looking.session, near, names), names)

    def _prepared(self, tellings: Sequence[Telling], names: Mapping[str, str]) -> tuple[Telling, ...]:
        return tuple(self.comparing.prepared(each, names.get(each.service_code, "")) for each in tellings)

    def _best(self, mine: Sequence[Telling], others: Sequence[Telling]) -> dict[int, Likeness]:
        """By case: the likeliest of what either tells."""
        best: dict[int, Likeness] = {}
        order = self.comparing.word_order((*mine, *others))
        for other in others:
            for one in mine:
                likeness = self.comparing.compare(one, other, order)
                known = best.get(other.case_id)
                if likeness is not None and (known is None or likeness.weight > known.weight):
                    best[other.case_id] = likeness
        return best
