"""Wires the window to an opened office. Qt loads here, and only when a window is made."""

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

from wardoffice.bootstrap.map_drawing import draw_maps_on
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office
from wardoffice.domain.actor import Doing, may
from wardoffice.domain.changes import Changes
from wardoffice.gui.answer.port import AnswerDesk
from wardoffice.gui.app import make_application, run_window
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.check.closings_card import ClosingsCard
from wardoffice.gui.check.sending_card import SendingCard
from wardoffice.gui.check.sources_view import SourcesView
from wardoffice.gui.check.view import CheckView
from wardoffice.gui.departments.port import DepartmentDesk
from wardoffice.gui.desk import Desk
from wardoffice.gui.forward.port import ForwardDesk
from wardoffice.gui.main_window import Screen
from wardoffice.gui.map.view import MapView
from wardoffice.gui.notify import Notifier
from wardoffice.gui.office_window import CHECK, OUTBOX, OfficeWindow
from wardoffice.gui.personal.port import PersonalDesk
from wardoffice.gui.printing import QtPrinter
from wardoffice.gui.rail import RailItem
from wardoffice.gui.second_window import SecondWindow
from wardoffice.gui.sign_in_banner import SignInBanner
from wardoffice.gui.signing_in import SignInKeeper, ask_password
from wardoffice.gui.submit.port import SubmitDesk
from wardoffice.gui.tasks import Lane, TaskRunner, Tasks, WindowTasks
from wardoffice.gui.ward_keeper import WardKeeper
from wardoffice.gui.watching import Watcher
from wardoffice.gui.window_place import Maps, Place
from wardoffice.gui.year_runner import YearRunner
from wardoffice.language import text
from wardoffice.office.city_year import CityYear
from wardoffice.office.letters import Letters, Sender
from wardoffice.office.map_tiles import tile_provider
from wardoffice.office.printing import Letterhead, Printing
from wardoffice.office.sending_check import SendingCheck
from wardoffice.office.settings import Settings
from wardoffice.office.whole_outbox import WholeOutbox
from wardoffice.system.folders import default_data_folder, make_data_folder
from wardoffice.system.window_lock import window_lock


def run(data_dir: Path | None) -> int:
    """Open the office's window and stay until it is closed; returns the exit code.

    Raises CannotDoError where another window is open on the same folder.
    """
    folder = make_data_folder(data_dir or default_data_folder())
    with window_lock(folder), open_office(folder) as office:
        return show(office)


def show(office: Office) -> int:
    """Show the window of an opened office until it is closed."""
    app = make_application(sys.argv[:1], dark=_dark(office.settings))
    tasks, make = window_parts(office)
    return run_window(app, tasks, make)


def window_parts(office: Office) -> tuple[Tasks, Callable[[], OfficeWindow]]:
    """The lanes, and what makes the window on them; call on the GUI thread."""
    notifier = Notifier()
    tasks = Tasks(notifier.error)
    return tasks, partial(_make_window, office, tasks, notifier)


def _make_window(office: Office, tasks: Tasks, notifier: Notifier) -> OfficeWindow:
    maps, check = _maps(office), _check(office, tasks)
    minutes = office.settings.sync.minutes
    window = _office_window(
        office, tasks, notifier, maps=maps, check=check, window_file="window.ini", sync_minutes=minutes
    )
    _connect_check(window, check)
    _show_sending(office, window, check, tasks)
    check.changed.connect(lambda _changes: window.sync.read_facts())
    _let_sign_in(office, window, check, tasks)
    watcher = Watcher(office.watching, office.services, tasks=tasks, notifier=notifier, actor=office.actor)
    watcher.setParent(window.window)
    watcher.looking.connect(check.show_looking)
    watcher.seen.connect(lambda: check.refresh() if check.isVisible() else None)
    watcher.seen.connect(window.sync.read_facts)
    window.sync.ended.connect(watcher.look)
    check.look_asked.connect(watcher.look_now)
    watcher.start()
    if office.settings.office.ward:
        _count_closings(office, window, check, tasks)
    if office.year is not None:
        _read_year(office, office.year, window, check, tasks)
    keeper = WardKeeper(office.wards.boundaries, tasks, notifier, office.actor)
    keeper.setParent(window.window)
    keeper.working.connect(window.status.show_work)
    keeper.worked.connect(lambda _job: window.status.end_work())
    keeper.moved_asked.connect(window.show_moved)
    if missing := office.sync.missing():
        notifier.info(" ".join(missing))

    draw_maps = draw_maps_on(office, window, maps, tasks)
    keeper.changed.connect(draw_maps)
    keeper.changed.connect(partial(window.refresh, Changes()))
    window.begun.connect(partial(_learn_addresses, office, window, tasks))
    window.begun.connect(draw_maps)
    window.begun.connect(keeper.start)
    SecondWindow(window, partial(_make_second, office, tasks))
    return window


