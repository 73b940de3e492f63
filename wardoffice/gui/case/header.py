"""The head of the case pane: what and where, what to do next, who has it."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wardoffice.domain.case_view import CaseView
from wardoffice.domain.cases import CaseStatus
from wardoffice.domain.distances import distance_words
from wardoffice.domain.place_choices import spot_words, told_apart
from wardoffice.domain.places import PlaceSource
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.next_step import NextStep, answer_badge
from wardoffice.gui.case.ward_line import border_words, elsewhere_words, handed_words
from wardoffice.gui.widgets.badge import Tone
from wardoffice.gui.widgets.parts import badge, banner, clear, facts, label
from wardoffice.language import text


class Header(QWidget):
    """Title, number, place and its source, next step, assignee, and banners for the unusual."""

    def __init__(self, moments: Moments, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._moments = moments
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)

    def show_case(self, view: CaseView, step: NextStep) -> None:
        """Show another case, or the same one as it is now."""
        clear(self._column)
        top = QHBoxLayout()
        top.setSpacing(12)
        title = label(title_words(view), "title", selectable=True)
        title.setObjectName("caseTitle")
        top.addWidget(title, 1)
        if view.urgent and view.status is CaseStatus.OPEN:
            top.addWidget(badge(text("Urgent"), Tone.DANGER))
        words, tone = answer_badge(view)
        if words:
            top.addWidget(badge(words, tone))
        self._column.addLayout(top)
        below = label(self._known(view), "quiet", selectable=True)
        below.setObjectName("caseFacts")
        self._column.addWidget(below)
        if view.tags:
            self._column.addLayout(_tags(view))
        todo = QHBoxLayout()
        todo.setSpacing(8)
        next_words = label(text("Next: {step}", step=step.words), "danger" if _urgent(step) else "strong")
        next_words.setObjectName("nextStep")
        todo.addWidget(next_words, 1)
        todo.addWidget(label(who_words(view), "quiet", wrap=False))
        self._column.addLayout(todo)
        for sentence, colour in self._banners(view):
            self._column.addSpacing(4)
            self._column.addWidget(banner(sentence, colour))

    def _known(self, view: CaseView) -> str:
        return facts(
            (
                view.number,
                text("since {moment}", moment=self._moments.moment(view.opened_at)),
                text("Ward {ward}", ward=view.ward) if view.ward is not None else "",
                border_words(view),
                place_source_words(view),
            )
        )

    def _banners(self, view: CaseView) -> list[tuple[str, Tone]]:
        shown = []
        if view.safety:
            shown.append((text("Danger. {words}", words=view.safety_words), Tone.DANGER))
        if view.restricted:
            words = text(
                "Restricted: only the people named for it see this problem, here and everywhere else."
            )
            shown.append((words, Tone.CHECK))
        if apart := apart_words(view):
            shown.append((apart, Tone.CHECK))
        if elsewhere := elsewhere_words(view):
            shown.append((elsewhere, Tone.CHECK))
        if view.snoozed_until is not None and self._moments.is_ahead(view.snoozed_until):
            words = text(
                "Snoozed until {day}, or until new word comes.", day=self._moments.day(view.snoozed_until)
            )
            shown.append((words, Tone.WAITING))
        if view.status is CaseStatus.FINISHED:
            shown.append((self._finished_words(view), Tone.DONE))
        if not view.ours:
            words = text("Only in 311: nobody asked us about it. Take it to put it on our list.")
            shown.append((words, Tone.ACCENT))
        return shown

    def _finished_words(self, view: CaseView) -> str:
        why = handed_words(view) or (
            text(view.finish_reason.value) if view.finish_reason is not None else text("no reason given")
        )
        if view.finished_at is None:
            return text("We are done: {reason}.", reason=why)
        return text("We are done: {reason}, {day}.", reason=why, day=self._moments.day(view.finished_at))


def _tags(view: CaseView) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for each in view.tags:
        tag = badge(each, Tone.ACCENT)
        tag.setAccessibleName(text("Tag: {tag}", tag=each))
        row.addWidget(tag)
    row.addStretch(1)
    return row


def title_words(view: CaseView) -> str:
    """What and where: "Pothole in street, 4812 N Damen Ave"."""
    what = view.title or view.service_name or text("Problem of a kind not known yet")
    return text("{what}, {where}", what=what, where=view.place.address) if view.place.address else what


def place_source_words(view: CaseView) -> str:
    """How the place became known, and how sure that is."""
    place = view.place
    if place.others and place.point is None:
        return text("may be {places}: set the place", places=text(" or ").join(place.others))
    how = _source_words(place.source)
    if place.metres is None or place.point is None:
        return how
    return text("{how}, within about {distance}", how=how, distance=distance_words(place.metres))


def apart_words(view: CaseView) -> str:
    """That a photo and the words tell of two places, with both of them; else ""."""
    place = view.place
    if not told_apart(view):
        return ""
    words = {
        "here": place.address or spot_words(place.point),
        "said": text(" or ").join(place.others),
        "distance": distance_words(place.apart or 0.0),
    }
    if place.source is PlaceSource.PIN:
        return text("Two places: the pin is at {here}, the words say {said}, {distance} from there.", **words)
    return text(
        "Two places: the photo was taken at {here}, the words say {said}, {distance} from there.", **words
    )


def _source_words(source: PlaceSource) -> str:
    words = {
        PlaceSource.PERSON: text("place set by a person"),
        PlaceSource.CITY: text("place from the city's record"),
        PlaceSource.PHOTO: text("place from the photo"),
        PlaceSource.PIN: text("place from the pin on the form"),
        PlaceSource.ADDRESS_IN_TEXT: text("place from the words of the message"),
        PlaceSource.ONLINE: text("place looked up online"),
        PlaceSource.WARD_FIELD: text("only the ward is known"),
        PlaceSource.NONE: text("place not known"),
    }
    return words[source]


def who_words(view: CaseView) -> str:
    """Who looks after it."""
    if view.assignee_id is None:
        return text("Nobody has it yet")
    return text("With {name}", name=view.assignee)


def _urgent(step: NextStep) -> bool:
    return step.tone is Tone.DANGER
