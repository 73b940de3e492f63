"""What the dialog of a forward offers: photos, files, whom it may go to, and why it may not go at all."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.departments import DepartmentPersonView, DepartmentView
from wardoffice.domain.forwarding import (
    EarlierForward,
    ForwardCase,
    ForwardFile,
    ForwardForm,
    ForwardPhoto,
    Receiver,
    SentForward,
)
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.pictures import Rank
from wardoffice.language import text
from wardoffice.office.case_pane import CasePane
from wardoffice.office.letter_values import numbers_of
from wardoffice.store.forward_reading import digests_of, sent_forwards, written_to_before
from wardoffice.store.store import Store

MOST_PHOTOS = 6
"""Photos of a problem that go unless staff choose others: a crew looks at no more."""

Directory = Callable[[Actor], Sequence[DepartmentView]]
"""The departments of the office's list."""

Route = Callable[[Actor, CaseView], Receiver | None]
"""Which department gets a problem, with the reason; None where nobody said."""


class ForwardForms:
    """Reads what the dialog shows."""

    def __init__(
        self, store: Store, cases: CasePane, directory: Directory, route: Route, office: str
    ) -> None:
        self._store, self._cases = store, cases
        self._directory, self._route, self._office = directory, route, office

    def prepare(self, actor: Actor, case_ids: Sequence[int]) -> ForwardForm:
        """These problems, each under its root once; raises CannotDoError for one that is not there."""
        require(actor, Doing.FORWARD)
        views = roots(self._cases, actor, case_ids)
        with self._store.reading() as session:
            digests = digests_of(session, [one.attachment_id for view in views for one in view.attachments])
            sent = sent_forwards(session, [view.case_id for view in views])
            before = written_to_before(session, actor)
        listed = tuple(receiver_of(each) for each in self._directory(actor))
        known = {each.address.casefold() for one in listed for each in one.known}
        others = (each for each in before if each.to[0].address.casefold() not in known)
        return ForwardForm(
            cases=tuple(
                _case(view, digests, sent.get(view.case_id, ()), self._route(actor, view)) for view in views
            ),
            receivers=(*listed, *others),
            office=self._office,
        )


def roots(cases: CasePane, actor: Actor, case_ids: Iterable[int]) -> list[CaseView]:
    """The problems these cases stand under, each once: a merged one takes everything of its root along."""
    found: dict[int, CaseView] = {}
    for case_id in case_ids:
        view = cases.show(actor, case_id)
        found.setdefault(view.case_id, view)
    return list(found.values())


def receiver_of(department: DepartmentView, reason: str = "") -> Receiver:
    """A department as somebody who gets mail."""

    def addressee(person: DepartmentPersonView) -> Addressee:
        return Addressee(person.email, person.name, person.contact_id)

    return Receiver(
        department.department_id,
        department.name,
        tuple(map(addressee, department.written_to)),
        known=tuple(addressee(each) for each in department.people if each.email),
        reason=reason,
        form=department.form,
    )


def why_not(view: CaseView, *, restricted_too: bool) -> str:
    """Why a problem cannot be sent on as it is, "" where it can."""
    if view.restricted and not restricted_too:
        return text("It is restricted to named people: tick that it goes all the same.")
    if view.status is CaseStatus.FINISHED:
        return text("It is finished: open it again first.")
    return ""


def photos_of(view: CaseView, digests: dict[int, str]) -> tuple[ForwardPhoto, ...]:
    """Its pictures: photos first, the newest first; the same picture from two people once.

    An edited copy goes in the place of what it was made from, whoever else sent the same; what the city has
    already is there to choose. So is what a department sent, behind what others did: a screenshot of a phone
    may show other people's matters.
    """
    views = {each.attachment_id: each for each in view.attachments}
    pictures = [each for each in view.attachments if each.media_type.startswith("image/")]
    copies = {
        digests.get(each.made_from_id, ""): each.attachment_id
        for each in pictures
        if each.made_from_id is not None
    }
    theirs = {each.attachment_id for each in pictures if origin_of(each, views).from_department}
    pictures.sort(key=lambda each: _newest_photos_first(each, is_theirs=each.attachment_id in theirs))
    seen: set[str] = set()
    found: list[ForwardPhoto] = []
    chosen = 0
    for each in pictures:
        digest = digests.get(each.attachment_id, "")
        if not digest or digest in seen:
            continue
        seen.add(digest)
        at_city = bool(each.source_url)
        edited_id = copies.get(digest)
        goes = each.rank is Rank.PHOTO and not at_city and edited_id is None and not each.trouble
        goes = goes and each.attachment_id not in theirs and chosen < MOST_PHOTOS
        chosen += goes
        found.append(
            ForwardPhoto(
                each.attachment_id, each.filename, each.thumbnail, each.size, goes, at_city, edited_id
            )
        )
    return tuple(found)


def origin_of(photo: AttachmentView, views: Mapping[int, AttachmentView]) -> AttachmentView:
    """What a copy was made of: it says whose the picture is."""
    while (before := views.get(photo.made_from_id or 0)) is not None:
        photo = before
    return photo


def files_of(view: CaseView, digests: dict[int, str]) -> tuple[ForwardFile, ...]:
    """Its files that are no pictures."""
    return tuple(
        ForwardFile(
            each.attachment_id, digests[each.attachment_id], each.filename, each.media_type, each.size
        )
        for each in view.attachments
        if not each.media_type.startswith("image/") and each.attachment_id in digests
    )


def _case(
    view: CaseView, digests: dict[int, str], sent: Collection[SentForward], receiver: Receiver | None
) -> ForwardCase:
    return ForwardCase(
        case_id=view.case_id,
        number=view.number,
        what=view.service_name,
        place=view.place.address,
        people=len(view.people),
        numbers=numbers_of(view),
        photos=photos_of(view, digests),
        files=files_of(view, digests),
        has_point=view.place.point is not None,
        restricted=view.restricted,
        receiver=receiver,
        earlier=tuple(EarlierForward(each.department, each.at, each.standing) for each in sent),
    )


def _newest_photos_first(each: AttachmentView, *, is_theirs: bool) -> tuple[bool, bool, float, int]:
    came = each.came_at.timestamp() if each.came_at is not None else 0.0
    return each.rank is not Rank.PHOTO, is_theirs, -came, -each.attachment_id
