"""Sends problems on to departments: looked at first, exactly as they leave, then queued in one action.

What was looked at is what goes: the mail is made when it is looked at, and only its hour and its Message-ID
are of when it is sent. Nothing of it is read again in between.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.following_up import look_after
from wardoffice.domain.forwarding import (
    Bundling,
    CannotForward,
    ForwardPart,
    ForwardPreview,
    ForwardWish,
    MadeOf,
    Receiver,
    SentForward,
)
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE
from wardoffice.domain.mail_times import us_day
from wardoffice.domain.outgoing import OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.ports import Cancelled, Progress
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.forward_form import Route, files_of, photos_of, roots, why_not
from wardoffice.office.forward_mails import Chosen, ForwardMails
from wardoffice.office.forward_values import content_key, section_values
from wardoffice.office.letter_templates import Value
from wardoffice.office.letter_values import date_words
from wardoffice.office.mail_writing import MailWriting
from wardoffice.store.directory_reading import AnswerTimes, answer_times
from wardoffice.store.fitting import fit
from wardoffice.store.forward_reading import (
    EarlierRequest,
    digests_of,
    earlier_at_spot,
    made_of,
    sent_forwards,
)
from wardoffice.store.store import Store
from wardoffice.store.tables import Forward
from wardoffice.store.visibility import is_restricted

_EARLIER = timedelta(days=730)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the store knows around the problems of a wish."""

    digests: dict[int, str]
    sent: Mapping[int, Sequence[SentForward]]
    earlier: Mapping[int, tuple[EarlierRequest, ...]]
    made_of: Mapping[int, MadeOf]


class Forwarding:
    """``route`` says which department gets a problem; days in mails are of ``zone``."""

    def __init__(
        self,
        store: Store,
        cases: CasePane,
        *,
        writing: MailWriting,
        mails: ForwardMails,
        route: Route,
        zone: ZoneInfo,
    ) -> None:
        self._store, self._cases, self._writing = store, cases, writing
        self._mails, self._route, self._zone = mails, route, zone

    def preview(
        self,
        actor: Actor,
        wish: ForwardWish,
        progress: Progress = lambda _done, _total: None,
        cancelled: Cancelled = lambda: False,
    ) -> ForwardPreview:
        """The mails as they will leave, and the problems that are in none, each with its reason.

        Raises CannotDoError where the office has no address to send from, or for a receiver's wrong address.
        """
        require(actor, Doing.FORWARD)
        with self._store.reading() as session:  # before all else: what changes meanwhile is seen when it goes
            stands = made_of(session, wish.case_ids)
        views = roots(self._cases, actor, wish.case_ids)
        facts = self._facts(views, wish, stands)
        chosen: list[Chosen] = []
        refused: list[CannotForward] = []
        for view in views:
            found = self._chosen(actor, view, wish, facts, alone=len(views) == 1)
            if isinstance(found, str):
                refused.append(CannotForward(view.case_id, view.number, found))
            else:
                chosen.append(found)
        groups = [tuple(group) for group in _grouped(chosen, wish.bundling)]
        mails = self._mails.make(actor, groups, wish, progress, cancelled)
        return ForwardPreview(wish, mails, tuple(refused))

    def send(self, actor: Actor, preview: ForwardPreview) -> Changes:
        """Queue the mails of a preview with their forwards, in one action, which undo takes back.

        Raises CannotDoError where something keeps a mail here, a problem was finished or restricted, was put
        together, pulled apart or got other photos, or was sent to the same people meanwhile.
        """
        require(actor, Doing.FORWARD)
        _require_ready(preview)
        # Megabytes are written before the transaction: other people's actions wait for none of it.
        ready = list(zip(preview.mails, self._mails.render(preview.mails), strict=True))
        parts = [part for each in preview.mails for part in each.parts]
        names = ", ".join(dict.fromkeys(each.receiver.name for each in preview.mails))
        with self._store.unit_of_work(actor, ActionKind.FORWARD, count=len(parts), name=names) as work:
            sent = sent_forwards(work.session, [part.case_id for part in parts])
            stands = made_of(work.session, [part.case_id for part in parts])
            answers = answer_times(work.session, actor)
            for each, rendered in ready:
                usual = answers.get(each.receiver.department_id or 0, AnswerTimes())
                due_at = work.now + look_after(usual.median_days, len(usual.days))
                homes = [work.root(part.case_id) for part in each.parts]
                for part, home in zip(each.parts, homes, strict=True):
                    if home.status is CaseStatus.FINISHED:
                        raise _changed(part.number, text("it was finished"))
                    if not preview.wish.restricted_too and is_restricted(work.session, home):
                        raise _changed(part.number, text("it was restricted to named people"))
                    if same := _the_same(sent.get(home.id, ()), each.receiver, part.content_key):
                        raise _changed(part.number, _went(same, self._zone))
                    if part.made_of != stands.get(home.id):
                        raise _changed(part.number, text("what belongs to it was changed meanwhile"))
                    if since := _since(sent.get(home.id, ()), each.receiver, part):
                        raise _changed(
                            part.number, text("{name} was sent it meanwhile", name=since.department)
                        )
                message = self._writing.queue(work, rendered)
                for part, home in zip(each.parts, homes, strict=True):
                    work.add(
                        fit(
                            Forward(
                                case_id=home.id,
                                outbox_id=message.id,
                                contact_id=each.receiver.to[0].contact_id,
                                department_id=each.receiver.department_id,
                                department=each.receiver.name,
                                purpose=MailPurpose.FORWARD,
                                due_at=due_at,
                                content_key=part.content_key,
                                staff_id=actor.staff_id,
                                created_at=work.now,
                            )
                        )
                    )
        return work.changes

    def _facts(self, views: Sequence[CaseView], wish: ForwardWish, stands: Mapping[int, MadeOf]) -> _Facts:
        since = self._store.now() - _EARLIER
        with self._store.reading() as session:
            return _Facts(
                digests=digests_of(
                    session, [each.attachment_id for one in views for each in one.attachments]
                ),
                sent=sent_forwards(session, [view.case_id for view in views]),
                earlier={
                    view.case_id: earlier_at_spot(
                        session,
                        view.case_id,
                        point=view.place.point,
                        service_code=view.service_code,
                        since=since,
                    )
                    for view in views
                    if wish.with_history and view.place.point is not None
                },
                made_of=stands,
            )

    def _chosen(
        self, actor: Actor, view: CaseView, wish: ForwardWish, facts: _Facts, *, alone: bool
    ) -> Chosen | str:
        """What goes of a problem and to whom, or why nothing does."""
        what = (wish.what.strip() if alone else "") or view.service_name
        receiver = wish.receiver or self._route(actor, view)
        refusal = why_not(view, restricted_too=wish.restricted_too) or (
            "" if alone else _lacks(view, what, receiver)
        )
        if refusal:
            return refusal
        if receiver is None or not receiver.to:
            return text("Nobody is chosen who gets it.")
        photos = photos_of(view, facts.digests)
        wanted = tuple(
            each.attachment_id
            for each in photos
            if (each.chosen if wish.photo_ids is None else each.attachment_id in wish.photo_ids)
        )
        files = tuple(each for each in files_of(view, facts.digests) if each.attachment_id in wish.file_ids)
        values = section_values(view, what, facts.earlier.get(view.case_id, ()), wish.resident, self._zone)
        originals = [facts.digests[each] for each in wanted] + [each.sha256 for each in files]
        key = content_key(values, wish.instruction, originals)
        sent = facts.sent.get(view.case_id, ())
        if same := _the_same(sent, receiver, key):
            return _went(same, self._zone)
        before = next((each.at for each in sent if each.written and each.went_to(receiver)), None)
        shown: dict[str, Value] = {
            **values,
            "sent_before": date_words(before, STAFF_LANGUAGE, self._zone) if before is not None else "",
        }
        part = ForwardPart(
            view.case_id,
            view.number,
            key,
            facts.made_of.get(view.case_id, MadeOf()),
            frozenset(each.forward_id for each in sent if each.went_to(receiver)),
        )
        return Chosen(view, replace(receiver), shown, wanted, files, part)


