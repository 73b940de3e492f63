"""Parting what stands under one problem and is not: a message of several, a letter about another matter.

Each problem gets a case of its own. For one message one answer stays owed.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import combinations

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.cases import SplitPart
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.places import PlaceSource
from wardoffice.language import text
from wardoffice.office.attaching import hung_again
from wardoffice.office.mail_effects import owe_answer
from wardoffice.office.placing import Placing, put_at
from wardoffice.store.casework import attachments_by_id, copy_viewers, homes_of, with_copies
from wardoffice.store.fitting import fit
from wardoffice.store.letters import letter_among_others, move_message
from wardoffice.store.not_same import said_not_same_as, say_not_same
from wardoffice.store.numbers import take_numbers
from wardoffice.store.picture_reading import located_pictures
from wardoffice.store.safety_words import dangers
from wardoffice.store.store import Store
from wardoffice.store.tables import Attachment, Case, Message, NotSame, Request
from wardoffice.store.tag_reading import copy_tags
from wardoffice.store.unit_of_work import UnitOfWork

_TITLE_LENGTH = 120


class Splitting:
    """The action that splits a request; ``placing`` finds the place of a part in its words."""

    def __init__(self, store: Store, placing: Placing) -> None:
        self._store = store
        self._placing = placing

    def split(self, actor: Actor, request_id: int, parts: Sequence[SplitPart]) -> Changes:
        """Make one problem a part: the first stays in the request's case, each other is born in a new one.

        The people who wrote are shown on every part; the answer they are owed stays one (it hangs on the
        message). Each has the words of danger that are its own, and is urgent and tagged as the whole was. A
        photo of several parts hangs on each. That the parts are not the same is remembered, and what a person
        said the whole is not the same as holds for each (P4).
        """
        require(actor, Doing.TRIAGE)
        if len(parts) < 2 or not all(part.description.strip() for part in parts):  # noqa: PLR2004 - a split makes two
            raise CannotDoError(
                text("A split needs at least two problems, each with its words."),
                text("Nothing was changed."),
                text("Write what each problem is, and split again."),
            )
        with self._store.unit_of_work(actor, ActionKind.SPLIT, count=len(parts)) as work:
            request = work.session.get(Request, request_id)
            if request is None or request.withdrawn_at is not None or request.message_id is None:
                raise CannotDoError(
                    text("Only what a person told us can be split."), text("Nothing was changed.")
                )
            home = work.case(request.case_id)
            root = work.session.get_one(Case, home.root_id or home.id)
            first, *others = parts
            request.description = first.description.strip()
            if home is root:  # what was put into another can only be read: its type and place wait with it
                home.service_code = first.service_code or home.service_code
                self._place(work, home, first)
            filed, requests = [(first, home)], [request]
            danger = dangers().parted(home.safety_words, [part.description for part in parts])
            since = home.safety_at or home.opened_at
            _say_danger(home, danger[0], since)
            numbers = take_numbers(work.session, work.now, len(others))
            for position, (part, number) in enumerate(zip(others, numbers, strict=True), start=1):
                case = _case_of_part(part, number, home, root)
                _say_danger(case, danger[position], since)
                work.add(case)
                self._place(work, case, part)
                copy_viewers(work.session, home.id, case.id)
                copy_tags(work.session, homes_of(work.session, root.id), case.id, work.now)
                told = Request(
                    case_id=case.id,
                    message_id=request.message_id,
                    position=request.position + position,
                    description=part.description.strip(),
                    created_at=work.now,
                )
                requests.append(work.add(told))
                filed.append((part, case))
            _file_photos(work, filed)
            _tell_apart(work, requests)
        return work.changes

    def take_out(self, actor: Actor, message_id: int) -> Changes:
        """Give one of the same letters from many a problem of its own, with its files and the answer owed.

        That they are not the same is remembered (P4). Raises CannotDoError for a message that is none.
        """
        require(actor, Doing.TRIAGE)
        with self._store.unit_of_work(actor, ActionKind.TAKE_OUT) as work:
            message = work.session.get(Message, message_id)
            request, others = letter_among_others(work.session, message_id)
            if message is None or request is None or not others:
                raise CannotDoError(
                    text("This is no letter among others that say the same."), text("Nothing was changed.")
                )
            home = work.case(request.case_id)
            work.details["number"] = home.number
            case = work.add(_case_of_letter(message, take_numbers(work.session, work.now)[0], home))
            copy_viewers(work.session, home.id, case.id)
            files = move_message(work.session, message_id, home.id, case.id)
            request.case_id = case.id
            work.session.flush()
            owe_answer(work, message, case.id)
            self._place(work, case, SplitPart(message.text, attachment_ids=tuple(files)))
            message.kind = MessageKind.PROBLEM
            message.kind_reason = text("Somebody of the office took it out of letters that say the same.")
            low, high = sorted((request.id, others[0].id))
            work.add(NotSame(request_id=low, other_id=high, created_at=work.now))
        return work.changes

    def _place(self, work: UnitOfWork, case: Case, part: SplitPart) -> None:
        """Where a part is: the address given, else where its photos were taken or its words say.

        With none of them its place stays, and no photo overrules what a person said.
        """
        given = part.address.strip()
        if given:
            place = self._placing.typed(work, given)
        else:
            pictures = located_pictures(work.session, part.attachment_ids)
            place = self._placing.told(work, part.description, pictures)
        if place.source is PlaceSource.PHOTO and case.place_source is PlaceSource.PERSON:
            return
        normalise = self._placing.normalise
        same = bool(place.address) and normalise(place.address) == normalise(case.address)
        if (place.address or place.point is not None) and not same:
            put_at(case, place, self._placing.ward_of)


def _say_danger(case: Case, words: str, since: datetime) -> None:
    case.safety_words = words
    case.safety_at = since if words else None


def _case_of_part(part: SplitPart, number: str, home: Case, root: Case) -> Case:
    return Case(
        number=number,
        title=part.description.strip().splitlines()[0][:_TITLE_LENGTH],
        service_code=part.service_code,
        opened_at=home.opened_at,
        assignee_id=root.assignee_id,
        urgent=root.urgent,
        restricted=home.restricted,
    )


def _case_of_letter(message: Message, number: str, home: Case) -> Case:
    return fit(
        Case(
            number=number,
            title=(message.subject.strip() or message.text.strip().split("\n")[0])[:_TITLE_LENGTH],
            opened_at=message.received_at,
            restricted=home.restricted,
            safety_words=message.danger,
            safety_at=message.received_at if message.danger else None,
        )
    )


def _file_photos(work: UnitOfWork, filed: Sequence[tuple[SplitPart, Case]]) -> None:
    """Hang each part's photos on its case, with the copies made of them; what several parts have, on each.

    A copy of what no part has stays by its original and hangs on its part as well: where its blur had gone,
    the face would be sent on (P9).
    """
    of_parts = [
        (with_copies(work.session, attachments_by_id(work.session, part.attachment_ids)), case)
        for part, case in filed
    ]
    hung = _stay_by_their_originals(work, [photo for photos, _ in of_parts for photo in photos])
    for photos, case in of_parts:
        made: dict[int, Attachment] = {}
        for photo in photos:
            if photo.id not in hung:
                photo.case_id = case.id
                hung.add(photo.id)
            elif photo.withdrawn_at is None and photo.case_id != case.id:
                made[photo.id] = work.add(hung_again(photo, case.id, work.now))
        work.session.flush()
        for former, again in made.items():
            origin = work.session.get_one(Attachment, former).made_from_id
            again.made_from_id = made[origin].id if origin in made else origin


def _stay_by_their_originals(work: UnitOfWork, photos: Sequence[Attachment]) -> set[int]:
    """Which of these are copies of one that hangs on the same case and is not among them, by id."""
    moving = {photo.id for photo in photos}
    staying: set[int] = set()
    for photo in photos:
        here: Attachment | None = photo
        while here is not None and here.id in moving and here.made_from_id is not None:
            here = work.session.get_one(Attachment, here.made_from_id)
        if here is not None and here.id not in moving and here.case_id == photo.case_id:
            staying.add(photo.id)
    return staying


def _tell_apart(work: UnitOfWork, requests: Sequence[Request]) -> None:
    """Remember that a person said of these parts that they are not the same.

    Of what the whole, which the first was, is not the same as, none is a part: who said so looked at all of
    it, and each place it told of had been compared.
    """
    work.session.flush()
    whole, *others = (each.id for each in requests)
    say_not_same(work, others, said_not_same_as(work.session, whole))
    for low, high in combinations(sorted([whole, *others]), 2):
        work.add(NotSame(request_id=low, other_id=high, created_at=work.now))
