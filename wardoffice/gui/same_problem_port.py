"""What the window asks of the office to put problems together, pull them apart, and part what came at once.

Every call may raise a WardOfficeError and belongs on a lane.
"""

from collections.abc import Collection, Sequence
from typing import Protocol

from wardoffice.domain.actor import Actor
from wardoffice.domain.case_view import Suggestion
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.merging import Added, AddedSince
from wardoffice.domain.split_proposal import SplitProposal


class Merging(Protocol):
    """Putting cases together and pulling them apart."""

    def merge(self, actor: Actor, case_ids: Sequence[int], root_id: int | None = None) -> Changes:
        """Put cases together into one of them."""
        ...

    def make_root(self, actor: Actor, case_id: int) -> Changes:
        """Let an absorbed case stand for all in place of the root."""
        ...

    def added_since(self, actor: Actor, case_id: int) -> tuple[AddedSince, ...]:
        """What came to the root since an absorbed case was put into it."""
        ...

    def unmerge(
        self, actor: Actor, case_id: int, *, finish_too: bool = False, bring: Sequence[Added] = ()
    ) -> Changes:
        """Pull an absorbed case out again; ``finish_too`` finishes it like its root, ``bring`` goes along."""
        ...


class Matching(Protocol):
    """Suggested duplicates, and what a person says of them."""

    def suggest(self, actor: Actor, case_id: int) -> tuple[Suggestion, ...]:
        """Cases that may be the same problem."""
        ...

    def not_same(self, actor: Actor, case_id: int, other_id: int) -> Changes:
        """Remember for good that two cases are two problems."""
        ...

    def said_not_same(self, actor: Actor, case_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """The pairs among these, the lower id first, of which somebody said so."""
        ...


class Splitting(Protocol):
    """Parting what one message told of several problems."""

    def split(self, actor: Actor, request_id: int, parts: Sequence[SplitPart]) -> Changes:
        """Make several problems of one request; the first part stays in its case."""
        ...

    def take_out(self, actor: Actor, message_id: int) -> Changes:
        """Give one of many letters that say the same a problem of its own."""
        ...


class SplitProposing(Protocol):
    """How what one message told may be parted."""

    def propose(self, actor: Actor, case_id: int) -> tuple[SplitProposal, ...]:
        """For each request of a problem that seems to tell of several."""
        ...
