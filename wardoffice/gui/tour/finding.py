"""The fourth part: search, filter, sort, all keys, and taking back the last steps."""

from wardoffice.domain.messages import Channel
from wardoffice.domain.queue import QueueFilter, SortBy, View
from wardoffice.gui.queue.filters import sort_words
from wardoffice.gui.queue.words import channel_words
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import plural, text

_STEPS_BACK = 3


def search_filter_sort(guide: Guide) -> Steps[None]:
    """Find by a word, narrow by a menu, order by another, and see all again."""
    yield from guide.show_view(View.ALL)
    word = next((row.address.split()[-2] for row in guide.rows() if len(row.address.split()) > 2), "")  # noqa: PLR2004
    yield from guide.search(word)
    count = guide.office.queue.model.rowCount()
    guide.say(
        plural("Searched “{word}”: {count} problem", "Searched “{word}”: {count} problems", count, word=word)
    )
    yield from guide.shot("search")
    yield from guide.search("")
    yield from pick(guide, text("Filter"), (text("Came by"), channel_words(Channel.MAIL)), "menu-filter")
    narrowed = QueueFilter(channel=Channel.MAIL)
    yield guide.until(lambda: guide.office.queue.filters.narrowed == narrowed, text("the filter"))
    yield guide.settled()
    count = guide.office.queue.model.rowCount()
    guide.say(plural("Filtered: {count} problem by mail", "Filtered: {count} problems by mail", count))
    yield from guide.shot("filtered")
    yield from guide.click_named(text("Clear"))
    yield guide.settled()
    yield from pick(guide, text("Sort"), (sort_words(SortBy.NEWEST),), "menu-sort")
    yield guide.until(lambda: guide.office.queue.filters.sort is SortBy.NEWEST, text("the order"))
    yield guide.settled()
    guide.say(text("Sorted: {order}", order=sort_words(SortBy.NEWEST)))
    yield from pick(guide, text("Sort"), (sort_words(SortBy.URGENCY),))
    yield guide.settled()
    guide.office.queue.table.setFocus()


def show_keys(guide: Guide) -> Steps[None]:
    """All keys on one sheet."""
    guide.hands.press("?")
    yield from guide.asked()
    yield from guide.shot("keys")
    yield from guide.answered("Esc")
    guide.say(text("Looked at all keys"))


def step_back(guide: Guide) -> Steps[None]:
    """Undo the last actions, one after the other."""
    for _ in range(_STEPS_BACK):
        yield from guide.act("Ctrl+Z")
        guide.say(guide.said[-1])
    yield from guide.shot("taken-back")


def pick(guide: Guide, button: str, path: tuple[str, ...], picture: str = "") -> Steps[None]:
    """Open a menu and go down to a choice by the arrows, through its inner menus."""
    yield from guide.click_named(button)
    for depth, words in enumerate(path):
        yield guide.until(lambda: guide.hands.menu() is not None, text("a menu"))
        menu = guide.hands.menu()
        for _ in range(len(menu.actions()) if menu is not None else 0):
            active = menu.activeAction() if menu is not None else None
            if active is not None and active.text() == words:
                break
            guide.hands.press("Down")
            yield guide.until(lambda: True, text("the choice"))
        if depth == 0 and picture:
            yield from guide.shot(picture)
        guide.hands.press("Right" if depth < len(path) - 1 else "Return")
        yield guide.until(lambda before=menu: guide.hands.menu() is not before, text("the choice"))  # type: ignore[misc]
