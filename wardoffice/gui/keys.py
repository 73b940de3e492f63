"""Every action of the window: its keys, its words, and when it fits what is selected."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.queue import QueueRow
from wardoffice.language import text

Fits = Callable[[Sequence[QueueRow]], bool]
"""Whether an action fits the selected rows."""


@unique
class ActionId(StrEnum):
    """What a person can do with a key. Those of a case share their values with the case pane's buttons."""

    NEXT = "next"
    PREVIOUS = "previous"
    REPLY = "reply"
    LETTERS = "letters"
    TEXTS = "texts"
    ANSWER = "answer"
    NOTE = "note"
    ATTACH = "attach"
    ASSIGN = "assign"
    SET_TYPE = "set type"
    SET_PLACE = "set place"
    SPLIT = "split"
    MERGE = "merge"
    PULL_APART = "pull apart"
    MAKE_ROOT = "make root"
    INCIDENT = "incident"
    DUPLICATES = "duplicates"
    TAKE = "take"
    FINISH = "finish"
    HAND_OVER = "hand over"
    REOPEN = "reopen"
    SUBMIT = "submit"
    FORWARD = "forward"
    REFER_OUT = "refer out"
    SEND_BACK = "send back"
    CHASE = "chase"
    ANSWERS_ALL = "answers all"
    DAILY_LIST = "daily list"
    PASTE_ANSWER = "paste answer"
    COPY_CARD = "copy card"
    NUMBER = "number"
    COPY_NUMBER = "copy number"
    PASTE = "paste"
    ATTACH_FOLDER = "attach folder"
    ATTACH_FROM = "attach from"
    PHOTOS = "photos"
    URGENT = "urgent"
    TAG = "tag"
    RENAME_TAG = "rename tag"
    SNOOZE = "snooze"
    MACRO = "macro"
    CHANGE_MACROS = "change macros"
    VIEWERS = "viewers"
    STAFF = "staff"
    HISTORY = "history"
    BLOCK = "block"
    PRINT = "print"
    DRAW_AREA = "draw area"
    UNDO = "undo"
    REDO = "redo"
    SYNC = "sync"
    SEARCH = "search"
    KEYS = "keys"
    PALETTE = "palette"
    SAVE_LIST = "save list"
    COLUMNS = "columns"
    SECOND_WINDOW = "second window"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class KeySpec:
    """An action as it is offered: the first of ``keys`` (Qt's portable names) is the one that is shown."""

    action: ActionId
    keys: tuple[str, ...]
    words: str
    icon: str
    fits: Fits
    of_case: bool = True


