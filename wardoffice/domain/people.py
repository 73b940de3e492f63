"""Kinds of people and of the ways to reach them."""

from enum import StrEnum, unique


@unique
class ContactKind(StrEnum):
    """Who a contact is."""

    RESIDENT = "resident"
    DEPARTMENT = "department"
    OFFICE = "office"


@unique
class PointKind(StrEnum):
    """A way to reach a contact."""

    EMAIL = "email"
    PHONE = "phone"


@unique
class FollowUpKind(StrEnum):
    """An exchange with a person that is due, or that took place."""

    ANSWER_OWED = "answer owed"
    PROMISE = "promise"
    ANSWER = "answer"
