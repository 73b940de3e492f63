"""A mail that is taken back to be changed opens as it was written, by keys in the window of a real office."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from tests.builders import OfficeBuilder, placing
from tests.forwarding import located_jpeg
from tests.gui.mail_page import MailPage
from tests.gui.outbox_desk import Desk, outbox_desk
from tests.gui.test_dialogs import in_dialog
from tests.office.department_desk import CHICAGO, DepartmentDesk
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.department_wish import DepartmentWish
from wardoffice.domain.departments import BodyKind, DepartmentDraft, PersonDraft
from wardoffice.domain.incidents import IncidentDraft
from wardoffice.domain.outgoing import OutboxDoing, OutboxState
from wardoffice.domain.outgoing_mail import MailPurpose
from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityStatus
from wardoffice.gui.departments.mail_question import MailQuestion
from wardoffice.gui.dialogs.answers import AnswerGiven
from wardoffice.gui.incident.update_question import UpdateQuestion
from wardoffice.office.incidents import Incidents

T = TypeVar("T", bound=QDialog)
HERE = Point(41.9650, -87.6790)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    before = set(threading.enumerate())
    with outbox_desk(qtbot, tmp_path / "office", monkeypatch) as opened:
        yield opened
    for thread in set(threading.enumerate()) - before:
        thread.join(10)  # the workers that made pictures were told to end, and end a moment later


@pytest.fixture
def jobs(desk: Desk) -> DepartmentDesk:
    """The office's departments: Paving of the city, and a company that owns poles."""
    made = DepartmentDesk(OfficeBuilder(desk.office.store), desk.office.actor, [])
    for name, body in (("Paving", BodyKind.CITY), ("Poles Inc.", BodyKind.UTILITY)):
        made.directory.add(made.ana, DepartmentDraft(name, body))
        person = PersonDraft(f"{name} desk", f"{name.split()[0].lower()}@there.example")
        made.directory.add_person(made.ana, made.department(name), person)
    return made


def begin_again(desk: Desk) -> None:
    """Press E on the newest mail of the outbox."""
    desk.page.office.outgoing.keeper.refresh()
    desk.page.settle()
    desk.outbox.view.table.setFocus()
    desk.outbox.press("J")
    assert desk.line.state is OutboxState.QUEUED
    assert OutboxDoing.CHANGE in desk.outbox.offered()
    desk.outbox.press("E")
    desk.page.settle()


def opened(desk: Desk) -> MailPage:
    """The question that came up."""
    begin_again(desk)
    (dialog,) = desk.page.office.window.findChildren(MailQuestion)
    assert desk.states()[-1] is OutboxState.WITHDRAWN
    return MailPage(dialog)


def sent_again(desk: Desk, page: MailPage) -> None:
    """Send what is shown: another mail waits."""
    before = len(desk.states())
    page.send()
    desk.page.settle()
    assert len(desk.states()) == before + 1
    assert desk.states()[-1] is OutboxState.QUEUED


