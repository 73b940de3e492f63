"""Files what a department sent back by text or as a screenshot, pasted in, with its problems."""

from collections.abc import Sequence
from dataclasses import dataclass

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, UnreadableError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import Channel, MessageKind
from wardoffice.domain.ports import Cancelled
from wardoffice.language import text
from wardoffice.office.daily_list import no_department
from wardoffice.office.forward_answers import mark_answered
from wardoffice.office.message_filing import KeptPart, attach_part, keep_part
from wardoffice.office.reading import ReadingJob, read_picture_file
from wardoffice.store.asked_reading import waiting_forwards
from wardoffice.store.directory_keeping import live_department
from wardoffice.store.fitting import fit
from wardoffice.store.store import Store
from wardoffice.store.tables import Message, MessageLink
from wardoffice.system.pool import Failed, ParsingPool

_PICTURE = "pasted.png"


@dataclass(frozen=True, slots=True)
class PastedAnswer:
    """What came back: the whole ``text``, the problems it is about, and a screenshot's PNG bytes, if any.

    ``answered`` says that nobody has to wait for their answer any more.
    """

    department_id: int
    text: str
    case_ids: tuple[int, ...]
    picture: bytes = b""
    answered: bool = True


class PastedAnswers:
    """The action; pictures are read in the workers."""

    def __init__(self, store: Store, pool: ParsingPool) -> None:
        self._store, self._pool = store, pool

    def file(self, actor: Actor, pasted: PastedAnswer, cancelled: Cancelled = lambda: False) -> Changes:
        """Keep it as a message of the department with each of its problems.

        Raises CannotDoError where it is about none or says nothing, UnreadableError for no picture.
        """
        require(actor, Doing.TRIAGE)
        if not pasted.case_ids or not (pasted.text.strip() or pasted.picture):
            raise CannotDoError(
                text("It belongs to no problem yet.") if pasted.text.strip() else text("Nothing was pasted."),
                text("Nothing was changed."),
                text("Choose the problem of at least one line."),
            )
        parts = self._parts(pasted.picture, cancelled) if pasted.picture else ()
        case_ids = tuple(dict.fromkeys(pasted.case_ids))
        with self._store.unit_of_work(actor, ActionKind.PASTED, count=len(case_ids)) as work:
            department = live_department(work.session, pasted.department_id)
            if department is None:
                raise no_department()
            work.details["name"] = department.name
            message = work.add(
                fit(
                    Message(
                        channel=Channel.TEXT,
                        kind=MessageKind.DEPARTMENT,
                        kind_reason=text("{name} pasted it in.", name=actor.name),
                        sender_name=department.name,
                        text=pasted.text.strip(),
                        received_at=work.now,
                        created_at=work.now,
                    )
                )
            )
            for case_id in case_ids:
                case = work.root(case_id)
                work.add(
                    MessageLink(
                        message_id=message.id,
                        case_id=case.id,
                        reason=LinkReason.PERSON,
                        seen_at=work.now,  # whoever pasted it has read it
                        created_at=work.now,
                    )
                )
                for position, part in enumerate(parts):
                    attach_part(work, part, message_id=message.id, case_id=case.id, position=position)
                if pasted.answered:
                    waiting = waiting_forwards(work.session, department.id, case.id)
                    mark_answered(work, waiting, work.now, message.id)
        return work.changes

    def _parts(self, picture: bytes, cancelled: Cancelled) -> Sequence[KeptPart]:
        with self._store.files.scratch() as folder:
            path = folder / _PICTURE
            path.write_bytes(picture)
            (result,) = self._pool.run(
                read_picture_file, [ReadingJob(path, folder / "read", path.name)], cancelled
            )
            if isinstance(result, Failed):
                raise UnreadableError(
                    text("The picture could not be read: {reason}", reason=result.error),
                    text("Nothing was changed."),
                    text("Copy it again, or save it and attach the file."),
                )
            return (KeptPart(result.value, keep_part(self._store.files, result.value)),)
