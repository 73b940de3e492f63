"""The keys of one screen or dialog each, beside those of the window's actions (``keys.py``)."""

from dataclasses import dataclass
from enum import StrEnum, unique

from wardoffice.language import text


@unique
class PlaceKey(StrEnum):
    """What a key does in one place. The values are kept with a person's choices, so they stay as they are."""

    SUGGESTED_SAME = "list suggested same"
    SUGGESTED_OTHER = "list suggested other"
    RECORD_OURS = "list record ours"
    RECORD_OTHER = "list record other"
    OUTBOX_NEXT = "outbox next"
    OUTBOX_PREVIOUS = "outbox previous"
    OUTBOX_OPEN = "outbox open"
    OUTBOX_SHOW = "outbox show"
    OUTBOX_LINK = "outbox link"
    OUTBOX_CORRECT = "outbox correct"
    OUTBOX_LOOK = "outbox look again"
    OUTBOX_WENT = "outbox it went"
    OUTBOX_NOT_GONE = "outbox it did not go"
    OUTBOX_SEND_AGAIN = "outbox send again"
    OUTBOX_CHANGE = "outbox take back and change"
    OUTBOX_SEND_NOW = "outbox send now"
    OUTBOX_SEEN = "outbox seen"
    OUTBOX_WITHDRAW = "outbox withdraw"
    HISTORY_UNDO = "history undo"
    HISTORY_OPEN = "history open"
    PAIR_SAME = "pair same"
    PAIR_OTHER = "pair other"
    PAIR_LATER = "pair later"
    PAIR_AGAIN = "pair again"
    PAIR_UNDO = "pair undo"
    PHOTO_NEXT = "photo next"
    PHOTO_PREVIOUS = "photo previous"
    PHOTO_CLOSER = "photo closer"
    PHOTO_AWAY = "photo away"
    PHOTO_WHOLE = "photo whole"
    PHOTO_PIXELS = "photo pixels"
    PHOTO_SCREEN = "photo screen"
    PHOTO_EDIT = "photo edit"
    PHOTO_COMPARE = "photo compare"
    PHOTO_RANK = "photo rank"
    PHOTO_SAVE = "photo save"
    COPY_LEFT = "copy left"
    COPY_RIGHT = "copy right"
    COPY_CROP = "copy crop"
    COPY_BLUR = "copy blur"
    COPY_CLOSER = "copy closer"
    COPY_AWAY = "copy away"
    COPY_WHOLE = "copy whole"
    COPY_BACK = "copy back"
    COPY_SAVE = "copy save"
    FORM_TYPE = "form type"
    FORM_CARD = "form card"
    CARD_ALL = "card all"
    CARD_NUMBER = "card number"
    REPLY_PREVIOUS = "reply previous"
    REPLY_NEXT = "reply next"
    LETTERS_PRINT = "letters print"
    LETTERS_POSTED = "letters posted"
    LETTERS_BACK = "letters back"
    SPLIT_MORE = "split more"
    WARD_CORRECT = "ward correct"
    BLOCK_PRINT = "block print"
    PASTED_PICTURE = "pasted picture"


PHOTO_MOVES = frozenset(
    {PlaceKey.PHOTO_NEXT, PlaceKey.PHOTO_PREVIOUS, PlaceKey.PHOTO_CLOSER, PlaceKey.PHOTO_AWAY}
)
"""What goes on while the key is held down."""


@dataclass(frozen=True, slots=True)
class OwnedKey:
    """What has a key: ``name`` tells it for good (an action's value), the first of ``keys`` is shown.

    Keys in Qt's portable names.
    """

    name: str
    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class FixedKey:
    """Keys nobody changes, those to be shown first, and what they do there."""

    keys: tuple[str, ...]
    words: str


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """The keys of one place, those that can be changed first.

    ``in_window``: a screen of the window, where keys that work everywhere in it work as well. ``with_list``:
    they work beside the keys of the list, so none can do both. ``typed``: people write there, so a key
    without Ctrl or Alt would be written.
    """

    words: str
    keys: tuple[OwnedKey, ...]
    fixed: tuple[FixedKey, ...] = ()
    in_window: bool = False
    with_list: bool = False
    typed: bool = False


def key_places() -> tuple[KeyPlace, ...]:
    """All places with the keys that the program has for them, in the language of now."""
    return (
        _the_list(),
        _outbox(),
        _history(),
        _pairs(),
        _photos(),
        _copy_of_a_photo(),
        *_city_forms(),
        *_letters(),
        *_others(),
        _any_question(),
    )


