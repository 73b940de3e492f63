"""The columns of the mails behind one number."""

from wardoffice.domain.books import LedgerLine
from wardoffice.gui.case.moments import Moments
from wardoffice.gui.widgets.line_table import Column
from wardoffice.language import text


def ledger_columns(moments: Moments) -> tuple[Column[LedgerLine], ...]:
    """When, from, subject, reason, folder and UID."""
    return (
        Column(
            text("When"),
            14,
            lambda line: moments.moment(line.at) if line.at is not None else text("no date"),
        ),
        Column(text("From"), 18, lambda line: line.sender or text("no sender")),
        Column(text("Subject"), 22, lambda line: line.subject or text("no subject")),
        Column(text("Why it stands here"), 36, why_words),
        Column(text("Where"), 10, lambda line: text("{folder}, {uid}", folder=line.folder, uid=line.uid)),
    )


def why_words(line: LedgerLine) -> str:
    """What kind of mail it is and why it stands where it stands; a doubt about its sender goes first."""
    why = line.reason
    if line.kind is not None:
        why = text("{kind}: {reason}", kind=text(line.kind.value), reason=line.reason)
    return text("{doubt} {why}", doubt=line.doubt, why=why) if line.doubt else why
