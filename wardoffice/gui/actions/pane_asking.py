"""What is asked for in the case pane, handed to the actions that do it."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from wardoffice.gui.actions.acting import Acting
from wardoffice.gui.actions.case_actions import CaseActions
from wardoffice.gui.case.case_action import CaseAction
from wardoffice.gui.case.pane import CasePane
from wardoffice.gui.keys import ActionId
from wardoffice.gui.notify import Notifier
from wardoffice.language import text

T = TypeVar("T")


def look_at_photos(pane: CasePane, notifier: Notifier) -> None:
    """Open the photos and files of the case that is shown, or say that it has none."""
    view = pane.view
    if view is not None and pane.open_photo() is None:
        notifier.info(text("{number} has no photos and no files.", number=view.number))


def hand_to_actions(
    pane: CasePane, actions: CaseActions, acting: Acting, *, back_to_list: Callable[[], None]
) -> None:
    """Connect the pane; ``back_to_list`` gives the keyboard to the list again once something was clicked."""

    def with_shown(do: Callable[[int, T], None], given: T) -> None:
        case = pane.view
        if case is not None:
            do(case.case_id, given)

    def trigger(asked: CaseAction) -> None:
        actions.action(ActionId(asked.value)).trigger()

    pane.action_asked.connect(trigger)
    pane.pull_apart_asked.connect(actions.same_problem.unmerge)
    pane.root_asked.connect(actions.same_problem.make_root)
    pane.take_out_asked.connect(actions.same_problem.take_out)
    pane.same_asked.connect(partial(with_shown, actions.same_problem.same))
    pane.not_same_asked.connect(partial(with_shown, actions.same_problem.not_same))
    pane.undo_asked.connect(acting.undo_action)
    pane.place_chosen.connect(partial(with_shown, actions.places.choose_place))
    pane.look_up_asked.connect(actions.places.look_up)
    pane.files_dropped.connect(partial(with_shown, actions.attaching.attach_files))
    pane.picture_pasted.connect(partial(with_shown, actions.attaching.attach_picture))
    pane.city_photo_asked.connect(actions.attaching.fetch_city_photo)
    actions.attaching.city_photo_failed.connect(pane.city.photo_failed)
    pane.copy_asked.connect(actions.photos.save_copy)
    pane.rank_asked.connect(actions.photos.set_rank)
    pane.save_asked.connect(actions.photos.save_out)
    acting.notifier.said.connect(pane.say_at_photos)
    # The button that was clicked goes with the answer; the keys of the list must work on.
    for answered in (
        pane.pull_apart_asked,
        pane.root_asked,
        pane.take_out_asked,
        pane.same_asked,
        pane.not_same_asked,
        pane.undo_asked,
        pane.place_chosen,
        pane.copy_asked,
        pane.rank_asked,
    ):
        answered.connect(lambda *_what: back_to_list())
