"""The second part: what is the same problem, what is not, and taking both back."""

from collections import defaultdict

from wardoffice.domain.case_view import CaseView, Suggestion
from wardoffice.domain.queue import QueueRow, View
from wardoffice.gui.tour.guide import Guide
from wardoffice.gui.tour.waiting import Steps
from wardoffice.language import plural, text

_MOST_WALKED = 80
_MOST_TOGETHER = 3


def same_problem(guide: Guide) -> Steps[None]:
    """Find a case with suggestions, answer two of them, and pull one apart again."""
    yield from guide.show_view(View.TO_US)
    found = yield from _find_suggested(guide)
    if found is None:
        guide.say(text("No problem of the list looks like another one."))
        return
    case, suggestions = found
    yield from guide.shot("case-with-suggestions")
    if len(suggestions) > 1:
        suggestions = yield from _part_last(guide, case, suggestions)
    first = suggestions[0]
    yield from guide.act("1")
    guide.say(
        text(
            "Put {one} and {other} together: {reasons}",
            one=case.number,
            other=first.number,
            reasons=", ".join(first.reasons),
        )
    )
    root = yield from _open_root(guide, case, first)
    if root is not None:
        yield from guide.shot("put-together")
        yield from _apart_and_back(guide, root)


def merge_selected(guide: Guide) -> Steps[None]:
    """Put several selected rows together: those that say the same of the same place, or of anything."""
    yield from guide.search("")
    yield from guide.show_view(View.NEW_IN_311)
    rows = _alike(list(guide.rows()))
    if len(rows) < 2:  # noqa: PLR2004 - putting together takes two
        guide.say(text("No two rows of the list say the same."))
        return
    for number, row in enumerate(rows):
        yield from guide.click_row(row, more=number > 0)
    yield from guide.shot("several-selected")
    guide.hands.press("M")
    yield from guide.asked()
    yield from guide.shot("which-one-stays")
    before = len(guide.said)
    yield from guide.answered("Ctrl+Return")
    yield from guide.told(before)
    numbers = ", ".join(row.number for row in rows)
    guide.say(
        plural(
            "Put {numbers} together in one step",
            "Put {numbers} together in one step",
            len(rows),
            numbers=numbers,
        )
    )
    yield from guide.act("Ctrl+Z")
    yield from guide.act("Ctrl+Shift+Z")
    guide.say(text("Took that back, and did it again"))


def _find_suggested(guide: Guide) -> Steps[tuple[CaseView, tuple[Suggestion, ...]] | None]:
    """Walk down the list by key; the first with two suggestions, else the first with one."""
    only_one: QueueRow | None = None
    for row in filter(guide.lists, list(guide.rows(_MOST_WALKED))):
        if guide.case is not None and guide.case.case_id != row.case_id:
            guide.hands.press("J")
            yield guide.settled()
        if guide.case is None or guide.case.case_id != row.case_id:  # the list was laid out anew meanwhile
            yield from guide.click_row(row)
        case, suggestions = guide.case, guide.office.pane.suggestions
        if case is not None and len(suggestions) > 1 and suggestions[0].strong:
            return case, suggestions
        if suggestions and only_one is None:
            only_one = row
    if only_one is None or not guide.lists(only_one):
        return None
    yield from guide.click_row(only_one)
    case, suggestions = guide.case, guide.office.pane.suggestions
    return (case, suggestions) if case is not None and suggestions else None


def _part_last(
    guide: Guide, case: CaseView, suggestions: tuple[Suggestion, ...]
) -> Steps[tuple[Suggestion, ...]]:
    """Say of the least likely one that is shown that it is another problem."""
    name = {each.number: text("{number} is not the same problem", number=each.number) for each in suggestions}

    def shown() -> list[Suggestion]:
        return [each for each in suggestions if guide.hands.button(name[each.number]) is not None]

    yield guide.until(lambda: bool(shown()), text("the suggestions to be drawn"))
    other = shown()[-1]
    yield from guide.click_named(name[other.number])
    yield guide.until(
        lambda: other.case_id not in [each.case_id for each in guide.office.pane.suggestions],
        text("the suggestion to go"),
    )
    yield guide.settled()
    guide.say(text("Said that {one} and {other} are two problems", one=case.number, other=other.number))
    return guide.office.pane.suggestions or suggestions


def _open_root(guide: Guide, case: CaseView, other: Suggestion) -> Steps[CaseView | None]:
    """The case in which both are now: this one, or the other, which its number finds.

    In all lists: what the city closed meanwhile stands in another than what came to us.
    """
    yield from guide.show_view(View.ALL)
    numbers = (case.number, other.number)
    for number in (*numbers, *numbers):  # twice: a reading may lay the list out anew just then
        yield from guide.search(number)
        row = next((row for row in guide.rows() if row.number in numbers), None)
        if row is not None:
            yield from guide.click_row(row)
            if guide.case is not None and guide.case.absorbed:
                return guide.case
    guide.say(text("The two could not be found together."))
    return None


def _apart_and_back(guide: Guide, root: CaseView) -> Steps[None]:
    def count() -> int:
        return len(guide.case.absorbed) if guide.case is not None else -1

    together = len(root.absorbed)
    guide.hands.press("U")
    if together > 1:
        yield from guide.asked()
        yield from guide.shot("which-one-comes-out")
        yield from guide.answered("Return")
    yield guide.until(lambda: count() == together - 1, text("the two to be pulled apart"))
    yield guide.settled()
    guide.say(text("Pulled one out of {number} again", number=root.number))
    for key, wanted in (("Ctrl+Z", together), ("Ctrl+Shift+Z", together - 1), ("Ctrl+Z", together)):
        yield from guide.act(key)
        yield guide.until(lambda wanted=wanted: count() == wanted, text("that to be taken back"))  # type: ignore[misc]
        yield guide.settled()
    guide.say(text("Took that back, did it again, and took it back: they are together"))


def _alike(rows: list[QueueRow]) -> list[QueueRow]:
    """Two or three rows of the same words, at the same place where there are such; dangers stay alone."""
    places: defaultdict[tuple[str, str], list[QueueRow]] = defaultdict(list)
    words: defaultdict[str, list[QueueRow]] = defaultdict(list)
    for row in rows:
        if row.title and not row.safety:
            words[row.title].append(row)
            if row.address:
                places[row.title, row.address].append(row)
    for groups in (places.values(), words.values()):
        most = max(groups, key=len, default=[])
        if len(most) > 1:
            return most[:_MOST_TOGETHER]
    return []
