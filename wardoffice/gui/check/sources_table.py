"""The columns of the requests on which 311 and the city's data portal differ."""

from wardoffice.domain.portal import SourceLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.case.source_words import city_words, portal_words
from wardoffice.gui.widgets.line_table import Column
from wardoffice.language import text


def source_columns(moments: Moments) -> tuple[Column[SourceLine], ...]:
    """Number, what, where, when it was made, 311's word, the portal's, and who has the work by the portal."""
    return (
        Column(text("SR number"), 11, lambda line: line.both.number),
        Column(text("What"), 17, lambda line: line.service_name),
        Column(text("Where"), 17, lambda line: line.address or text("no place")),
        Column(
            text("Asked"),
            10,
            lambda line: moments.day(line.requested_at) if line.requested_at is not None else text("no date"),
        ),
        Column(text("311 says"), 7, lambda line: city_words(line.both)),
        Column(text("The portal says"), 14, lambda line: portal_words(line.both, moments)),
        Column(text("Changed"), 9, lambda line: _changed(line, moments)),
        Column(text("Department"), 15, lambda line: line.both.facts.department),
    )


def _changed(line: SourceLine, moments: Moments) -> str:
    return moments.day(line.both.portal_updated_at) if line.both.portal_updated_at is not None else "-"
