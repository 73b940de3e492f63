"""What of a whole mail was written for it: without the lines it quotes and the headers it carries along.

Reading shows the trimmed words; a place or a danger that stands below a signature, after a quoted line or in
a postscript is looked for here, where the trimmed words tell of none.
"""

import re

from wardoffice.domain.mail_headings import heading_field

_QUOTED = re.compile(r"\s*[>|]")
_RULE = re.compile(
    r"\s*-{2,}\s*(?:original message|mensaje original|oryginalna wiadomo|wiadomo\S+ oryginalna)",
    re.IGNORECASE,
)
_WROTE = re.compile(r"(?:\d{4}|\d{1,2}:\d{2}|@).*:\s*$")
_FEWEST_HEADERS = 2


def unquoted(whole: str, *, answers: bool) -> str:
    """The lines of ``whole`` that no mark quotes and that are no mail's header.

    Where the mail ``answers`` another, what stands below a block of headers or an attribution is that
    other, however it is marked; what was sent on is kept.
    """
    lines = whole.splitlines()
    kept: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        headers = _headers_from(lines, at)
        if answers and (headers >= _FEWEST_HEADERS or _RULE.match(line) or _bare_attribution(lines, at)):
            break
        if headers >= _FEWEST_HEADERS:
            at += headers
            continue
        if not _QUOTED.match(line):
            kept.append(line)
        at += 1
    return "\n".join(kept)


def _headers_from(lines: list[str], at: int) -> int:
    """How many header lines stand there one after the other."""
    end = at
    while end < len(lines) and not _QUOTED.match(lines[end]) and heading_field(lines[end]):
        end += 1
    return end - at


def _bare_attribution(lines: list[str], at: int) -> bool:
    """Whether "On such a day somebody wrote:" stands there over words that nothing marks as quoted."""
    if not _WROTE.search(lines[at]):
        return False
    below = (line for line in lines[at + 1 :] if line.strip())
    return not _QUOTED.match(next(below, ">"))
