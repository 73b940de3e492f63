"""The kinds of answers, ways and languages as people read them."""

from wardoffice.domain.letter_texts import TO_RESIDENTS, LetterKey
from wardoffice.domain.replying import ReplyKind, ReplyWay, reply_words
from wardoffice.language import text


def letter_words(key: LetterKey) -> str:
    """What a text of the office is for."""
    to_departments = {
        LetterKey.FORWARD: text("To a department: one problem"),
        LetterKey.FORWARD_SECTION: text("To a department: one problem among several"),
        LetterKey.FORWARD_MANY: text("To a department: several problems"),
        LetterKey.CHASE: text("To a department: what is overdue"),
        LetterKey.REOPEN: text("To a department: not fixed"),
        LetterKey.REFER_OUT: text("To a body that is not the city's"),
    }
    if key in TO_RESIDENTS:
        return reply_words(ReplyKind(key.value))
    return to_departments[key]


def way_words(way: ReplyWay) -> str:
    """How an answer goes."""
    return {
        ReplyWay.MAIL: text("by e-mail"),
        ReplyWay.CALL: text("call them"),
        ReplyWay.LETTER: text("by letter"),
    }[way]


def letter_language(language: str) -> str:
    """A language of letters by its name."""
    return {
        "en": text("English"),
        "es": text("Spanish"),
        "pl": text("Polish"),
        "zh-Hans": text("Chinese (simplified)"),
        "zh-Hant": text("Chinese (traditional)"),
    }.get(language, language)


def field_words(field: str) -> str:
    """What staff write themselves, as its field is called."""
    return {
        "news": text("The news"),
        "result": text("What was done"),
        "body": text("Who takes care of it"),
        "body_phone": text("Their number"),
        "told_on": text("We told them on (may stay empty)"),
        "question": text("What we need to know"),
        "note": text("A line of yours (may stay empty)"),
    }[field]
