"""Says where an answer is that has not reached whom it is for."""

from wardoffice.domain.under_way import AnswerUnderWay, UnderWay
from wardoffice.language import text


def standing_words(answer: AnswerUnderWay) -> str:
    """As in "answer waits in the outbox": what holds until it is read again, however long that takes."""
    return {
        UnderWay.UNSURE: text("not sure the answer went: check the outbox"),
        UnderWay.IN_OUTBOX: text("answer waits in the outbox"),
        UnderWay.BEING_SENT: text("answer is being sent"),
        UnderWay.LETTER: text("letter to post"),
    }[answer.where]