def _make_second(office: Office, tasks: Tasks) -> OfficeWindow:
    """The same for a second screen; it reads nothing by itself."""
    notifier = Notifier()
    told_here = WindowTasks(tasks, notifier.error)
    maps, check = _maps(office), _check(office, told_here)
    window = _office_window(
        office, told_here, notifier, maps=maps, check=check, window_file="second-window.ini", sync_minutes=0
    )
    _connect_check(window, check)
    _show_sending(office, window, check, told_here)
    window.begun.connect(draw_maps_on(office, window, maps, told_here))
    return window


def _learn_addresses(office: Office, window: OfficeWindow, tasks: Tasks) -> None:
    """Make the book of addresses, seconds of work at a large office, and show what it says of the problem."""
    tasks.submit(
        Lane.BACKGROUND,
        office.addresses.finder,
        owner=window,
        done=lambda _finder: window.follower.read_again(),
    )


def _maps(office: Office) -> tuple[MapView, MapView]:
    tiles = tile_provider(office.settings)
    return MapView(tiles), MapView(tiles)


def _check(office: Office, tasks: TaskRunner) -> CheckView:
    return CheckView(
        office.actor,
        tasks,
        books=office.check,
        reads=office.sync,
        watches=office.watching,
        services=office.services,
        moments=Moments(office.profile.zone(), office.store.now),
        clock=office.store.now,
        left_out=office.profile.left_out_types(),
    )


def _connect_check(window: OfficeWindow, check: CheckView) -> None:
    check.case_asked.connect(window.open_case)
    check.changed.connect(window.acting.announce)
    check.acted.connect(window.acting.tell)
    # What was done elsewhere, or taken back, may be about a mail that is listed here.
    window.acting.changed.connect(lambda _changes: check.refresh() if check.isVisible() else None)
    check.sync_asked.connect(window.sync.run)
    window.sync.ended.connect(lambda: check.refresh() if check.isVisible() else None)
    window.window.shown_screen.connect(lambda key: check.refresh() if key == CHECK else None)


def _show_sending(office: Office, window: OfficeWindow, check: CheckView, tasks: TaskRunner) -> None:
    """Show what goes out beside what comes in."""
    sending = SendingCheck(office.store, office.mailing.sending.door, office.profile.key)
    card = SendingCard(sending, tasks, office.actor, Moments(office.profile.zone(), office.store.now))
    check.add_card(card, of_mail=True)
    check.refreshed.connect(card.refresh)
    window.outgoing.runner.ended.connect(lambda: card.refresh() if check.isVisible() else None)
    card.outbox_asked.connect(partial(window.show_screen, OUTBOX))
    card.sign_in_asked.connect(check.sign_in_asked)


def _office_window(
    office: Office,
    tasks: TaskRunner,
    notifier: Notifier,
    *,
    maps: tuple[MapView, MapView],
    check: CheckView,
    window_file: str,
    sync_minutes: float,
) -> OfficeWindow:
    return OfficeWindow(
        desk_of(office),
        office.sync,
        submit_desk_of(office),
        personal_desk_of(office),
        actor=office.actor,
        place=Place(
            office_name=_name(office.settings),
            zone=office.profile.zone(),
            clock=office.store.now,
            window_file=office.folder / window_file,
            sync_minutes=sync_minutes,
            old_after=timedelta(hours=office.settings.sync.old_after_hours),
        ),
        tasks=tasks,
        notifier=notifier,
        maps=Maps(*maps),
        more_screens=(
            Screen(RailItem(CHECK, text("311 and\nmail"), "mdi6.check-network-outline", "Alt+4"), check),
        ),
    )


def desk_of(office: Office) -> Desk:
    """The jobs behind queue and case pane."""
    return Desk(
        queue=office.queue,
        points=office.queue,
        cases=office.pane,
        triage=office.triage,
        splitting=office.splitting,
        proposing=office.proposing,
        merging=office.merging,
        duplicates=office.duplicates,
        pairing=office.pairing,
        putting_off=office.personal.putting_off,
        attaching=office.attaching,
        photo_editing=office.photo_editing,
        city_photos=office.city_photos,
        undoing=office.undoing,
        types=office.types,
        expecting=office.expecting,
        staffing=office.staff,
        handing=office.wards.handing,
        incidents=office.incidents,
        calls=office.calls,
        forwards=ForwardDesk(
            office.mailing.forwarding.forms, office.mailing.forwarding.forwarding, office.personal.preferences
        ),
        departments=_departments(office),
        paper=_paper(office),
        answers=_answers(office),
        tagging=office.working.tagging,
        snoozing=office.working.snoozing,
        macros=office.working.macros,
        history=office.working.history,
        lookup=office.lookup,
    )


