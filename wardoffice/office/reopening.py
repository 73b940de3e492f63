"""Sends back to the department what the city closed and nobody fixed, with everything that shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.changes import Changes
from wardoffice.domain.closings import ClosingKind
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import DepartmentMail, MailPart
from wardoffice.domain.forwarding import PictureThatGoes
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, LetterKey
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.outgoing_mail import EnclosedFile, MailPurpose
from wardoffice.domain.outgoing_photos import PackedPhotos
from wardoffice.domain.pictures import Rank
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import plural, text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.department_letters import DepartmentLetters, problem_values, receiving_of
from wardoffice.office.departments import Departments
from wardoffice.office.forward_form import origin_of, photos_of
from wardoffice.office.letter_values import date_words
from wardoffice.office.outgoing_photos import OutgoingPhotos
from wardoffice.office.referring import require_open
from wardoffice.store.directory_reading import AnswerTimes, answer_times
from wardoffice.store.forward_reading import EarlierRequest, digests_of, earlier_at_spot
from wardoffice.store.store import Store

_EARLIER = timedelta(days=730)
_MOST_PHOTOS = 4
"""Of either side: a foreman looks at no more."""


@dataclass(frozen=True, slots=True)
class ReopenForm:
    """What may be sent back: why, and the photos that show it; ``city`` are the city's own.

    ``crew`` are those that came with a department's word: they show what its crew did, and never that
    nothing was done, so they go only where staff choose them.

    What an edited copy was made of is not there, and the same picture from two people is there once. Of
    ``ours`` those in ``since`` are from after the closing, and come first; those in ``before`` are not.
    ``reason`` is "" where the city says that work was done and nobody said otherwise.
    """

    case_id: int
    number: str
    reason: str
    ours: tuple[AttachmentView, ...]
    city: tuple[AttachmentView, ...]
    since: frozenset[int] = frozenset()
    before: frozenset[int] = frozenset()
    crew: tuple[AttachmentView, ...] = ()

    @property
    def usual(self) -> tuple[int, ...]:
        """The photos that go unless staff choose otherwise: the first of either side."""
        return tuple(each.attachment_id for each in (*self.ours[:_MOST_PHOTOS], *self.city[:_MOST_PHOTOS]))


class Reopening:
    """The packets; days in them are of ``zone``."""

    def __init__(
        self,
        store: Store,
        cases: CasePane,
        directory: Departments,
        letters: DepartmentLetters,
        *,
        photos: OutgoingPhotos,
        zone: ZoneInfo,
    ) -> None:
        self._store, self._cases, self._directory = store, cases, directory
        self._letters, self._photos, self._zone = letters, photos, zone

    def form(self, actor: Actor, case_id: int) -> ReopenForm:
        """What may be sent back of a problem; raises CannotDoError where the city did not close it."""
        require(actor, Doing.FORWARD)
        case = self._cases.show(actor, case_id)
        _require_closed(case)
        with self._store.reading() as session:
            digests = digests_of(session, [each.attachment_id for each in case.attachments])
        views = {each.attachment_id: each for each in case.attachments}
        photos = [
            views[each.attachment_id]
            for each in photos_of(case, digests)
            if each.edited_id is None and _is_sound(views[each.attachment_id])
        ]
        whose = {each.attachment_id: origin_of(each, views) for each in photos}
        city = tuple(each for each in photos if whose[each.attachment_id].source_url)
        crew = tuple(
            each for each in photos if each not in city and whose[each.attachment_id].from_department
        )
        ours = [each for each in photos if each not in city and each not in crew]
        closed = _closed_last(case)
        since = frozenset(
            each.attachment_id for each in ours if closed and self._is_since(each, views, closed)
        )
        return ReopenForm(
            case.case_id,
            case.number,
            not_fixed(case),
            tuple(sorted(ours, key=lambda each: each.attachment_id not in since)),
            city,
            since,
            frozenset(each.attachment_id for each in ours if closed) - since,
            crew,
        )

    def preview(
        self,
        actor: Actor,
        case_id: int,
        department_id: int,
        *,
        words: str = "",
        photo_ids: Sequence[int] | None = None,
        progress: Progress = lambda _done, _total: None,
        cancelled: Cancelled = lambda: False,
    ) -> DepartmentMail:
        """The packet as it will leave; ``photo_ids`` None: those that go unless staff choose otherwise.

        ``progress`` is told how many of its photos are made ready.
        """
        require(actor, Doing.FORWARD)
        stands = self._letters.made_of(case_id)
        form, case = self.form(actor, case_id), self._cases.show(actor, case_id)
        require_open(case)
        view = self._directory.show(actor, department_id)
        with self._store.reading() as session:
            times = answer_times(session, actor, department_id).get(department_id, AnswerTimes())
            earlier = (
                earlier_at_spot(
                    session,
                    case.case_id,
                    point=case.place.point,
                    service_code=case.service_code,
                    since=self._store.now() - _EARLIER,
                )
                if case.place.point is not None
                else ()
            )
        if photo_ids is None:
            chosen = list(form.usual)
        else:
            # What was edited since somebody ticked it does not go as it was.
            offered = {each.attachment_id for each in (*form.ours, *form.crew, *form.city)}
            chosen = [each for each in photo_ids if each in offered]
        packed = self._photos.prepare(actor, chosen, self._letters.size_limit(), progress, cancelled)
        files, names = _enclosed(packed, form)
        values = problem_values(case)
        values |= {
            "sender": actor.name,
            "words": words.strip(),
            "closed": [self._closed(each) for each in _numbered(case)],
            "said": self._said(case),
            "history": [self._earlier(each) for each in earlier],
            "photos_since": ", ".join(names["now"]),
            "photos_before": ", ".join(names["before"]),
            "none_since": "yes" if names["before"] and not names["now"] else "",
            "photos_of_people": ", ".join(names["photo"]),
            "photos_of_crew": ", ".join(names["crew"]),
            "photos_of_city": ", ".join(names["city"]),
            "left_out": plural(
                "One more photo did not fit into this mail.",
                "{count} more photos did not fit into this mail.",
                packed.did_not_fit,
            )
            if packed.did_not_fit
            else "",
        }
        mail = self._letters.preview(
            LetterKey.REOPEN,
            MailPurpose.REOPEN,
            receiving_of(view),
            [MailPart(case.case_id, case.number, made_of=stands.get(case.case_id))],
            values,
            wish=DepartmentWish(view.department_id, view.name, words, tuple(chosen), case.case_id),
            due_at=self._letters.due_after(times),
            files=files,
            files_long=packed.taken,
            left=[f"{each.name}: {each.reason}" for each in packed.left],
        )
        return replace(mail, pictures=self._pictures(packed, files))

    def send(self, actor: Actor, mail: DepartmentMail) -> Changes:
        """Queue the packet that was looked at, with its forward; undo takes it back.

        Raises CannotDoError where the problem, or what belongs to it, was changed or sent back meanwhile.
        """
        require(actor, Doing.FORWARD)
        rendered = self._letters.render(mail)
        with self._store.unit_of_work(actor, ActionKind.REOPEN_PACKET, name=mail.department) as work:
            self._letters.require_as_looked_at(work, mail)
            self._letters.queue(work, mail, rendered)
        return work.changes

    def _pictures(self, packed: PackedPhotos, files: Sequence[EnclosedFile]) -> tuple[PictureThatGoes, ...]:
        return tuple(
            PictureThatGoes(file.name, self._photos.path(each), each.width, each.height, each.size, each.note)
            for file, each in zip(files, packed.photos, strict=True)
        )

    def _is_since(self, photo: AttachmentView, views: Mapping[int, AttachmentView], closed: datetime) -> bool:
        """Whether it was taken, as far as it says, and came to us after the closing."""
        came, taken = origin_of(photo, views).came_at, photo.taken_at
        # What a camera says is the time on its own clock.
        told = taken.replace(tzinfo=self._zone) if taken is not None else None
        return came is not None and came > closed and (told is None or told > closed)

    def _day(self, moment: datetime | None) -> str:
        return date_words(moment, STAFF_LANGUAGE, self._zone) if moment is not None else ""

    def _closed(self, row: tuple[str, datetime | None, datetime | None, str]) -> Mapping[str, str]:
        number, asked, closed, reason = row
        return {
            "number": number,
            "asked": self._day(asked) or "?",
            "closed": self._day(closed),
            "reason": reason,
        }

    def _earlier(self, each: EarlierRequest) -> Mapping[str, str]:
        return {
            "number": each.number,
            "type": each.service_name,
            "asked": self._day(each.requested_at) or "?",
            "closed": self._day(each.closed_at),
        }

    def _said(self, case: CaseView) -> str:
        """The last day somebody said that it is there still."""
        return self._day(_back_again(case))


def not_fixed(case: CaseView) -> str:
    """Why a closing is not believed, in a sentence; "" where the city says that work was done."""
    if _back_again(case) is not None:
        return text("Somebody said after the closing that it is there still.")
    last = max(case.city, key=lambda each: each.closed_at or each.updated_at or case.opened_at)
    if last.closing.kind is not ClosingKind.WORK_DONE:
        return text("The city closed it without saying that the work was done.")
    return ""


def _back_again(case: CaseView) -> datetime | None:
    closed = _closed_last(case)
    said = (each.at for each in case.messages if each.kind is MessageKind.BACK_AGAIN)
    return max((each for each in said if closed is None or each > closed), default=None)


def _closed_last(case: CaseView) -> datetime | None:
    return max((each.closed_at for each in case.city if each.closed_at is not None), default=None)


def _require_closed(case: CaseView) -> None:
    if not case.city or any(each.closing.still_open for each in case.city):
        raise CannotDoError(
            text("The city has not closed {number}.", number=case.number),
            text("Nothing was sent."),
            text("Follow up with the department instead."),
        )


def _numbered(case: CaseView) -> list[tuple[str, datetime | None, datetime | None, str]]:
    """The city's requests of it, the oldest first, with the city's own reason for closing each."""
    rows = sorted(
        case.city,
        key=lambda each: (
            each.requested_at is None,
            each.requested_at is None and each.closed_at is None,
            each.requested_at or each.closed_at or case.opened_at,
        ),
    )
    return [
        (each.number, each.requested_at, each.closed_at, " ".join(each.closing.closing.said.split())[:200])
        for each in rows
    ]


def _is_sound(photo: AttachmentView) -> bool:
    return photo.rank is Rank.PHOTO and not photo.trouble


def _enclosed(
    packed: PackedPhotos, form: ReopenForm
) -> tuple[tuple[EnclosedFile, ...], dict[str, list[str]]]:
    """The copies under names of ours: what residents call their files may name them (P9)."""
    city = {each.attachment_id for each in form.city}
    crew = {each.attachment_id for each in form.crew}
    names: dict[str, list[str]] = {"now": [], "before": [], "photo": [], "crew": [], "city": []}
    files = []
    for photo in packed.photos:
        if photo.attachment_id in city:
            kind = "city"
        elif photo.attachment_id in crew:
            kind = "crew"
        elif photo.attachment_id in form.since:
            kind = "now"
        else:
            kind = "before" if photo.attachment_id in form.before else "photo"
        name = f"{kind}-{len(names[kind]) + 1}.jpg"
        names[kind].append(name)
        files.append(EnclosedFile(photo.sha256, name, "image/jpeg"))
    return tuple(files), names
