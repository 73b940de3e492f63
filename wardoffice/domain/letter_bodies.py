"""What of a letter is its matter, and what only tells who sent it: greeting, signature, home.

A campaign's letters differ in what their senders add of themselves: a closing, a name, a home, a ZIP code, at
the end or within ("as a resident of 4512 N Damen, I ask you to ..."). A place that the letter is about is
kept: what somebody labels as one, and a home at whose door the trouble is.
"""

import re

from wardoffice.domain.service_families import fold

_GREETING = re.compile(
    r"\A\s*(?:dear|hello|hi|greetings|to the|good \w+|estimad\w+|hola|buen\w+|a quien|szanown\w+|dzien dobry"
    r"|witam)\b[^\n.]{0,80}\n"
)
_CLOSING = re.compile(
    r"\s*(?:(?:yours )?sincerely|respectfully|(?:with )?(?:kind |best |warm |many )*(?:regards|wishes|thanks)"
    r"|best|yours|thank you|thanks|cordially|gratefully|signed"
    r"|atentamente|saludos|gracias|cordialmente|respetuosamente|un saludo"
    r"|z powazaniem|pozdrawiam|z wyrazami|dziekuje)\b[^\n]{0,40}"
)
_SHORT_CLOSING = re.compile(r"\s*[^\W\d][^\n\d.!?;:]{1,40},\s*")
"""Any other: "In solidarity,", "Your neighbor,", "Con esperanza,": a short line that ends with a comma."""
_OF_A_PLACE = re.compile(
    r"\s*(?:[-*\u2022]\s*)?(?:the )?(?:location|where|place|site|intersection|corner|problem|issue"
    r"|request|complaint|pothole|(?:street )?address of\b[^:]*"
    r"|(?:problem|issue|incident|service|site) (?:address|location)"
    r"|lugar|ubicacion|donde|problema|direccion del\b[^:]*|miejsce|gdzie|lokalizacja|problem\w*)\s*[:=-]"
)
_PERSONAL = re.compile(
    r"\s*(?:(?:your |my |full |first |last )?name|e-?mail(?: address)?|(?:cell |home |daytime )?phone"
    r"(?: number)?|(?:zip|postal)(?: ?code)?|city|state|nombre|apellidos?"
    r"|correo(?: electronico)?|telefono|codigo postal"
    r"|imie(?: i nazwisko)?|nazwisko|telefon|kod pocztowy)\s*[:=]"
)
_MAIL = re.compile(r"\S+@\S+\.\w+")
_PHONE = re.compile(r"(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}")
_ZIP = re.compile(r"\b(?:il|illinois|chicago),?\s+\d{5}(?:-\d{4})?\b|^\s*\d{5}(?:-\d{4})?\s*$")
_NAME = re.compile(r"\s*[^\W\d_][\w.'\u2019-]*(?:[\s,]+[^\W\d_][\w.'\u2019-]*){0,4}\s*,?\s*")
_HOME_LINE = re.compile(r"\s*\d{1,5}\b.*")

