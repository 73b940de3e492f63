"""What the queue shows, in which order, and what narrows it: chips, menus, and a line that says so."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from wardoffice.domain.actor import StaffMember
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.messages import IN_CASES, Channel
from wardoffice.domain.queue import QueueFilter, SortBy, View, WardFilter
from wardoffice.domain.saved_views import SavedView
from wardoffice.domain.service_requests import ServiceType
from wardoffice.domain.tags import TagUse
from wardoffice.gui.queue.words import channel_words
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.parts import banner
from wardoffice.gui.widgets.strip import Strip
from wardoffice.gui.widgets.tip import tip_words
from wardoffice.language import plural, text


def view_words(view: View) -> str:
    """The name of a view, as its chip says it."""
    return {
        View.TO_US: text("To us"),
        View.MINE: text("Mine"),
        View.REALLY_DONE: text("Really done?"),
        View.WAITING_ON_CITY: text("Waiting on city"),
        View.NEW_IN_311: text("New in 311"),
        View.SNOOZED: text("Snoozed"),
        View.ALL: text("All"),
    }[view]


def sort_words(sort: SortBy) -> str:
    """The name of an order."""
    return {
        SortBy.URGENCY: text("safety first, then urgent, then longest unanswered"),
        SortBy.NEWEST: text("newest first"),
        SortBy.OLDEST: text("oldest first"),
        SortBy.PLACE: text("by address"),
        SortBy.TYPE: text("by type"),
    }[sort]


def order_words(view: View, sort: SortBy) -> str:
    """The order a view is shown in: in two of them another comes first than elsewhere."""
    if sort is SortBy.URGENCY and view is View.SNOOZED:
        return text("back soonest first")
    if sort is SortBy.URGENCY and view is View.NEW_IN_311:
        return sort_words(SortBy.NEWEST)
    return sort_words(sort)


class FilterBar(QWidget):
    """Says what is asked of the queue, and how many that is; ``asked`` is emitted when it changes."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = View.TO_US
        self.sort = SortBy.URGENCY
        self._search_sort = SortBy.NEWEST
        self.narrowed = QueueFilter()
        self._types: tuple[ServiceType, ...] = ()
        self._staff: tuple[StaffMember, ...] = ()
        self._tags: tuple[TagUse, ...] = ()
        self._chips: dict[View, QPushButton] = {}
        self._strip = Strip()
        self._line = ElidedLabel()
        self._line.setProperty("role", "quiet")
        self._counted = ""
        self._trouble = banner("", Tone.DANGER)
        self._trouble.setObjectName("notSearched")
        self._trouble.hide()
        self._clear = _link(text("Clear"), text("Show the whole view again"))
        self._clear.clicked.connect(self.clear)
        self._clear.hide()
        self._sort = _link(text("Sort"), text("Change the order"), menu=True)
        self._narrow = _link(
            text("Filter"), text("Narrow by status, type, channel, ward or person"), menu=True
        )
        self._sort.setMenu(QMenu(self._sort))
        self._narrow.setMenu(QMenu(self._narrow))
        self._fill_sort()
        self._fill_narrow()
        lower = QHBoxLayout()
        lower.setContentsMargins(16, 2, 8, 2)
        lower.setSpacing(4)
        lower.addWidget(self._line, 1)
        for button in (self._clear, self._sort, self._narrow):
            lower.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._make_chips()
        layout.addWidget(self._strip)
        layout.addWidget(_line())
        layout.addLayout(lower)
        self._around = QVBoxLayout()
        self._around.setContentsMargins(16, 0, 16, 0)
        self._around.addWidget(self._trouble)
        layout.addLayout(self._around)
        layout.addWidget(_line())
        self.show_count(None)

    def show_view(self, view: View) -> None:
        """Ask for another view, as a click on its chip does."""
        self.ask(view, self.narrowed)

    def narrow(self, narrowed: QueueFilter) -> None:
        """Ask for less, or for all again."""
        self.ask(self.view, narrowed)

    def ask(self, view: View, narrowed: QueueFilter) -> bool:
        """Ask for a view and a filter together; whether that is anything new."""
        self._chips[view].setChecked(True)
        self._strip.keep_in_sight(self._chips[view])
        if (view, narrowed) == (self.view, self.narrowed):
            return False
        self.view, self.narrowed = view, narrowed
        if not narrowed.words:
            self._search_sort = SortBy.NEWEST
        self._fill_narrow()
        self._fill_sort()
        self.asked.emit()
        return True

    def ask_saved(self, saved: SavedView) -> None:
        """Ask for a list by name, in its order."""
        if saved.narrowed.words:
            self._search_sort = saved.sort
        else:
            self.sort = saved.sort
        if not self.ask(saved.view, saved.narrowed):
            self._fill_sort()
            self.asked.emit()

    def clear(self) -> None:
        """Drop every filter but the words of the search box, which shows its own."""
        self.narrow(QueueFilter(words=self.narrowed.words))

    @property
    def order(self) -> SortBy:
        """The order asked for: what is searched for comes newest first, unless another was chosen for it."""
        return self._search_sort if self.narrowed.words else self.sort

    def sort_by(self, sort: SortBy) -> None:
        """Ask for another order, of the search where there is one."""
        if sort is not self.order:
            if self.narrowed.words:
                self._search_sort = sort
            else:
                self.sort = sort
            self._fill_sort()
            self.asked.emit()

    def know(self, types: Sequence[ServiceType], staff: Sequence[StaffMember]) -> None:
        """Learn what can be chosen in the menus."""
        self._types, self._staff = tuple(types), tuple(staff)
        self._fill_narrow()

    def know_tags(self, tags: Sequence[TagUse]) -> None:
        """Learn which tags there are; they come and go with what people do."""
        if tuple(tags) != self._tags:
            self._tags = tuple(tags)
            self._fill_narrow()

    def show_counts(self, counts: Mapping[View, int]) -> None:
        """Show how many each view holds."""
        for view, chip in self._chips.items():
            if view in counts:
                chip.setText(f"{view_words(view)} {counts[view]:,}")
                chip.setAccessibleName(
                    plural(
                        "{view}: {count} problem",
                        "{view}: {count} problems",
                        counts[view],
                        view=view_words(view),
                    )
                )

    def show_count(self, count: int | None) -> None:
        """Say what the list shows and how many; None while that is being asked."""
        shown = text("Looking…") if count is None else plural("{count} problem", "{count} problems", count)
        parts = [shown, *self._narrowed_words(), order_words(self.view, self.order)]
        self._line.setText(" · ".join(parts))
        if count is None:
            self.show_trouble("")
        else:
            self._counted = self.line
        self._clear.setVisible(replace(self.narrowed, words="") != QueueFilter())

    @property
    def line(self) -> str:
        """What the line says."""
        return self._line.text()

    @property
    def asked_words(self) -> str:
        """The list that is asked for, in words: its view and what narrows it."""
        return " · ".join((view_words(self.view), *self._narrowed_words()))

    @property
    def trouble(self) -> str:
        """Why the list is not what was typed, or nothing where it is."""
        return self._trouble.accessibleName() if not self._trouble.isHidden() else ""

    def show_trouble(self, words: str) -> None:
        """Say why what was typed cannot be looked for; the list and its line stay as they were."""
        said = text("Not searched: {why} The list below is the one from before.", why=words) if words else ""
        self._trouble.show_word(said, Tone.DANGER)
        self._trouble.setAccessibleName(said)
        self._trouble.setVisible(bool(words))
        self._around.setContentsMargins(16, 0, 16, 8 if words else 0)
        if words and self._counted:
            self._line.setText(self._counted)

    def _narrowed_words(self) -> list[str]:
        narrowed, words = self.narrowed, []
        if narrowed.words:
            words.append(text("with “{words}”", words=narrowed.words))
        if narrowed.status:
            words.append(text(narrowed.status.value))
        if narrowed.service_code:
            names = {each.code: each.name for each in self._types}
            words.append(names.get(narrowed.service_code, narrowed.service_code))
        if narrowed.channel:
            words.append(text("by {channel}", channel=channel_words(narrowed.channel)))
        named = (narrowed.kind, narrowed.wards)
        words += [text(each.value) for each in named if each is not None]
        said = (
            (narrowed.doubted, text("sender not confirmed")),
            (narrowed.urgent, text("urgent")),
            (bool(narrowed.tag), text("tagged {tag}", tag=narrowed.tag)),
        )
        words += [each for holds, each in said if holds]
        if narrowed.assignee_id is not None:
            people = {each.staff_id: each.name for each in self._staff}
            words.append(people.get(narrowed.assignee_id, text("nobody")))
        return words

    def _make_chips(self) -> None:
        group = QButtonGroup(self)
        for view in View:
            chip = QPushButton(view_words(view))
            chip.setObjectName(f"view-{view.name.lower()}")
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.setChecked(view is self.view)
            chip.setAccessibleName(view_words(view))
            chip.clicked.connect(lambda _checked=False, view=view: self.show_view(view))
            group.addButton(chip)
            self._strip.add(chip)
            self._chips[view] = chip

    def _fill_sort(self) -> None:
        menu = self._sort.menu()
        menu.clear()
        for sort in SortBy:
            _choice(menu, sort_words(sort), chosen=sort is self.order, then=partial(self.sort_by, sort))

    def _fill_narrow(self) -> None:
        menu, now = self._narrow.menu(), self.narrowed
        menu.clear()
        status = [(text(each.value), replace(now, status=each)) for each in CaseStatus]
        self._submenu(menu, text("Status"), status, replace(now, status=None))
        types = [(each.name, replace(now, service_code=each.code)) for each in self._types]
        self._submenu(menu, text("Type"), types, replace(now, service_code=None))
        channels = [(channel_words(each), replace(now, channel=each)) for each in Channel]
        self._submenu(menu, text("Came by"), channels, replace(now, channel=None))
        kinds = [(text(each.value), replace(now, kind=each, doubted=False)) for each in IN_CASES]
        kinds.append((text("sender not confirmed"), replace(now, kind=None, doubted=True)))
        self._submenu(menu, text("Kind of mail"), kinds, replace(now, kind=None, doubted=False))
        urgent = [(text("urgent"), replace(now, urgent=True))]
        self._submenu(menu, text("Priority"), urgent, replace(now, urgent=False))
        tags = [(each.name, replace(now, tag=each.name)) for each in self._tags]
        self._submenu(menu, text("Tag"), tags, replace(now, tag=""))
        wards = [(text(each.value), replace(now, wards=each)) for each in WardFilter]
        self._submenu(menu, text("Ward"), wards, replace(now, wards=None))
        people = [(text("nobody"), replace(now, assignee_id=0))]
        people += [(each.name, replace(now, assignee_id=each.staff_id)) for each in self._staff]
        self._submenu(menu, text("Assigned to"), people, replace(now, assignee_id=None))

    def _submenu(
        self, menu: QMenu, title: str, choices: list[tuple[str, QueueFilter]], every: QueueFilter
    ) -> None:
        inner = menu.addMenu(title)
        group = QActionGroup(inner)
        for words, narrowed in [(text("any"), every), *choices]:
            chosen = narrowed == self.narrowed
            action = _choice(inner, words, chosen=chosen, then=partial(self.narrow, narrowed))
            group.addAction(action)


def _choice(menu: QMenu, words: str, *, chosen: bool, then: Callable[[], None]) -> QAction:
    action = menu.addAction(words.replace("&", "&&"))
    action.setCheckable(True)
    action.setChecked(chosen)
    # Queued: the choice makes its own menu anew, which must not happen under the click.
    action.triggered.connect(lambda _checked=False: then(), Qt.ConnectionType.QueuedConnection)
    return action


def _link(words: str, description: str, *, menu: bool = False) -> QPushButton:
    button = QPushButton(f"{words} ▾" if menu else words)
    button.setProperty("role", "link")
    button.setAccessibleName(words)
    button.setAccessibleDescription(description)
    button.setToolTip(tip_words(description))
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


def _line() -> QLabel:
    line = QLabel()
    line.setFixedHeight(1)
    line.setProperty("role", "rule")
    return line