def _grouped(chosen: Sequence[Chosen], bundling: Bundling) -> Iterator[list[Chosen]]:
    """The problems of each mail: all that go to the same people, or one each."""
    if bundling is Bundling.EACH:
        yield from ([each] for each in chosen)
        return
    groups: dict[tuple[int | None, frozenset[str]], list[Chosen]] = {}
    for each in chosen:
        people = frozenset(one.address.casefold() for one in each.receiver.to)
        groups.setdefault((each.receiver.department_id, people), []).append(each)
    yield from groups.values()


def _lacks(view: CaseView, what: str, receiver: Receiver | None) -> str:
    """What one of many lacks, for which nobody can be asked; alone it is a gap in the text instead."""
    if not what:
        return text("It has no type yet: set one.")
    if not view.place.address:
        return text("Its place is not known: set it.")
    if receiver is None:
        return text("It is not known which department gets this type: choose one.")
    if not receiver.to:
        return text("{department} has nobody with a mail address on the list.", department=receiver.name)
    return ""


def _the_same(sent: Sequence[SentForward], receiver: Receiver, key: str) -> SentForward | None:
    return next((each for each in sent if each.content_key == key and each.went_to(receiver)), None)


def _since(sent: Sequence[SentForward], receiver: Receiver, part: ForwardPart) -> SentForward | None:
    """What went to them about a problem since it was looked at."""
    return next((each for each in sent if each.went_to(receiver) and each.forward_id not in part.stood), None)


def _went(sent: SentForward, zone: ZoneInfo) -> str:
    """That the same went, or may have, or is about to, and what can be done instead."""
    day = us_day(sent.at.astimezone(zone))
    if sent.state is OutboxState.UNKNOWN:
        return text(
            "Nobody is sure that the same went to {department} on {day}: settle that in the outbox first.",
            department=sent.department,
            day=day,
        )
    if sent.state not in (None, OutboxState.SENT):
        return text(
            "The same waits in the outbox for {department}, and nothing changed since. To write something "
            "else, change it there.",
            department=sent.department,
        )
    return text(
        "The same went to {department} on {day}, and nothing changed since. To remind them, follow up with "
        "the department instead.",
        department=sent.department,
        day=day,
    )


def _require_ready(preview: ForwardPreview) -> None:
    if preview.can_go:
        return
    gaps = dict.fromkeys(gap for each in preview.mails for gap in each.gaps)
    if gaps:
        happened = text("Something is missing in the mail: {gaps}.", gaps=", ".join(gaps))
    elif preview.mails:
        happened = text("The mail is larger than the mail server takes.")
    else:
        happened = text("There is nothing to send.")
    raise CannotDoError(happened, text("Nothing was sent."), text("Change what goes, and look again."))


def _changed(number: str, why: str) -> CannotDoError:
    return CannotDoError(
        text("{number} cannot go: {why}", number=number, why=why),
        text("Nothing was sent."),
        text("Look at the mail again."),
    )