def _departments(office: Office) -> DepartmentDesk:
    """The list of departments, and what is done with them."""
    jobs = office.mailing.departments
    return DepartmentDesk(
        directory=jobs.directory,
        routing=jobs.routing,
        chasing=jobs.chasing,
        daily=jobs.daily,
        pasted=jobs.pasted,
        referring=jobs.referring,
        reopening=jobs.reopening,
        answers=jobs.answers,
    )


def _answers(office: Office) -> AnswerDesk:
    """What is written to residents; letters are drawn by Qt."""
    mailing, own = office.mailing, office.settings.office
    head = Letterhead(_name(office.settings), office.profile.zone(), office.store.now)
    sender = Sender(own.ward, own.office_holder_title, own.phone, own.email)
    letters = Letters(office.store, QtPrinter().pdf, head, sender)
    return AnswerDesk(mailing.replying, letters, mailing.texts, mailing.updates)


def submit_desk_of(office: Office) -> SubmitDesk:
    """The jobs of what goes to the city."""
    mail = office.mailing.sending
    return SubmitDesk(
        forms=office.submissions.submitting,
        numbers=office.submissions.numbers,
        outbox=WholeOutbox(
            office.store,
            office.submissions.outbox,
            mail.outbox,
            mail.hold,
            sends_mail=mail.sending.has_server,
        ),
        sender=office.submissions.sending,
        contact=office.submissions.contact,
        mail_sender=mail.sending,
    )


def personal_desk_of(office: Office) -> PersonalDesk:
    """The jobs of each person's own desk."""
    return PersonalDesk(
        views=office.personal.views,
        preferences=office.personal.preferences,
        drafts=office.personal.drafts,
        palette=office.personal.palette,
    )


def _let_sign_in(office: Office, window: OfficeWindow, check: CheckView, tasks: Tasks) -> None:
    """Let a person sign in to a mailbox: from the banner, and from the check."""
    keeper = SignInKeeper(
        office.signing_in,
        tasks=tasks,
        notifier=window.notifier,
        actor=office.actor,
        ask_password=partial(ask_password, window.window),
    )
    keeper.setParent(window.window)
    banner = SignInBanner(may_sign_in=may(office.actor, Doing.SYNC))
    window.window.add_banner(banner)
    window.incoming.follow_sign_in(keeper, banner)
    check.sign_in_asked.connect(keeper.sign_in)
    keeper.signed_in.connect(check.refresh)


def _count_closings(office: Office, window: OfficeWindow, check: CheckView, tasks: Tasks) -> None:
    """Show what the city closed lately, and what it meant by it."""
    moments = Moments(office.profile.zone(), office.store.now)
    card = ClosingsCard(office.closings, tasks, office.actor, moments)
    check.add_card(card)
    check.refreshed.connect(card.refresh)
    card.case_asked.connect(window.open_case)


def _read_year(office: Office, year: CityYear, window: OfficeWindow, check: CheckView, tasks: Tasks) -> None:
    """Let the year before be read after each sync, and show how far it is and what it brought."""
    runner = YearRunner(year, year.telling, tasks, window.notifier, office.actor)
    runner.setParent(window.window)
    cards = SourcesView(
        office.sources,
        runner,
        year.telling,
        tasks=tasks,
        actor=office.actor,
        moments=Moments(office.profile.zone(), office.store.now),
    )
    check.add_card(cards)
    check.refreshed.connect(cards.refresh)
    cards.case_asked.connect(window.open_case)
    window.incoming.follow_year(runner)


def _paper(office: Office) -> Printing:
    """What makes pages for paper: the office's, drawn by Qt."""
    letterhead = Letterhead(_name(office.settings), office.profile.zone(), office.store.now)
    return Printing(
        office.cases, office.maps.blocks, office.maps.layers, printer=QtPrinter(), letterhead=letterhead
    )


def _name(settings: Settings) -> str:
    ward = settings.office.ward
    return settings.office.name or (text("Ward {ward}", ward=ward) if ward else text("Ward Office"))


def _dark(settings: Settings) -> bool | None:
    return {"light": False, "dark": True}.get(settings.window.theme)
