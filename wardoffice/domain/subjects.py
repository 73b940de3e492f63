"""What mail programs put before a subject when a mail is answered or sent on (RFC 5256, section 2.1).

Each language's programs have marks of their own: German AW and WG, Spanish RV, Polish ODP and PD. Before them
may stand what gateways and lists put in brackets ("[EXTERNAL]"), as our own number does.
"""

import re

_ANSWERS = "re aw antw sv vs odp res rif ref r ynt 回复 答复 回覆".split()  # noqa: SIM905 - words read better as prose
_FORWARDS = "fw fwd wg rv tr pd i enc vl 转发 轉寄".split()  # noqa: SIM905 - as above
_BRACKETS = r"\[[^\]]{0,40}\]"


def _marks(words: list[str]) -> str:
    return rf"(?:{'|'.join(words)})\s*(?:\[\d+\])?\s*[:\uff1a]"


_ANSWER = re.compile(rf"\s*(?:{_BRACKETS}\s*)*{_marks(_ANSWERS)}", re.IGNORECASE)
_FORWARD = re.compile(rf"\s*(?:{_BRACKETS}\s*)*{_marks(_FORWARDS)}", re.IGNORECASE)
_BEFORE = re.compile(rf"^\s*(?:{_BRACKETS}|{_marks(_ANSWERS + _FORWARDS)})\s*", re.IGNORECASE)
_TOKEN = re.compile(r"^\s*\[(?:W\d{1,3}-)?\d{4}-\d{1,9}\]\s*")
_BEHIND = re.compile(rf"\s*(?:{_BRACKETS}|\(fwd\))\s*$", re.IGNORECASE)


def without_token(subject: str) -> str:
    """The subject of a mail of ours without the number of its problem in front."""
    return _TOKEN.sub("", subject, count=1)


def is_answer(subject: str) -> bool:
    """Whether a subject says that the mail answers another."""
    return _ANSWER.match(subject) is not None


def is_sent_on(subject: str) -> bool:
    """Whether a subject says that somebody passes on another's mail."""
    return _FORWARD.match(subject) is not None


def base_subject(subject: str) -> str:
    """The subject without what answering and sending on put around it, folded."""
    rest = " ".join(subject.split())
    while (shorter := _BEFORE.sub("", rest)) != rest:
        rest = shorter
    return _BEHIND.sub("", rest).strip().casefold()
