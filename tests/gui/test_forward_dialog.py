"""The forward dialog over a real office: what is chosen on the left is what the mail on the right says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from tests.builders import OfficeBuilder
from tests.forwarding import OFFICE, STREETS, WATER, ForwardJobs, attached_file, forward_jobs, located_jpeg
from tests.gui.case_pages import shown_words
from tests.gui.inline_tasks import InlineTasks
from tests.gui.submit_pages import CTRL, DialogPage
from wardoffice.domain.actor import Actor
from wardoffice.domain.changes import Changes
from wardoffice.domain.departments import DepartmentDraft, PersonDraft
from wardoffice.domain.forwarding import Bundling, ForwardWish, Receiver, ShownResident
from wardoffice.domain.outgoing_mail import Addressee
from wardoffice.domain.places import Point
from wardoffice.gui.forward.dialog import DRAFT, ForwardDialog
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.notify import Notifier
from wardoffice.gui.tasks import Tasks
from wardoffice.gui.widgets.badge import Badge
from wardoffice.office.departments import Departments
from wardoffice.office.forward_form import receiver_of
from wardoffice.office.preferences import Preferences
from wardoffice.store.store import Store
from wardoffice.store.tables import OutboxMessage

POTHOLE = "PHF"


@dataclass
class Opened:
    """The dialog as a person meets it, and the office behind it."""

    page: DialogPage
    dialog: ForwardDialog
    store: Store
    maria: Actor
    sent: list[Changes]

    @property
    def text(self) -> str:
        return self.dialog.shown.words.toPlainText()

    @property
    def doubts(self) -> str:
        """What is said to be odd of the addresses it goes to."""
        choices = self.dialog.choices
        return "".join(each.text() for each in choices.findChildren(Badge) if each.isVisibleTo(choices))

    def tick(self, words: str) -> None:
        box = next(each for each in self.dialog.findChildren(QCheckBox) if each.text() == words)
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
        self.settle()

    def settle(self) -> None:
        """What the dialog does by itself once nothing changed for a moment."""
        self.dialog._settling.stop()
        self.dialog._look()

    def send(self) -> None:
        QTest.keyClick(self.dialog, Qt.Key.Key_Return, CTRL)


Opens = Callable[..., Opened]


@pytest.fixture
def maria(sqlite_store: Store) -> Actor:
    return OfficeBuilder(sqlite_store).staff("Maria R.")


@pytest.fixture
def case_id(sqlite_store: Store) -> int:
    office = OfficeBuilder(sqlite_store)
    office.service_type(POTHOLE, "Pothole in Street")
    rosa = office.contact("Rosa Delgado", "rosa@home.example")
    told = office.mail(
        "A hole as big as a bathtub",
        contact_id=rosa,
        address="4800 N Damen Ave",
        point=Point(41.9702, -87.6889),
        service_code=POTHOLE,
    )
    office.photo(told.case_id, located_jpeg(), message_id=told.message_id)
    office.photo(told.case_id, located_jpeg(410), message_id=told.message_id)
    return told.case_id


@pytest.fixture
def directory(sqlite_store: Store, maria: Actor) -> Departments:
    """Three departments; the second in line of the first is its backup."""
    found = Departments(sqlite_store)
    for name in ("Zoning", "Transportation", "Water Management"):
        found.add(maria, DepartmentDraft(name))
    ids = {each.name: each.department_id for each in found.all(maria)}
    lee, pat = PersonDraft("Lee Tran", "lee@streets.example"), PersonDraft("Pat", "pat@streets.example")
    found.add_person(maria, ids["Transportation"], lee)
    found.add_person(maria, ids["Transportation"], replace(pat, is_backup=True))
    found.add_person(maria, ids["Water Management"], PersonDraft("Desk", "desk@water.example"))
    return found


@pytest.fixture
def jobs(sqlite_store: Store, maria: Actor, directory: Departments) -> ForwardJobs:
    """A pothole goes to Transportation, as everything does."""
    first = next(each for each in directory.all(maria) if each.name == "Transportation")
    return forward_jobs(
        sqlite_store,
        directory=directory.all,
        route=lambda _actor, _view: receiver_of(first, "As the city publishes."),
        doubts=directory.doubts_of,
    )


@pytest.fixture
def opens(
    qtbot: QtBot, sqlite_store: Store, maria: Actor, jobs: ForwardJobs, notifier: Notifier
) -> Iterator[Opens]:
    dialogs: list[ForwardDialog] = []
    usual = jobs

    def open_it(
        *case_ids: int,
        jobs: ForwardJobs | None = None,
        begun: dict[str, Any] | None = None,
        wish: ForwardWish | None = None,
    ) -> Opened:
        jobs = jobs or usual
        preferences = Preferences(sqlite_store)
        dialog = ForwardDialog(
            jobs.forms.prepare(maria, case_ids),
            begun or preferences.all(maria).get(DRAFT, {}),
            wish,
            desk=ForwardDesk(jobs.forms, jobs.forwarding, preferences),
            tasks=InlineTasks(notifier.error),
            actor=maria,
            parent=None,
        )
        dialogs.append(dialog)
        sent: list[Changes] = []
        dialog.sent.connect(sent.append)
        with qtbot.waitActive(dialog):
            dialog.start()
            dialog.activateWindow()
        return Opened(DialogPage(dialog), dialog, sqlite_store, maria, sent)

    yield open_it
    for dialog in dialogs:
        if shiboken6.isValid(dialog):
            dialog.done(0)


def test_it_shows_the_mail_as_it_will_leave_and_ctrl_enter_sends_it(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    assert f"From: {OFFICE.name} <{OFFICE.address}>" in opened.dialog.shown.head.text()
    assert "To: Lee Tran <lee@streets.example>" in opened.dialog.shown.head.text()
    assert "Pothole in Street at 4800 N Damen Ave" in opened.text
    names = [
        opened.dialog.shown.pictures.item(at).text() for at in range(opened.dialog.shown.pictures.count())
    ]
    assert [each.partition("\n")[0] for each in names] == ["photo-1.jpg", "photo-2.jpg", "map.png"]
    assert "410 x 300" in names[0] or "410 x 300" in names[1]
    assert "in all" in opened.dialog.shown.size_line.text()
    shown = opened.text
    opened.send()
    assert [each.label for each in opened.sent] == ["To Transportation"]
    with opened.store.reading() as session:
        row = session.scalars(select(OutboxMessage)).one()
        raw = opened.store.files.path(row.rendered_sha256 or "").read_bytes()
    for line in filter(None, shown.splitlines()):
        assert line.split()[0].encode() in raw


def test_nothing_of_residents_is_ticked_and_a_tick_is_for_this_message(opens: Opens, case_id: int) -> None:
    """P9: three ticks, remembered nowhere."""
    opened = opens(case_id)
    assert "Rosa" not in opened.text
    opened.tick("Tell their names")
    assert "Rosa Delgado" in opened.text
    assert "bathtub" not in opened.text
    opened.tick("Tell their words")
    assert "> A hole as big as a bathtub" in opened.text
    opened.dialog.done(0)
    again = opens(case_id)
    assert "Rosa" not in again.text
    assert "bathtub" not in again.text


def test_photos_are_picked_with_space(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    photos = opened.dialog.choices.photos
    assert len(photos.photo_ids()) == 2
    photos.setFocus()
    photos.setCurrentRow(0)
    QTest.keyClick(photos, Qt.Key.Key_Space)
    opened.settle()
    assert len(photos.photo_ids()) == 1
    assert opened.dialog.shown.pictures.count() == 2  # a photo and the map
    QTest.keyClick(photos, Qt.Key.Key_Space)
    assert len(photos.photo_ids()) == 2


def test_another_department_brings_its_people(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    opened.page.choose("To", "Water Management")
    opened.settle()
    assert "To: Desk <desk@water.example>" in opened.dialog.shown.head.text()
    opened.page.choose("To", "Zoning")
    opened.settle()
    assert "Nobody is chosen who gets it." in opened.dialog.shown.said
    assert "No mail to look at" in shown_words(opened.dialog.shown)
    assert not opened.dialog.take_button.isEnabled()
    opened.page.write("Another mail address", "new@there.example")
    opened.settle()
    assert "To: new@there.example" in opened.dialog.shown.head.text()
    assert opened.dialog.take_button.isEnabled()


def test_a_wrong_address_is_said_where_the_mail_would_stand(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    opened.page.write("Another mail address", "lee@")
    opened.settle()
    assert "no mail address" in opened.dialog.shown.said
    assert not opened.dialog.take_button.isEnabled()
    opened.send()
    assert opened.sent == []


def test_a_long_name_makes_the_column_no_wider_than_its_place(
    opens: Opens, case_id: int, maria: Actor, directory: Departments, sqlite_store: Store
) -> None:
    listed = next(each for each in directory.all(maria) if each.name == "Water Management")
    long = PersonDraft(
        "Dolores Finch-Abernathy, Deputy Commissioner for Streets and Alleys of the North Side",
        "dolores.finch-abernathy.deputy.commissioner@department-of-streets.example",
    )
    directory.change_person(maria, listed.people[0].person_id, long)
    attached_file(OfficeBuilder(sqlite_store), case_id, f"{'a long name ' * 9}.pdf", "application/pdf")
    dialog = opens(case_id).dialog
    dialog.choices.department.setCurrentIndex(dialog.choices.department.findText("Water Management"))
    inside = dialog.choices.widget()
    assert inside is not None
    assert inside.width() <= dialog.choices.viewport().width()
    assert inside.minimumSizeHint().width() <= dialog.choices.viewport().width()
    assert long.email in shown_words(dialog.choices)


def test_what_is_odd_of_an_address_is_said_beside_the_field_before_it_goes(
    opens: Opens, case_id: int
) -> None:
    opened = opens(case_id)
    assert opened.doubts == ""
    opened.page.choose("To", "Another address")
    opened.page.write("Another mail address", "noreply@cityofchicgo.org")
    opened.settle()
    said = "Nobody reads noreply@cityofchicgo.org: it only sends. Is it @cityofchicago.org?"
    assert opened.doubts == said
    opened.page.write("Another mail address", "lee@cityofchicago.org, desk@gmial.com")
    opened.settle()
    assert opened.doubts == "desk@gmial.com: Is it @gmail.com?"
    opened.page.write("Another mail address", "lee@")
    opened.settle()
    assert opened.doubts == ""


def test_what_is_odd_of_where_it_went_before_is_said_when_it_goes_there_again(
    opens: Opens, case_id: int, sqlite_store: Store
) -> None:
    first = opens(case_id)
    first.page.choose("To", "Another address")
    first.page.write("Another mail address", "no-reply@streets.example")
    first.settle()
    first.send()
    other = OfficeBuilder(sqlite_store).mail("A hole", address="1 A St", service_code=POTHOLE).case_id
    again = opens(other)
    again.page.choose("To", "no-reply@streets.example")
    again.settle()
    assert "it only sends" in again.doubts


def test_of_several_mails_it_is_said_whose_address_is_odd(
    opens: Opens, case_id: int, sqlite_store: Store, maria: Actor, directory: Departments
) -> None:
    listed = next(each for each in directory.all(maria) if each.name == "Transportation")
    pat = PersonDraft("Lee Tran", "noreply@streets.example")
    directory.change_person(maria, listed.people[0].person_id, pat)
    changed = receiver_of(next(each for each in directory.all(maria) if each.name == "Transportation"))
    other = OfficeBuilder(sqlite_store).mail("A hole", address="1 A St", service_code=POTHOLE).case_id
    jobs = forward_jobs(
        sqlite_store,
        route=lambda _actor, view: changed if view.case_id == other else WATER,
        doubts=directory.doubts_of,
    )
    opened = opens(case_id, other, jobs=jobs)
    assert len(opened.dialog.preview.mails if opened.dialog.preview else ()) == 2
    assert opened.doubts == ("Transportation: Nobody reads noreply@streets.example: it only sends.")


def test_while_a_change_is_on_its_way_nothing_older_is_sent(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    opened.page.write("What you ask them to do (may stay empty)", "Fill it.")
    assert opened.dialog.preview is None
    opened.send()
    assert opened.sent == []
    opened.settle()
    assert "Fill it." in opened.text
    opened.send()
    assert len(opened.sent) == 1


def test_what_is_missing_is_marked_and_can_be_filled_in(opens: Opens, sqlite_store: Store) -> None:
    told = OfficeBuilder(sqlite_store).mail("Hm", address="1 A St")
    opened = opens(told.case_id)
    assert "⟨type: fill in⟩" in opened.text
    assert "Still missing" in opened.dialog.shown.said
    assert not opened.dialog.take_button.isEnabled()
    opened.page.write("What it is, as it has no type yet", "Broken bench")
    opened.settle()
    assert "Broken bench at 1 A St" in opened.text
    assert opened.dialog.take_button.isEnabled()


def test_what_was_begun_is_there_again_and_goes_once_it_is_sent(opens: Opens, case_id: int) -> None:
    opened = opens(case_id)
    opened.page.write("What you ask them to do (may stay empty)", "Before the parade, please.")
    opened.dialog._keeping.timeout.emit()
    kept = Preferences(opened.store).all(opened.maria)[DRAFT]
    again = opens(case_id, begun=kept)
    assert "Before the parade, please." in again.text
    other = OfficeBuilder(opened.store).mail("Another hole", address="2 B St", service_code=POTHOLE)
    assert "parade" not in opens(other.case_id, begun=kept).text
    again.send()
    assert Preferences(opened.store).all(opened.maria)[DRAFT] == {}


def test_many_are_shown_mail_by_mail_with_those_that_do_not_go(
    opens: Opens, sqlite_store: Store, case_id: int
) -> None:
    office = OfficeBuilder(sqlite_store)
    second = office.mail("Hole", address="2 B St", service_code=POTHOLE).case_id
    third = office.mail("Leak", address="3 C St", service_code=POTHOLE).case_id
    no_type = office.mail("Hm", address="4 D St")
    jobs = forward_jobs(sqlite_store, route=lambda _a, view: WATER if view.case_id == third else STREETS)
    opened = opens(case_id, second, third, no_type.case_id, jobs=jobs)
    assert "2 problems for Streets & Sanitation" in opened.dialog.shown.head.text()
    assert "It has no type yet" in opened.dialog.shown.said
    assert opened.dialog.take_button.text() == "Send 2 mails"
    opened.page.choose("Which mail is shown", opened.dialog.shown.which.itemText(1))
    assert "desk@water.example" in opened.dialog.shown.head.text()
    opened.tick("One mail for each problem")
    assert opened.dialog.take_button.text() == "Send 3 mails"
    opened.send()
    with sqlite_store.reading() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 3


def test_a_mail_that_was_taken_back_is_there_again_with_all_that_was_chosen_for_it(
    opens: Opens, case_id: int, jobs: ForwardJobs, maria: Actor, sqlite_store: Store
) -> None:
    """The backup alone, an address beside, one photo of two, a file, no map (P9)."""
    office = OfficeBuilder(sqlite_store)
    file_id = attached_file(office, case_id, "letter.pdf", "application/pdf")
    form = jobs.forms.prepare(maria, [case_id])
    photos = [each.attachment_id for each in form.cases[0].photos]
    streets = next(each for each in form.receivers if each.name == "Transportation")
    pat = next(each for each in streets.known if each.name == "Pat")
    to = replace(streets, to=(pat, Addressee("x@y.example")))
    chosen = ForwardWish(
        (case_id,),
        to,
        instruction="Before the parade, please.",
        photo_ids=(photos[1],),
        file_ids=(file_id,),
        with_map=False,
        with_history=False,
        resident=ShownResident(name=True),
    )
    opened = opens(case_id, wish=chosen)
    shown = opened.dialog.choices.wish()
    assert shown.receiver is not None
    assert shown.receiver.to == to.to
    assert replace(shown, receiver=to) == chosen
    assert "Before the parade, please." in opened.text
    assert opened.dialog.preview is not None
    assert len(opened.dialog.preview.mails[0].pictures) == 1


def test_a_mail_about_many_that_was_taken_back_goes_to_the_departments_of_their_types_again(
    opens: Opens, case_id: int, sqlite_store: Store
) -> None:
    other = OfficeBuilder(sqlite_store).mail("Another", address="12 W Oak St", service_code=POTHOLE)
    chosen = ForwardWish(
        (case_id, other.case_id), photo_ids=(), with_map=True, bundling=Bundling.EACH, instruction="Both."
    )
    assert opens(case_id, other.case_id, wish=chosen).dialog.choices.wish() == chosen


def test_who_is_on_the_list_no_more_is_written_to_at_the_same_address(opens: Opens, case_id: int) -> None:
    to = (Addressee("a@gone.example", "A"), Addressee("b@gone.example"))
    opened = opens(case_id, wish=ForwardWish((case_id,), Receiver(99, "Gone", to), photo_ids=()))
    receiver = opened.dialog.choices.receiver()
    assert receiver is not None
    assert [each.address for each in receiver.to] == [each.address for each in to]


@pytest.mark.parametrize(
    ("name", "media_type"), [("VID_1.mov", "video/quicktime"), ("VID_2.MP4", "application/octet-stream")]
)
def test_a_video_is_warned_of_and_goes_only_once_somebody_ticked_it(
    opens: Opens, case_id: int, sqlite_store: Store, name: str, media_type: str
) -> None:
    """P9: its position cannot be taken out of it, as it is of photos."""
    warning = "hidden in it may stand where and when it was made"
    assert not [each for each in opens(case_id).dialog.findChildren(QLabel) if warning in each.text()]
    attached_file(OfficeBuilder(sqlite_store), case_id, name, media_type)
    opened = opens(case_id)
    assert [each for each in opened.dialog.findChildren(QLabel) if warning in each.text()]
    assert opened.dialog.choices.wish().file_ids == ()
    assert "goes as it is" not in opened.dialog.shown.said
    (box,) = (each for each in opened.dialog.findChildren(QCheckBox) if name in each.text())
    opened.tick(box.text())
    suffix = name[-4:].lower()
    assert f"file-1{suffix} goes as it is: it may tell where and when" in opened.dialog.shown.said


def test_what_fails_in_sending_is_said_above_and_the_words_stay(
    opens: Opens, case_id: int, jobs: ForwardJobs, maria: Actor
) -> None:
    opened = opens(case_id)
    jobs.forwarding.send(maria, jobs.forwarding.preview(maria, opened.dialog.choices.wish()))
    opened.send()
    assert "The same waits in the outbox for Transportation" in opened.dialog.error_words
    assert opened.dialog.isVisible()
    assert opened.sent == []


def test_what_could_not_go_is_looked_at_anew_and_may_go_then(
    opens: Opens, case_id: int, sqlite_store: Store
) -> None:
    """Else the same error would come for ever."""
    opened = opens(case_id)
    OfficeBuilder(sqlite_store).photo(case_id, located_jpeg(500, 300))
    opened.send()
    assert "changed meanwhile" in opened.dialog.error_words
    opened.send()
    assert len(opened.sent) == 1


def test_every_control_has_a_name(opens: Opens, case_id: int) -> None:
    dialog = opens(case_id).dialog
    for kind in (QCheckBox, QPushButton):
        assert all(each.accessibleName() for each in dialog.findChildren(kind) if each.isVisible())
    for named in (
        dialog.choices.photos,
        dialog.choices.department,
        dialog.choices.address,
        dialog.shown.words,
    ):
        assert named.accessibleName()


def test_the_window_answers_while_pictures_are_made_ready(
    qtbot: QtBot, jobs: ForwardJobs, sqlite_store: Store, maria: Actor, case_id: int
) -> None:
    """P10: on the real lanes."""
    tasks = Tasks(Notifier().error)
    preferences = Preferences(sqlite_store)
    dialog = ForwardDialog(
        jobs.forms.prepare(maria, [case_id]),
        {},
        desk=ForwardDesk(jobs.forms, jobs.forwarding, preferences),
        tasks=tasks,
        actor=maria,
        parent=None,
    )
    try:
        dialog.start()
        assert dialog.shown.bar.isVisible()
        assert not dialog.take_button.isEnabled()
        qtbot.waitUntil(lambda: dialog.preview is not None)
        assert dialog.take_button.isEnabled()
        qtbot.waitUntil(lambda: tasks.idle)
    finally:
        dialog.done(0)
        tasks.shutdown()


def test_who_ticks_the_words_is_told_that_they_may_name_others(opens: Opens, case_id: int) -> None:
    """P9: the office takes the resident's own name out of their words, and knows nobody else's."""
    opened = opens(case_id)
    said = opened.dialog.choices.others
    assert not said.isVisible()
    opened.tick("Tell their words")
    assert said.isVisible()
    assert "may name other people" in said.text()


def test_what_has_no_route_goes_to_nobody_until_somebody_is_chosen(
    opens: Opens, case_id: int, sqlite_store: Store, directory: Departments
) -> None:
    """The first department of the alphabet stood there with its people ticked, and Send was live."""
    opened = opens(
        case_id, jobs=forward_jobs(sqlite_store, directory=directory.all, route=lambda _actor, _view: None)
    )
    assert opened.dialog.choices.department.currentText() == "Choose a department …"
    assert "Nobody is chosen who gets it." in opened.dialog.shown.said
    assert not opened.dialog.take_button.isEnabled()
    opened.send()
    assert opened.sent == []
    opened.page.choose("To", "Transportation")
    opened.settle()
    assert "To: Lee Tran <lee@streets.example>" in opened.dialog.shown.head.text()
    assert opened.dialog.take_button.isEnabled()