_ROAD = (
    r"(?:\d{1,5}(?:st|nd|rd|th)?\b[^,.;\n]{0,40}(?:,\s*(?:apt|unit|#)[^,.;\n]{0,12})?"
    r"(?:,\s*chicago)?(?:,?\s*(?:il|illinois))?(?:,?\s*\d{5}\b)?)"
)
_AT_HOME = re.compile(
    r"\b(?:(?:have\s+)?liv(?:e|es|ed|ing)(?:\s+here)?|resid(?:e|es|ing)|own(?:ing)? (?:a )?"
    r"(?:home|house|condo)|residents?|homeowner|constituent|voter|neighbou?r"
    r"|my (?:home |mailing |street )?address is|my home is|vivo|resido|residente|vecin[oa]|mi direccion es"
    r"|mieszkam|mieszkan\w+|moj adres to)\s*(?:at|on|in|of|from|near|en|de|del|la|przy|na|ul|:)?\s+"
    r"(?:the\s+)?" + _ROAD
)
_ZIP_WITHIN = re.compile(
    r"\b(?:zip(?: ?code)?|codigo postal|kod pocztowy|il|illinois|chicago)(?: is| es| to)?"
    r"[\s,:]+\d{5}(?:-\d{4})?\b"
)
_CALLED = re.compile(r"\b(?:my name is|me llamo|mi nombre es|nazywam sie)(?:\s+[^\W\d_]+){1,3}")
_AT_THE_DOOR = re.compile(
    r"\b(?:in front of|outside|behind|beside|next to|across from|on|in|at) (?:of )?(?:my|our) (?:own )?"
    r"(?:house|home|building|alley|block|street|garage|yard|property|sidewalk|address|door|driveway|condo)\b"
    r"|\bmy (?:alley|sidewalk|garbage|cart|bin|street light|basement|parkway|tree)\b"
    r"|\b(?:frente a|enfrente de|detras de|afuera de|junto a) mi\b|\ben mi (?:casa|calle|cuadra|callejon)\b"
    r"|\b(?:przed|za|obok|przy) moi?m\b|\bna mojej ulicy\b"
)
_MINE = re.compile(r"\b(?:my|mi|mois?|moja|moje|moim|mojej)\b")
_MOST_LINES = 12
_MOST_WORDS = 8
_MOST_LETTERS = 70


def body_of(said: str) -> str:
    """The matter of a letter in plain small letters (``fold``), without who sent it."""
    folded = fold(said)
    keeps_home = _AT_THE_DOOR.search(folded) is not None
    lines = _GREETING.sub("", folded).split("\n")
    body = "\n".join(_without_tail(lines, keeps_home=keeps_home))
    if keeps_home:
        return body
    for told in (_AT_HOME, _ZIP_WITHIN, _CALLED, _MAIL, _PHONE):
        body = told.sub(" ", body)
    return body


def at_my_door(body: str) -> bool:
    """Whether the body of a letter is about something at the home of the one person who wrote it.

    What lies at "our" alley may be the same for all who wrote.
    """
    return any(_MINE.search(found[0]) for found in _AT_THE_DOOR.finditer(body))


def _without_tail(lines: list[str], *, keeps_home: bool) -> list[str]:
    """Without the closing and the short lines below it; places that are labelled as such stay."""
    begin = _tail(lines)
    tail = lines[begin:]
    if not _is_of_a_person(tail):
        return lines
    kept = [line for line in tail if _OF_A_PLACE.match(line) or (keeps_home and _HOME_LINE.match(line))]
    return [line for line in lines[:begin] if not _PERSONAL.match(line)] + kept


def _tail(lines: list[str]) -> int:
    """Where the short lines at the end begin: from a closing on, else as many as there are."""
    begin = len(lines)
    told = 0
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at].strip()
        if not line:
            continue
        told += 1
        if told > _MOST_LINES or at == 0 or not _is_short(line):
            break
        begin = at
        if _is_closing(line):
            break
    return begin


def _is_short(line: str) -> bool:
    if len(line) > _MOST_LETTERS or len(line.split()) > _MOST_WORDS:
        return False
    ends = line.endswith((".", "!", "?", ";")) and len(line.split()) > 3  # noqa: PLR2004 - "Ana R." is a name
    return not ends or _is_closing(line) or bool(_MAIL.search(line))


def _is_closing(line: str) -> bool:
    return bool(_CLOSING.fullmatch(line) or _SHORT_CLOSING.fullmatch(line))


def _is_of_a_person(tail: list[str]) -> bool:
    """Whether the lines tell who wrote: a closing, a name, an address of mail, a ZIP; not a house alone."""
    return any(
        _is_closing(line)
        or _PERSONAL.match(line)
        or _MAIL.search(line)
        or _ZIP.search(line)
        or _NAME.fullmatch(line)
        for line in tail
        if line.strip()
    )
