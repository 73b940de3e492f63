"""Answers an endpoint gave, with the mark it gave them, so that they are not sent again while they hold.

Source: RFC 9110, sections 8.8 (validators), 13.1.2 (If-None-Match) and 13.1.3 (If-Modified-Since).
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

_LONGEST_MARK = 200


@dataclass(frozen=True, slots=True)
class Version:
    """The ETag and Last-Modified of an answer, as the server wrote them; "" where it gave none."""

    etag: str = ""
    modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.modified)

    def headers(self) -> dict[str, str]:
        """What to send so that an answer that still holds is not sent again."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in named.items() if value}


UNVERSIONED = Version()


def version_of(etag: str, modified: str) -> Version:
    """The version told by two headers; a mark that is too long to be one is none."""
    marks = (each if len(each) <= _LONGEST_MARK and each.isascii() else "" for each in (etag, modified))
    return Version(*marks)


class Remembered:
    """The last answers that came with a version, by the question; safe from any thread."""

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[object, ...], tuple[Version, object]] = OrderedDict()

    def find(self, question: tuple[object, ...]) -> tuple[Version, object] | None:
        """The version and value of the last answer to a question."""
        with self._lock:
            found = self._answers.get(question)
            if found is not None:
                self._answers.move_to_end(question)
            return found

    def keep(self, question: tuple[object, ...], version: Version, value: object) -> None:
        """Remember an answer that came with a version, and forget the one that is longest unused."""
        with self._lock:
            self._answers.pop(question, None)
            if version:
                self._answers[question] = (version, value)
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
