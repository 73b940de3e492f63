"""A person's own desk, in the tour: the palette, a list by name, a column; who works here, who sees what."""

from wardoffice.domain.queue import View
from wardoffice.domain.saved_views import Preset
from wardoffice.gui.personal.palette import PaletteDialog
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps, TourError
from wardoffice.language import text


def use_own_desk(guide: Guide) -> Steps[None]:
    """Find an action, open a list by its chip, choose a column and leave it again, look at the people."""
    yield from guide.show_view(View.TO_US)
    yield from _find_action(guide)
    yield from _open_list(guide)
    yield from _choose_column(guide)
    yield from guide.shot("columns")
    yield from _choose_column(guide)
    guide.say(text("Chose a column, and took it away again"))
    yield from _look_at(guide, "Shift+W", "who-sees-it")
    yield from _look_at(guide, "Ctrl+Shift+W", "who-works-here")
    guide.say(text("Looked who may see a problem, and who works here"))


def _look_at(guide: Guide, key: str, picture: str) -> Steps[None]:
    """Open a question and leave it as it is."""
    guide.hands.press(key)
    yield from guide.asked()
    yield from guide.shot(picture)
    yield from guide.answered("Esc")


def _find_action(guide: Guide) -> Steps[None]:
    guide.hands.press("Ctrl+K")
    palette = yield from guide.asked()
    if not isinstance(palette, PaletteDialog):
        raise TourError(text("Another question was asked."))
    everything = palette.labels()
    guide.hands.write(text("Assign"))
    yield guide.until(lambda: palette.labels() not in ((), everything), text("what fits"))
    yield guide.settled()
    yield from guide.shot("palette")
    yield from guide.answered("Esc")
    guide.say(text("Looked for an action in the palette"))


def _open_list(guide: Guide) -> Steps[None]:
    queue = guide.office.queue
    saved = next(each for each in guide.office.personal.saved.views if each.key == Preset.TOLD_BY_THREE)
    guide.hands.click(queue.saved.chip(saved.key))
    yield guide.until(lambda: queue.filters.narrowed == saved.narrowed, text("the list"))
    yield guide.settled()
    yield from guide.shot("saved-list")
    guide.say(text("Opened a list: {name}", name=saved.name))
    yield from guide.search("")
    yield from guide.show_view(View.TO_US)


def _choose_column(guide: Guide) -> Steps[None]:
    """Tick the first column, or take its tick away."""
    model = guide.office.queue.model
    before = model.columns
    guide.hands.press("Shift+C")
    yield guide.until(lambda: guide.hands.menu() is not None, text("a menu"))
    guide.hands.press("Down", "Return")
    yield guide.until(lambda: model.columns != before, text("the column"))
    yield guide.settled()
