"""How long the city usually takes, in the words of a phone call."""

from wardoffice.domain.expected_time import ExpectedTime
from wardoffice.language import plural, text

_WEEKS_FROM = 21  # days
_MONTHS_FROM = 90
_DAYS_IN_MONTH = 30.4
_DAYS_IN_WEEK = 7
_SAME = 1.2  # times: no second number where it says nothing more


def expected_words(expected: ExpectedTime) -> str:
    """What to tell: "Usually 9 days, 1 in 5 takes over 3 weeks"."""
    half, most = expected.half_days, expected.most_days
    if half is None:
        return text("More than half of them are still open.")
    usually = text("Usually {span}", span=span_words(half))
    if most is None:
        return text("{usually}, but 1 in 5 is still open", usually=usually)
    if span_words(most) == span_words(half) or most < half * _SAME:
        return usually
    return text("{usually}, 1 in 5 takes over {span}", usually=usually, span=span_words(most))


def based_on_words(expected: ExpectedTime) -> str:
    """What that is known from."""
    return plural(
        "from {count} request of this type here in a year, {open} of them open",
        "from {count} requests of this type here in a year, {open} of them open",
        expected.requests,
        open=expected.open,
    )


def span_words(days: float) -> str:
    """Days as people say them: "a day", "9 days", "3 weeks", "4 months"."""
    if days >= _MONTHS_FROM:
        return plural("{count} month", "{count} months", round(days / _DAYS_IN_MONTH))
    if days >= _WEEKS_FROM:
        return plural("{count} week", "{count} weeks", round(days / _DAYS_IN_WEEK))
    if days <= 1:
        return text("a day")
    return plural("{count} day", "{count} days", round(days))
