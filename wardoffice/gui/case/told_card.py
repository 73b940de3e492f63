"""What they said: the messages of a case in order, in the words of those who wrote them."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from wardoffice.domain.case_view import AttachmentView, CaseView, MessageView, RequestView
from wardoffice.domain.cases import LinkReason
from wardoffice.domain.messages import MessageKind
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.sent_words import is_ours, sent_head, sent_way, to_departments
from wardoffice.gui.case.voice_player import VoicePlayer
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.card import Card
from wardoffice.gui.widgets.elided import ElidedLabel
from wardoffice.gui.widgets.parts import PlainText, badge, banner, clear, facts, label, line, link
from wardoffice.language import plural, text

_SHOWN_AT_FIRST = 4
_OWN_WORDS_LIMIT = 300  # pixels
_WHOLE_LIMIT = 520
_LONGEST_PINNED = 400  # letters; the rest stands in the whole mail


class ToldCard(Card):
    """The newest messages, the earlier ones at a click.

    ``case_asked`` carries the id of another case, ``take_out_asked`` that of a letter among others.
    """

    case_asked = Signal(int)
    take_out_asked = Signal(int)

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(text("What they said"), parent)
        self._moments = moments
        self._view: CaseView | None = None
        self._all = False

    def show_case(self, view: CaseView) -> None:
        """Show the messages of a case; the same ones again are left as they stand."""
        before, self._view = self._view, view
        if before is not None and _told(before) == _told(view):
            return
        if before is None or before.case_id != view.case_id:
            self._all = False
        self._build(view)

    def _build(self, view: CaseView) -> None:
        clear(self.body)
        messages = view.messages
        if not messages:
            self.set_title(text("What they said"))
            self.body.addWidget(label(_city_words(view), "quiet"))
            return
        self.set_title(_title(messages))
        for message in messages:
            if message.instruction:
                self.body.addWidget(_instruction(message))
        letters = sum(each.kind is MessageKind.SAME_LETTER for each in messages)
        hidden = 0 if self._all else max(0, len(messages) - _SHOWN_AT_FIRST)
        if hidden:
            more = link(plural("Show {count} earlier message", "Show {count} earlier messages", hidden))
            more.clicked.connect(self._show_all)
            self.body.addWidget(more)
        for number, message in enumerate(messages[hidden:]):
            if number or hidden:
                self.body.addWidget(line())
            block = MessageBlock(message, view, self._moments, self.case_asked.emit)
            if letters > 1 and message.kind is MessageKind.SAME_LETTER:
                block.offer_taking_out(partial(self.take_out_asked.emit, message.message_id))
            self.body.addWidget(block)

    def _show_all(self) -> None:
        self._all = True
        if self._view is not None:
            self._build(self._view)


class MessageBlock(QWidget):
    """One message: who, how and when, why it is here, the words, and the problems it tells of."""

    def __init__(
        self,
        message: MessageView,
        view: CaseView,
        moments: Moments,
        ask_case: Callable[[int], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._message = message
        self._ask_case = ask_case
        sender = message.sender_name or message.sender_address or text("Name not known")
        ours, self._sender = is_ours(message), sender
        self.setAccessibleName(text("Message of {name}", name=sender))
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._toggle = self._toggle_button()
        when = facts((_way(message), moments.moment(message.at)))
        who = ElidedLabel(sent_head(message) if ours else sender)
        who.setProperty("role", "strong")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(who, 1)
        head.addWidget(self._toggle)
        column.addLayout(head)
        column.addWidget(label(facts((when, kind_words(message))), "small"))
        if ours:
            column.addWidget(badge(to_departments(message) or text("From the office"), Tone.DONE))
        if message.sender_doubt:
            column.addWidget(banner(message.sender_doubt, Tone.CHECK))
        if message.subject:
            column.addWidget(label(message.subject, "heading", selectable=True))
        self._words = PlainText(self._own_words(), _OWN_WORDS_LIMIT)
        self._words.setAccessibleName(text("The words of {name}", name=sender))
        column.addWidget(self._words)
        if message.form_lines:
            lines = [
                text("{label}: {value}", label=name, value=value) if name else value
                for name, value in message.form_lines
            ]
            column.addWidget(label("\n".join(lines), "small", selectable=True))
        for sound in _sounds(message, view):
            column.addWidget(VoicePlayer(sound))
        for trouble in message.troubles:
            column.addWidget(label(trouble, "small"))
        self._add_requests(column, view)

    def offer_taking_out(self, take_out: Callable[[], None]) -> None:
        """Offer to give this one of many letters a problem of its own."""
        button = link(
            text("Another matter: take it out"),
            text("Take the letter of {name} out of the others", name=self._sender),
        )
        button.clicked.connect(take_out)
        self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _own_words(self) -> str:
        return self._message.text or text("There are no words in it.")

    def _toggle_button(self) -> QPushButton:
        button = link(text("Show whole mail"))
        button.setCheckable(True)
        if self._message.whole_text.strip() in ("", self._message.text.strip()):
            button.hide()
        button.toggled.connect(self._show_whole)
        return button

    def _show_whole(self, whole: bool) -> None:  # noqa: FBT001 - the signal's own argument
        self._toggle.setText(text("Show only their words") if whole else text("Show whole mail"))
        if whole:
            self._words.show_words(self._message.whole_text, _WHOLE_LIMIT)
        else:
            self._words.show_words(self._own_words(), _OWN_WORDS_LIMIT)

    def _add_requests(self, column: QVBoxLayout, view: CaseView) -> None:
        requests = self._message.requests
        if len(requests) < 2:  # noqa: PLR2004 - one is what the words above say
            return
        column.addWidget(
            badge(plural("{count} problem in one", "{count} problems in one", len(requests)), Tone.ACCENT)
        )
        here = {view.case_id, *(absorbed.case_id for absorbed in view.absorbed)}
        for number, request in enumerate(requests, start=1):
            column.addLayout(self._request_row(number, request, here=request.case_id in here))

    def _request_row(self, number: int, request: RequestView, *, here: bool) -> QHBoxLayout:
        words = label(text("{number}. {words}", number=number, words=request.description))
        place: QWidget
        if here:
            place = label(text("this problem"), "quiet", wrap=False)
        else:
            place = link(text("Another problem"), text("Open the problem of part {number}", number=number))
            place.clicked.connect(partial(self._ask_case, request.case_id))
        made = QHBoxLayout()
        made.setSpacing(8)
        made.addWidget(words, 1)
        made.addWidget(place)
        return made


def _instruction(message: MessageView) -> QWidget:
    """What somebody of the office wrote above a mail they sent on: it stays on top, however many follow."""
    words = message.instruction
    if len(words) > _LONGEST_PINNED:
        words = f"{words[:_LONGEST_PINNED].rsplit(maxsplit=1)[0]} …"
    pinned = banner(text("{name} sent it on: “{words}”", name=message.sent_on_by, words=words), Tone.ACCENT)
    pinned.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return pinned


def _way(message: MessageView) -> str:
    """How it came, or how we sent it: the channel, and whose hands or which form it went through."""
    if is_ours(message):
        return sent_way(message)
    through = ""
    if message.form_name:
        through = text("by the {form} form", form=message.form_name)
    elif message.sent_on_by:
        through = text("sent on by {name}", name=message.sent_on_by)
    return facts((text(message.channel.value), through))


def _sounds(message: MessageView, view: CaseView) -> list[AttachmentView]:
    """What a voicemail said."""
    return [
        each
        for each in view.attachments
        if each.message_id == message.message_id and each.media_type.startswith("audio/")
    ]


def _title(messages: Sequence[MessageView]) -> str:
    if any(map(is_ours, messages)):
        return plural("What was said", "What was said: {count} messages", len(messages))
    return plural("What they said", "What they said: {count} messages", len(messages))


def _told(view: CaseView) -> tuple[object, ...]:
    sounds = [each for message in view.messages for each in _sounds(message, view)]
    return view.case_id, view.messages, view.requests, view.absorbed, sounds


def _city_words(view: CaseView) -> str:
    told = [each.description for each in view.requests if each.description]
    if told:
        return text("Nobody wrote to us. In 311 it says: {words}", words=told[0])
    return text("Nobody wrote to us about it.")


def kind_words(message: MessageView) -> str:
    """What kind of message it is and why it is here, where that is not plain."""
    kind = ""
    if message.kind not in {MessageKind.PROBLEM, MessageKind.SENT}:
        kind = text("{kind}: {reason}", kind=text(message.kind.value), reason=message.kind_reason)
    linked = ""
    if message.link_reason is not LinkReason.REQUEST:
        linked = text("here because: {reason}", reason=text(message.link_reason.value))
    return facts((kind, linked))