def key_specs() -> tuple[KeySpec, ...]:
    """All actions, in the order the key sheet shows them, in the language of now."""
    return (
        KeySpec(ActionId.NEXT, ("J",), text("Next problem"), "mdi6.arrow-down", _always),
        KeySpec(ActionId.PREVIOUS, ("K",), text("Previous problem"), "mdi6.arrow-up", _always),
        KeySpec(ActionId.REPLY, ("C",), text("Reply to who told us"), "mdi6.reply-outline", _one),
        KeySpec(ActionId.ANSWER, ("L",), text("Log an answer"), "mdi6.phone-check-outline", _one),
        KeySpec(ActionId.SUBMIT, ("S",), text("Send to 311"), "mdi6.send-outline", _one),
        KeySpec(ActionId.FORWARD, ("Q",), text("Send to a department"), "mdi6.email-fast-outline", _any_open),
        KeySpec(
            ActionId.REFER_OUT, ("Shift+Q",), text("Not the city's: refer it out"), "mdi6.call-made", _one
        ),
        KeySpec(
            ActionId.SEND_BACK, ("Shift+X",), text("Not fixed: send back"), "mdi6.email-remove-outline", _one
        ),
        KeySpec(
            ActionId.CHASE,
            ("Ctrl+Shift+A",),
            text("Ask a department again"),
            "mdi6.email-sync-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.ANSWERS_ALL,
            ("Shift+A",),
            text("A department's mail answers all it was asked"),
            "mdi6.email-check-outline",
            _one,
        ),
        KeySpec(
            ActionId.DAILY_LIST,
            ("Ctrl+Shift+D",),
            text("Today's list for a department"),
            "mdi6.cellphone-text",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.PASTE_ANSWER,
            ("Ctrl+Shift+V",),
            text("Paste what a department sent back"),
            "mdi6.clipboard-text-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.COPY_CARD, ("E",), text("Type it into 311 yourself"), "mdi6.card-text-outline", _one
        ),
        KeySpec(ActionId.NUMBER, ("I",), text("I have the 311 number"), "mdi6.pound", _some),
        KeySpec(
            ActionId.COPY_NUMBER, ("Y", "Ctrl+C"), text("Copy the 311 number"), "mdi6.content-copy", _some
        ),
        KeySpec(ActionId.NOTE, ("N",), text("Write a note"), "mdi6.note-text-outline", _one),
        KeySpec(ActionId.ATTACH, ("F",), text("Attach a file"), "mdi6.paperclip", _one),
        KeySpec(ActionId.PASTE, ("Ctrl+V",), text("Attach the copied picture"), "mdi6.content-paste", _one),
        KeySpec(
            ActionId.ATTACH_FOLDER, ("Ctrl+Shift+F",), text("Attach a folder"), "mdi6.folder-outline", _one
        ),
        KeySpec(
            ActionId.ATTACH_FROM,
            ("Shift+F",),
            text("Attach from another problem"),
            "mdi6.image-move",
            _one,
        ),
        KeySpec(
            ActionId.PHOTOS, ("Shift+P",), text("Look at the photos"), "mdi6.image-multiple-outline", _one
        ),
        KeySpec(ActionId.ASSIGN, ("A",), text("Assign"), "mdi6.account-arrow-right-outline", _some),
        KeySpec(ActionId.SET_TYPE, ("T",), text("Set the type"), "mdi6.shape-outline", _some),
        KeySpec(ActionId.SET_PLACE, ("P",), text("Set the place"), "mdi6.map-marker-outline", _one),
        KeySpec(ActionId.SPLIT, ("B",), text("Split into several"), "mdi6.call-split", _one),
        KeySpec(ActionId.MERGE, ("M",), text("Put the selected together"), "mdi6.call-merge", _several),
        KeySpec(ActionId.PULL_APART, ("U",), text("Pull apart"), "mdi6.arrow-split-vertical", _one),
        KeySpec(
            ActionId.MAKE_ROOT, ("Shift+M",), text("Let another one stand for all"), "mdi6.star-outline", _one
        ),
        KeySpec(
            ActionId.INCIDENT,
            ("V",),
            text("Under an incident: many calls, one answer"),
            "mdi6.map-marker-radius-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.TAKE, ("G",), text("Take: make it ours"), "mdi6.hand-back-right-outline", _any_watched
        ),
        KeySpec(ActionId.FINISH, ("X",), text("Finish"), "mdi6.check", _any_open),
        KeySpec(
            ActionId.HAND_OVER,
            ("H",),
            text("Hand over to its ward"),
            "mdi6.hand-extended-outline",
            _of_one_ward,
        ),
        KeySpec(ActionId.REOPEN, ("O",), text("Open again"), "mdi6.restore", _any_finished),
        KeySpec(ActionId.URGENT, ("!",), text("Urgent, or no longer"), "mdi6.flag-outline", _any_open),
        KeySpec(ActionId.TAG, ("Shift+T",), text("Tag"), "mdi6.tag-outline", _some),
        KeySpec(ActionId.SNOOZE, ("Z",), text("Snooze until a day"), "mdi6.sleep", _any_open),
        KeySpec(ActionId.MACRO, ("R",), text("Run a macro: several steps"), "mdi6.lightning-bolt", _some),
        KeySpec(
            ActionId.CHANGE_MACROS,
            ("Shift+R",),
            text("Make or change macros"),
            "mdi6.lightning-bolt-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.RENAME_TAG,
            ("Ctrl+Shift+T",),
            text("Rename a tag everywhere"),
            "mdi6.tag-edit-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.LETTERS,
            ("Shift+L",),
            text("Letters to print and post"),
            "mdi6.email-seal-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.TEXTS,
            ("Ctrl+Shift+L",),
            text("The office's texts"),
            "mdi6.text-box-edit-outline",
            _always,
            of_case=False,
        ),
        KeySpec(ActionId.VIEWERS, ("Shift+W",), text("Who may see it"), "mdi6.eye-lock-outline", _one),
        KeySpec(
            ActionId.STAFF,
            ("Ctrl+Shift+W",),
            text("Who works here"),
            "mdi6.account-group-outline",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.HISTORY,
            ("Shift+H",),
            text("What the office did"),
            "mdi6.history",
            _always,
            of_case=False,
        ),
        KeySpec(ActionId.BLOCK, ("W",), text("Everything on this block"), "mdi6.home-group", _one),
        KeySpec(ActionId.PRINT, ("Ctrl+P",), text("Print one page"), "mdi6.printer-outline", _one),
        KeySpec(
            ActionId.DRAW_AREA,
            ("Shift+D",),
            text("Draw an area on the map"),
            "mdi6.lasso",
            _always,
            of_case=False,
        ),
        KeySpec(ActionId.UNDO, ("Ctrl+Z",), text("Undo what I did last"), "mdi6.undo", _always),
        KeySpec(ActionId.REDO, ("Ctrl+Shift+Z", "Ctrl+Y"), text("Do it again"), "mdi6.redo", _always),
        KeySpec(
            ActionId.SYNC, ("F5",), text("Read 311 and the mail now"), "mdi6.sync", _always, of_case=False
        ),
        KeySpec(
            ActionId.DUPLICATES,
            ("D",),
            text("Duplicate desk: pair after pair"),
            "mdi6.content-duplicate",
            _always,
        ),
        KeySpec(ActionId.SEARCH, ("/", "Ctrl+F"), text("Search"), "mdi6.magnify", _always, of_case=False),
        KeySpec(
            ActionId.PALETTE,
            ("Ctrl+K",),
            text("Do or find anything"),
            "mdi6.lightning-bolt-outline",
            _always,
            of_case=False,
        ),
        KeySpec(ActionId.SAVE_LIST, ("Ctrl+S",), text("Save this list"), "mdi6.playlist-plus", _always),
        KeySpec(ActionId.COLUMNS, ("Shift+C",), text("Choose columns"), "mdi6.view-column-outline", _always),
        KeySpec(
            ActionId.SECOND_WINDOW,
            ("Ctrl+Shift+N",),
            text("Open a second window"),
            "mdi6.window-restore",
            _always,
            of_case=False,
        ),
        KeySpec(
            ActionId.KEYS, ("?",), text("Show all keys"), "mdi6.keyboard-outline", _always, of_case=False
        ),
        KeySpec(
            ActionId.LEAVE, ("Esc",), text("Back to the list"), "mdi6.arrow-left", _always, of_case=False
        ),
    )


def _always(_rows: Sequence[QueueRow]) -> bool:
    return True


def _one(rows: Sequence[QueueRow]) -> bool:
    return len(rows) == 1


def _some(rows: Sequence[QueueRow]) -> bool:
    return bool(rows)


def _several(rows: Sequence[QueueRow]) -> bool:
    return len(rows) > 1


def _any_watched(rows: Sequence[QueueRow]) -> bool:
    return any(not row.ours for row in rows)


def _any_open(rows: Sequence[QueueRow]) -> bool:
    return any(row.status is CaseStatus.OPEN for row in rows)


def _of_one_ward(rows: Sequence[QueueRow]) -> bool:
    """All open, and all in one and the same ward that is not ours."""
    wards = {row.elsewhere if row.status is CaseStatus.OPEN else None for row in rows}
    return len(wards) == 1 and None not in wards


def _any_finished(rows: Sequence[QueueRow]) -> bool:
    return any(row.status is CaseStatus.FINISHED for row in rows)