def _own(key: PlaceKey, keys: str, words: str) -> OwnedKey:
    return OwnedKey(key.value, tuple(keys.split()), words)


def _the_list() -> KeyPlace:
    return KeyPlace(
        text("In the list and the problem"),
        (
            _own(PlaceKey.SUGGESTED_SAME, "1", text("Same problem as the first suggestion")),
            _own(PlaceKey.SUGGESTED_OTHER, "2", text("Not the same as the first suggestion")),
            _own(PlaceKey.RECORD_OURS, "3", text("This 311 request is ours")),
            _own(PlaceKey.RECORD_OTHER, "4", text("This 311 request is not ours")),
        ),
        (
            FixedKey(("Up", "Down"), text("One row up or down; with Shift, select as well")),
            FixedKey(("Ctrl+A",), text("Select all")),
            FixedKey(("Tab", "Shift+Tab"), text("On to the next field or button, or back")),
            FixedKey(("Return", "Space"), text("Press the button that has the frame")),
        ),
        in_window=True,
        with_list=True,
    )


def _outbox() -> KeyPlace:
    return KeyPlace(
        text("Outbox"),
        (
            _own(PlaceKey.OUTBOX_NEXT, "J", text("Next message")),
            _own(PlaceKey.OUTBOX_PREVIOUS, "K", text("Previous message")),
            _own(PlaceKey.OUTBOX_OPEN, "Return Enter", text("Open its problem")),
            _own(PlaceKey.OUTBOX_SHOW, "P", text("Show the mail")),
            _own(PlaceKey.OUTBOX_LINK, "D", text("It is the one 311 has")),
            _own(PlaceKey.OUTBOX_CORRECT, "C", text("Correct it")),
            _own(PlaceKey.OUTBOX_LOOK, "L", text("Look again")),
            _own(PlaceKey.OUTBOX_WENT, "Y", text("It went")),
            _own(PlaceKey.OUTBOX_NOT_GONE, "F", text("It did not go")),
            _own(PlaceKey.OUTBOX_SEND_AGAIN, "S", text("Send again")),
            _own(PlaceKey.OUTBOX_CHANGE, "E", text("Take back and change")),
            _own(PlaceKey.OUTBOX_SEND_NOW, "N", text("Send now")),
            _own(PlaceKey.OUTBOX_SEEN, "X", text("I saw it")),
            _own(PlaceKey.OUTBOX_WITHDRAW, "W", text("Take back")),
        ),
        in_window=True,
    )


def _history() -> KeyPlace:
    return KeyPlace(
        text("What the office did"),
        (
            _own(PlaceKey.HISTORY_UNDO, "U", text("Undo this one")),
            _own(PlaceKey.HISTORY_OPEN, "O", text("Open its problem")),
        ),
    )


def _pairs() -> KeyPlace:
    return KeyPlace(
        text("Duplicate desk"),
        (
            _own(PlaceKey.PAIR_SAME, "1", text("The same problem")),
            _own(PlaceKey.PAIR_OTHER, "2", text("Two different problems")),
            _own(PlaceKey.PAIR_LATER, "3", text("Later")),
            _own(PlaceKey.PAIR_AGAIN, "4", text("Look at those left for later")),
            _own(PlaceKey.PAIR_UNDO, "Ctrl+Z", text("Undo")),
        ),
    )


def _photos() -> KeyPlace:
    return KeyPlace(
        text("Photos"),
        (
            _own(PlaceKey.PHOTO_NEXT, "Right J PgDown Space", text("Next photo")),
            _own(PlaceKey.PHOTO_PREVIOUS, "Left K PgUp", text("Previous photo")),
            _own(PlaceKey.PHOTO_CLOSER, "+ =", text("Closer")),
            _own(PlaceKey.PHOTO_AWAY, "-", text("Further away")),
            _own(PlaceKey.PHOTO_WHOLE, "0", text("The whole picture")),
            _own(PlaceKey.PHOTO_PIXELS, "1", text("Every pixel of it")),
            _own(PlaceKey.PHOTO_SCREEN, "F11 F", text("Whole screen, and back")),
            _own(PlaceKey.PHOTO_EDIT, "E", text("Edit a copy")),
            _own(PlaceKey.PHOTO_COMPARE, "V", text("Compare with the others")),
            _own(PlaceKey.PHOTO_RANK, "L", text("Fold it away, or take it for a photo")),
            _own(PlaceKey.PHOTO_SAVE, "S", text("Save it to this computer")),
        ),
    )