def test_by_e_a_chase_is_written_anew_with_its_words_and_only_what_was_ticked(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    chasing = desk.office.mailing.departments.chasing
    forwards = jobs.asked([jobs.pothole("12 W Oak St"), jobs.pothole("14 W Oak St")], "Paving")
    mail = chasing.preview(jobs.ana, jobs.department("Paving"), forwards[1:], "By Friday, please.")
    chasing.send(jobs.ana, mail)
    page = opened(desk)
    assert (page.to, page.typed, page.ticks) == ("Paving", "By Friday, please.", [False, True])
    assert page.text.splitlines() == mail.text.strip().splitlines()
    sent_again(desk, page)


def test_by_e_a_chase_of_which_a_line_was_answered_since_says_so_and_keeps_its_words(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    chasing = desk.office.mailing.departments.chasing
    forwards = jobs.asked([jobs.pothole("12 W Oak St"), jobs.pothole("14 W Oak St")], "Paving")
    chasing.send(
        jobs.ana, chasing.preview(jobs.ana, jobs.department("Paving"), forwards, "By Friday, please.")
    )
    desk.office.mailing.departments.answers.log(jobs.ana, forwards[0], "Done.")
    page = opened(desk)
    assert "1 that it asked about waits for no answer any more." in page.words
    assert (page.typed, page.ticks) == ("By Friday, please.", [True])
    page.dialog.done(0)


def test_what_a_chase_said_is_named_where_nobody_owes_its_answer_any_more(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    chasing = desk.office.mailing.departments.chasing
    (forward,) = jobs.asked([jobs.pothole()], "Paving")
    paving = jobs.department("Paving")
    chasing.send(jobs.ana, chasing.preview(jobs.ana, paving, [forward], "By Friday, please."))
    desk.office.mailing.departments.answers.log(jobs.ana, forward, "Done.")
    begin_again(desk)
    assert "Paving owes no answer any more. What the mail said stands in the outbox" in desk.page.said()


def test_by_e_a_packet_is_written_anew_with_the_photos_that_were_ticked(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    case_id, other = jobs.pothole(), jobs.department("Paving")
    photos = [jobs.office.photo(case_id, located_jpeg(width)) for width in (400, 420)]
    record = jobs.office.city_record("SR26-00000017", case_id=case_id, requested_at=jobs.store.now())
    jobs.office.city_says(record, CityStatus.CLOSED)
    reopening = desk.office.mailing.departments.reopening
    mail = reopening.preview(jobs.ana, case_id, other, words="Still there.", photo_ids=photos[:1])
    reopening.send(jobs.ana, mail)
    page = opened(desk)
    assert (page.to, page.typed) == ("Paving", "Still there.")
    assert page.dialog.wish().ticked == (photos[0],)
    assert sorted(picked for _words, picked in page.photos) == [False, True]
    assert page.text.splitlines() == mail.text.strip().splitlines()
    assert [each.partition("\n")[0] for each in page.pictures] == list(mail.files)
    sent_again(desk, page)


def test_each_photo_of_a_packet_is_seen_before_it_is_picked_and_as_it_goes(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    """A face on one of six pictures that are all called image0.jpg is not found by its name (P9)."""
    case_id = jobs.pothole()
    photos = [jobs.office.photo(case_id, located_jpeg(width)) for width in range(400, 412, 2)]
    record = jobs.office.city_record("SR26-00000017", case_id=case_id, requested_at=jobs.store.now())
    jobs.office.city_says(record, CityStatus.CLOSED)
    paving = jobs.department("Paving")
    wish = DepartmentWish(paving, "Paving", "", tuple(photos[:1]), case_id)
    desk.page.office.departments.actions.write_again(wish, MailPurpose.REOPEN)
    desk.page.settle()
    (dialog,) = desk.page.office.window.findChildren(MailQuestion)
    page = MailPage(dialog)
    assert len(page.photos) == 6
    assert all("before the closing" in words for words, _picked in page.photos)
    assert [each.splitlines()[:2] for each in page.pictures] == [["before-1.jpg", "400 x 300"]]
    page.pick(photos[1])
    desk.page.settle()
    assert [each.splitlines()[1] for each in page.pictures] == ["402 x 300", "400 x 300"]
    dialog.done(0)


def test_by_e_a_referral_is_written_anew_with_its_body_and_day(desk: Desk, jobs: DepartmentDesk) -> None:
    case_id, today = jobs.pothole(), jobs.store.now().astimezone(CHICAGO).date()
    day = today + timedelta(days=12)
    referring = desk.office.mailing.departments.referring
    mail = referring.preview(jobs.ana, case_id, jobs.department("Poles Inc."), "It leans.", day)
    referring.send(jobs.ana, mail)
    page = opened(desk)
    assert (page.to, page.typed, page.day) == ("Poles Inc.", "It leans.", us(day))
    assert page.text.splitlines() == mail.text.strip().splitlines()
    sent_again(desk, page)


def us(day: date) -> str:
    """A day as the field shows it."""
    return f"{day.month}/{day.day}/{day.year}"


def test_whom_it_went_to_who_left_the_list_is_said_and_nobody_takes_their_place_unseen(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    case_id, poles = jobs.pothole(), jobs.department("Poles Inc.")
    referring = desk.office.mailing.departments.referring
    day = jobs.store.now().astimezone(CHICAGO).date() + timedelta(days=12)
    referring.send(jobs.ana, referring.preview(jobs.ana, case_id, poles, "It leans.", day))
    jobs.directory.remove(jobs.ana, poles)
    page = opened(desk)
    assert "Poles Inc. is not on the list any more: choose who gets it." in page.words
    assert page.typed == "It leans."
    page.dialog.done(0)


def test_a_problem_that_was_finished_since_leaves_the_words_in_the_outbox_and_says_so(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    case_id = jobs.pothole()
    record = jobs.office.city_record("SR26-00000017", case_id=case_id, requested_at=jobs.store.now())
    jobs.office.city_says(record, CityStatus.CLOSED)
    packets = desk.office.mailing.departments.reopening
    paving = jobs.department("Paving")
    packets.send(jobs.ana, packets.preview(jobs.ana, case_id, paving, words="Still there."))
    jobs.office.city_says(record, CityStatus.OPEN)
    begin_again(desk)
    assert "The city has not closed" in desk.page.said()
    assert "What it said stands in the outbox still." in desk.page.said()


def test_by_e_an_update_of_an_incident_is_written_anew_to_the_one_it_was_for(
    desk: Desk, jobs: DepartmentDesk
) -> None:
    """The others keep theirs: each has a mail of their own (P9)."""
    incidents = Incidents(jobs.store, placing())
    told = [
        jobs.office.mail("No water", contact_id=jobs.office.contact(name, f"{name}@x.example"), point=HERE)
        for name in ("Eva", "Rae")
    ]
    incidents.begin(jobs.ana, IncidentDraft("Main break", case_ids=tuple(each.case_id for each in told)))
    (line,) = incidents.lines(jobs.ana)
    updates = desk.office.mailing.updates
    everybody = [each.contact_id or 0 for each in told]
    updates.send_all(jobs.ana, line.incident_id, everybody, "Back at 6.", {"es": "Vuelve a las 6."})
    given: list[AnswerGiven] = []

    def look(dialog: QDialog) -> None:
        assert isinstance(dialog, UpdateQuestion)
        given.append(dialog.answer())
        dialog.accept()

    in_dialog(look)
    begin_again(desk)
    desk.page.settle()
    assert given == [AnswerGiven((everybody[1],), AnswerWay.REPLIED, "Back at 6.", send=True)]
    assert desk.states()[1:] == [OutboxState.QUEUED, OutboxState.WITHDRAWN, OutboxState.QUEUED]
