"""The same random days, with what else is done to problems: snoozed, tagged, forwarded, restricted."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.office.merge_machine import anything
from tests.office.undoing_machine import UndoingMachine
from wardoffice.domain.actor import Actor
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.history import ActionKind
from wardoffice.domain.outgoing import OutboxKind, OutboxState
from wardoffice.office.snoozing import Snoozing
from wardoffice.office.staff import Staff
from wardoffice.office.tagging import Tagging
from wardoffice.store.tables import Forward, OutboxMessage


class WorkingMachine(UndoingMachine):
    """What is put off until a day is woken by what is put into it, and sleeps again without that."""

    def __init__(self, office: OfficeBuilder) -> None:
        super().__init__(office)
        self.tagging, self.staff = Tagging(office.store), Staff(office.store)
        self.left: set[int] = set()
        self.snoozing = Snoozing(office.store, ZoneInfo("America/Chicago"))

    @precondition(lambda self: self.open_roots())
    @rule(pick=anything, days=st.integers(2, 90))
    def one_is_snoozed_or_woken(self, pick: int, days: int) -> None:
        roots = self.open_roots()
        case = roots[pick % len(roots)]
        if self.model.fields[case]["snoozed"][0] is None:
            self.snoozing.snooze(self.ana, [case], (self.office.store.now() + timedelta(days=days)).date())
        else:
            self.snoozing.wake(self.ana, [case])
        self.read_again(case)

    @precondition(lambda self: self.model.above)
    @rule(pick=anything, off=st.booleans())
    def one_is_tagged(self, pick: int, off: bool) -> None:  # noqa: FBT001
        case = self.root(pick)
        if off:
            self.tagging.untag(self.ana, [case], "school")
        else:
            self.tagging.tag(self.ana, [case], "school")

    @precondition(lambda self: self.model.above)
    @rule(pick=anything, leaves=st.booleans())
    def a_department_is_told(self, pick: int, leaves: bool) -> None:  # noqa: FBT001
        """The mail waits in the outbox, or has left: then it cannot be taken back."""
        case = self.root(pick)
        with self.office.store.unit_of_work(self.ana, ActionKind.FORWARD, name="CDOT") as work:
            mail = work.add(
                OutboxMessage(
                    kind=OutboxKind.MAIL,
                    case_id=case,
                    state=OutboxState.QUEUED,
                    not_before=work.now,
                    created_at=work.now,
                )
            )
            work.add(Forward(case_id=case, outbox_id=mail.id, department="CDOT", created_at=work.now))
            mail_id = mail.id
        if leaves:
            with self.office.store.unit_of_work(Actor.program("outbox"), ActionKind.DELIVERY) as work:
                work.session.get_one(OutboxMessage, mail_id).state = OutboxState.SENT
            self.left.add(mail_id)

    @precondition(lambda self: self.model.above)
    @rule(pick=anything, open_again=st.booleans())
    def one_is_restricted_to_ana_or_open_again(self, pick: int, open_again: bool) -> None:  # noqa: FBT001
        viewers = [] if open_again else [self.ana.staff_id or 0]
        self.staff.restrict(self.ana, self.root(pick), viewers)

    @invariant()
    def what_has_left_is_never_taken_back(self) -> None:
        with self.office.read() as session:
            states = session.scalars(select(OutboxMessage.state).where(OutboxMessage.id.in_(self.left)))
            assert set(states) <= {OutboxState.SENT}

    def open_roots(self) -> list[int]:
        """The open problems that stand for themselves."""
        return [case for case in self.model.roots() if self.status(case) is CaseStatus.OPEN]
