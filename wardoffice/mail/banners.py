"""The warnings that mail servers write above a mail from outside: "CAUTION: External email".

They are the server's words, put into the resident's mail before it was sent on; the whole text keeps them.
"""

import re

_MOST_LINES = 6
"""Lines that one warning takes at most."""
_LONGEST_LINE = 400
_LOOKED_AT = 4
"""Lines with words, from the top, among which one may begin."""
_BEGINS = re.compile(
    r"^[\s\W]*(?:"
    r"(?:warning|caution|attention|notice|alert|external)\W{0,3}\s*(?:this (?:is an? )?)?(?:external|outside)"
    r" (?:e-?mail|sender|message|source)\b"
    r"|external(?: (?:e-?mail|sender|message))?\s*(?:[\]):*!-]*\s*$|:\s*do not (?:click|open)\b)"
    r"|\[external\]\s*$"
    r"|(?:(?:warning|caution|attention|notice|alert|external)\b[^\n]{0,30}?\s)?this (?:e-?mail|message)"
    r" (?:(?:was sent|came|comes|is|has been sent) from|originate[ds](?: from)?) (?:an? )?"
    r"(?:outside|external)\b"
    r"|(?:some people who received this message|you) don['\u2019]t often get e-?mail from\b"
    r"|zjqcmqryfpfptbanner(?:start|end)\s*$"
    r")",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^[\s\W]*(?:(?:please )?(?:do not|don['\u2019]t|never|use caution|be (?:careful|cautious|wary)"
    r"|exercise caution|think before|verify the sender)\b.{0,80}"
    r"\b(?:click|open|repl|links?|attachments?|sender)"
    r"|this message came from outside your organization|unless you (?:recogni[sz]e|trust|know|verify)\b"
    r"|learn why this is important|report suspicious\b|the sender (?:and know|is known)\b"
    r"|zjqcmqryfpfptbanner(?:start|end)\s*$)",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[.!\]*>)]\s*$")
_ALONE = re.compile(r"^[\s\W]*\[[^\]]{1,80}\][\s\W]*$|^[^.]{1,60}$")


def without_banner(words: str) -> str:
    """The text without such a warning at its top; all of it where there is none, or nothing else."""
    lines = words.split("\n")
    begin = _first_of(lines)
    if begin is None:
        return words
    end = begin + 1
    whole = bool(_ENDED.search(lines[begin]) or _ALONE.match(lines[begin]))
    while end < min(begin + _MOST_LINES, len(lines)):
        line = lines[end]
        if _GOES_ON.match(line) or _BEGINS.match(line) or (not whole and line.strip()):
            whole = bool(_ENDED.search(line))
        elif line.strip() or not _banner_follows(lines, end):
            break
        end += 1
    rest = lines[:begin] + lines[end:]
    return "\n".join(rest).strip("\n") if any(line.strip() for line in rest) else words


def _first_of(lines: list[str]) -> int | None:
    told = [number for number, line in enumerate(lines) if line.strip()][:_LOOKED_AT]
    found = next((number for number in told if _BEGINS.match(lines[number])), None)
    # A longer line has the resident's words in it.
    return found if found is not None and len(lines[found]) <= _LONGEST_LINE else None


def _banner_follows(lines: list[str], number: int) -> bool:
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    return _GOES_ON.match(below) is not None or _BEGINS.match(below) is not None
