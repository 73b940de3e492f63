"""What stands where a list of the queue has no rows."""

from wardoffice.domain.queue import View
from wardoffice.language import text


def empty_words(view: View, *, narrowed: bool) -> tuple[str, str]:
    """What is not here, and what would bring it."""
    if narrowed:
        return text("Nothing fits"), text(
            "No problem of this view fits the search and the filters. Clear them to see all."
        )
    return {
        View.TO_US: (
            text("Nothing waits"),
            text("Mail, calls and what becomes ours show up here. F5 reads 311 and the mail now."),
        ),
        View.MINE: (
            text("Nothing is yours"),
            text("What is assigned to you shows up here. A in the other lists assigns a problem."),
        ),
        View.REALLY_DONE: (
            text("Nothing to check"),
            text("What the city closed and nobody of us has seen done shows up here."),
        ),
        View.WAITING_ON_CITY: (
            text("Nothing waits on the city"),
            text("Our problems with an open 311 request show up here."),
        ),
        View.NEW_IN_311: (
            text("Nothing new in 311"),
            text("What came into 311 and nobody brought to us shows up here. F5 reads 311 now."),
        ),
        View.SNOOZED: (
            text("Nothing is snoozed"),
            text("What you put off until a day stands here until then, or until new word comes."),
        ),
        View.ALL: (
            text("No problems yet"),
            text("Once 311 and the mailbox are read, every problem of the ward is here. F5 reads them now."),
        ),
    }[view]
