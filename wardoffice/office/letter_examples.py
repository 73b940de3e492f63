"""A made-up problem that fills a text, so that whoever approves it reads what a resident would read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from wardoffice.domain.letter_texts import FilledLetter, LetterKey, LetterText
from wardoffice.language import text
from wardoffice.office.letter_templates import LetterTemplates, Value, as_named, fill_text
from wardoffice.office.letter_values import date_words, span

_DAY, _LATER = datetime(2026, 6, 12, 17, tzinfo=UTC), datetime(2026, 6, 21, 17, tzinfo=UTC)
_ZONE = ZoneInfo("America/Chicago")
_NUMBER, _CITY_NUMBER = "2026-04003", "SR26-00954421"
_PLACE = "4812 N Damen Ave"
_STAFF_WRITE = ("news", "result", "question", "instruction", "words")


def example_of(key: LetterKey, language: str, source: LetterText) -> FilledLetter:
    """The text of that kind filled with the example; raises CannotDoError for one that cannot be filled."""
    section = ""
    if key in {LetterKey.FORWARD, LetterKey.FORWARD_MANY}:
        templates = LetterTemplates()
        section = templates.fill(LetterKey.FORWARD_SECTION, language, _values(language, "")).body.strip()
    return fill_text(source, _values(language, section))


def _values(language: str, section: str) -> Mapping[str, Value]:
    day, later = (date_words(each, language, _ZONE) for each in (_DAY, _LATER))
    kind, department = text("Pothole in Street Complaint"), text("Department of Transportation")
    asked = {
        "token": f"[{_NUMBER}]",
        "place": _PLACE,
        "what": kind,
        "asked": day,
        "numbers": _CITY_NUMBER,
        "again": "",
    }
    line = {"number": _CITY_NUMBER, "type": kind, "asked": day, "closed": later, "status": "nothing found"}
    return {
        **{name: text("(what you write for this one)") for name in _STAFF_WRITE},
        "note": text("(a line of yours)"),
        "greeting": LetterTemplates().greeting(language, "Maria Lopez"),
        "type": as_named(kind, language),
        "place": _PLACE,
        "number": _NUMBER,
        "numbers": _CITY_NUMBER,
        "tracking_numbers": _CITY_NUMBER,
        "usual_time": span(9, language),
        "long_time": span(23, language),
        "status": "open",
        "closed_on": later,
        "told_on": day,
        "answer_by": later,
        "said": later,
        "sent_before": day,
        "body": text("ComEd"),
        "body_phone": "1-800-334-7661",
        "department": department,
        "people": "3",
        "count": "2",
        "first_place": _PLACE,
        "photos": "2",
        "section": section,
        "problems": [{"position": str(at), "number": _NUMBER, "section": section} for at in (1, 2)],
        "lines": [asked, asked | {"again": later}],
        "closed": [line | {"reason": text("nothing found")}],
        "history": [line],
        "sender": "Ana Ruiz",
        "office": text("Ward {ward}", ward=47),
        "office_phone": "(773) 555-0100",
    }