def _copy_of_a_photo() -> KeyPlace:
    return KeyPlace(
        text("Editing a copy of a photo"),
        (
            _own(PlaceKey.COPY_CROP, "C", text("Crop to the part")),
            _own(PlaceKey.COPY_BLUR, "B", text("Blur the part")),
            _own(PlaceKey.COPY_RIGHT, "R", text("Turn right")),
            _own(PlaceKey.COPY_LEFT, "Shift+R", text("Turn left")),
            _own(PlaceKey.COPY_CLOSER, "+ =", text("Closer")),
            _own(PlaceKey.COPY_AWAY, "-", text("Further away")),
            _own(PlaceKey.COPY_WHOLE, "0", text("The whole picture")),
            _own(PlaceKey.COPY_BACK, "Ctrl+Z", text("Take back the last step")),
            _own(PlaceKey.COPY_SAVE, "Ctrl+S", text("Save the copy")),
        ),
        (FixedKey(("Right", "Left", "Up", "Down"), text("Mark a part; with Shift, change its size")),),
    )


def _city_forms() -> tuple[KeyPlace, ...]:
    return (
        KeyPlace(
            text("Sending to 311"),
            (
                _own(PlaceKey.FORM_TYPE, "Ctrl+T", text("Choose the type")),
                _own(PlaceKey.FORM_CARD, "Ctrl+E", text("Type it into 311 yourself")),
            ),
            (FixedKey(tuple(f"Alt+{each}" for each in "123456789"), text("It is this one, which 311 has")),),
            typed=True,
        ),
        KeyPlace(
            text("Typing it into 311 yourself"),
            (
                _own(PlaceKey.CARD_ALL, "Ctrl+C", text("Copy the whole card")),
                _own(PlaceKey.CARD_NUMBER, "I", text("I have the number")),
            ),
            (FixedKey(tuple(CARD_FIELDS), text("Copy the field that shows this key")),),
        ),
    )


def _letters() -> tuple[KeyPlace, ...]:
    return (
        KeyPlace(
            text("Writing an answer"),
            (
                _own(PlaceKey.REPLY_PREVIOUS, "Alt+Left", text("The mail to the person before")),
                _own(PlaceKey.REPLY_NEXT, "Alt+Right", text("The mail to the next person")),
            ),
            typed=True,
        ),
        KeyPlace(
            text("Sending to a department"),
            (),
            (FixedKey(("Space",), text("Send the photo that has the frame along, or leave it out")),),
        ),
        KeyPlace(
            text("Letters to print and post"),
            (
                _own(PlaceKey.LETTERS_PRINT, "Ctrl+P", text("Make the PDF")),
                _own(PlaceKey.LETTERS_POSTED, "Ctrl+Shift+P", text("They were posted")),
                _own(PlaceKey.LETTERS_BACK, "Del", text("Take back")),
            ),
        ),
    )


def _others() -> tuple[KeyPlace, ...]:
    return (
        KeyPlace(
            text("Splitting a message"),
            (_own(PlaceKey.SPLIT_MORE, "Ctrl+N", text("One more problem")),),
            typed=True,
        ),
        KeyPlace(
            text("Handing over to another ward"),
            (_own(PlaceKey.WARD_CORRECT, "Alt+C", text("Correct what is known of its office")),),
            typed=True,
        ),
        KeyPlace(
            text("Everything on this block"),
            (_own(PlaceKey.BLOCK_PRINT, "Ctrl+P", text("Print for a walk")),),
        ),
        KeyPlace(
            text("Pasting what a department sent back"),
            (_own(PlaceKey.PASTED_PICTURE, "Ctrl+Shift+P", text("Take the copied picture")),),
            typed=True,
        ),
        KeyPlace(
            text("Leaving something half written"),
            (),
            (FixedKey(("Del",), text("Throw away what you typed")),),
        ),
        KeyPlace(
            text("311 and mail check"),
            (),
            (FixedKey(("Left", "Right"), text("The day before or after, where an endpoint's days are")),),
        ),
    )


def _any_question() -> KeyPlace:
    return KeyPlace(
        text("In every question"),
        (),
        (
            FixedKey(("Return", "Ctrl+Return"), text("What the filled button says; Ctrl where you write")),
            FixedKey(("Esc",), text("Leave")),
        ),
    )


CARD_FIELDS = "1234567890ABDEFGHJKLMNOPQRSTUVWXYZ"
"""A field of the copy card a key; C copies all with Ctrl, I goes to the number."""
