"""Whether the lines below a text only sign it, or go on telling: then they are the resident's words.

A P.S., an address, a word of danger or a sentence is never a signature. What is in doubt is kept: a name too
many on the screen costs a glance, a place or a gas smell cut off costs the request.
"""

import re
from functools import cache

import msgspec

from wardoffice.assets import resource
from wardoffice.domain.phrases import Phrases
from wardoffice.toml_files import read_toml

_MARK = re.compile(r"^-- ?$", re.MULTILINE)  # RFC 3676, 4.3; programs and people leave the blank out
_MOST_LINES = 15
_LONGEST_GREETING = 40
_AFTERWORD = re.compile(
    r"^\W*(p\.? ?s\b|p\.? ?d\b|post ?script|post ?data|posdata|dopisek|n\.? ?b\b|edit\b|update\b)[\s.:,;-]",
    re.IGNORECASE | re.MULTILINE,
)
_PLACE = re.compile(
    r"\b\d{1,5}(?:\s*-\s*\d{1,5})?\s+(?:block\b|(?:[NSEW]|North|South|East|West)\b\.?\s+)?[^\W\d_]{2,}"
    r"|\b[A-Z][a-z]+ (?:and|&|at|y|con|i) [A-Z][a-z]+\b"
    r"|\b(?:corner|intersection|esquina|rogu?|róg|skrzyżowani\w+)\b",
)
_PROGRAM = re.compile(
    r"^\W*(sent (from|via|using|with) |get outlook "
    r"|enviado desde |enviado con |obtener outlook "
    r"|wysłan[eoy] z |pobierz (program |aplikację )?outlook |envoyé de(puis)? |télécharge[rz] outlook "
    r"|gesendet (von|mit) |outlook für .{3,8} beziehen|inviato da |von meinem |enviado (do|pelo|via) "
    r"|obter o outlook |отправлено (\u0441|из) |скачать outlook |надіслано з |відправлено з "
    r"|отримати outlook "
    r"|发自我的|發自我的|从我的.{1,12}发送|從我的.{1,12}傳送|获取 ?outlook|取得 ?outlook|下载 ?outlook"
    r"|(đã )?(được )?gửi từ |[أا]ُ?رسلت? من |مرسل من |ipinadala mula sa |ipinadala gamit ang |trimis de pe "
    r"|skickat från |verzonden vanaf |verstuurd vanaf |odesláno z |išsiųsta iš |poslano s |poslato sa "
    r"|στάλθηκε από |.{1,30}(から送信|에서 보냄|से भेजा गया|سے بھیجا گیا)).{0,80}$",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"^\W*this message was sent using (?:the )?picture and video messaging\b.{0,60}$", re.IGNORECASE
)
_RULE = re.compile(r"^\s*[-_=*\u2014\u2500]{5,}\s*$")
_CLOSING = re.compile(
    r"^\W*(many thanks|thanks?( you| u)?|thx|best|kind|warm|regards|sincerely|cheers|yours|respectfully"
    r"|cordially|take care|love|muchas gracias|mil gracias|gracias|saludos|un saludo|atentamente|cordialmente"
    r"|abrazos?|dziękuję|dzieki|dzięki|pozdrawiam|pozdrowienia|z poważaniem|z wyrazami|łączę|merci"
    r"|cordialement|mit freundlichen|viele grüße|danke|grazie|obrigad[oa])\b",
    re.IGNORECASE,
)
_LONGEST_CLOSING = 4  # words
_ASIDE = frozenset(  # words that stand in titles and closings as well
    re.findall(
        r"\S+",
        "of and the for in at on to a an de del la el los las y i w z do na und der die von & my",
    )
)
_TO_WHOM = re.compile(r"\b(to|for|que|por|para|za|dla|pour)\b", re.IGNORECASE)
_NO_WORD = re.compile(r"\S*(?:@|://|www\.|\d)\S*")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_LEAST_TELLING = 3
_SHOUTED = 4
_CASELESS_LETTERS = 3  # a script without capitals, and often without blanks: so many letters count as a word
_GREETING = re.compile(
    r"^\W*(hi|hello|hey|dear|good (morning|afternoon|evening|day)|to whom|greetings|hola|buen[oa]s"
    r"|estimad[oa]|querid[oa]|dzień dobry|dzien dobry|witam|szanown[aeiy]|cześć|czesc|drog[ai]|bonjour"
    r"|hallo|guten|ciao)\b",
    re.IGNORECASE,
)


class _Kind(msgspec.Struct, frozen=True):
    words: list[str]


class _DangerWords(msgspec.Struct, frozen=True):
    dangers: list[_Kind]


def without_marked_signature(words: str) -> str:
    """The words above the first mark (``-- ``) that only a signature follows; all of them where none does."""
    for mark in _MARK.finditer(words):
        if only_signs(words[mark.end() :]) and _tells(words[: mark.start()]):
            return words[: mark.start()]
    return words


def without_program_line(words: str) -> str:
    """Without what the program adds at the end: "Get Outlook for iOS"; a place is never only that."""
    lines = words.rstrip().split("\n")
    while len(lines) > 1 and (
        not lines[-1].strip()
        or _RULE.match(lines[-1])
        or _ADVERT.match(lines[-1])
        or (_PROGRAM.match(lines[-1]) and not _PLACE.search(lines[-1]))
    ):
        lines.pop()
    return "\n".join(lines)


def only_signs(below: str) -> bool:
    """Whether these lines are a name, a title, how to reach somebody, or a program's own line."""
    lines = [line.strip() for line in below.split("\n") if line.strip() and not line.startswith(">")]
    if len(lines) > _MOST_LINES or _AFTERWORD.search(below):
        return False
    after_program = False
    for line in lines:
        if _PROGRAM.match(line):
            after_program = True
        elif _PLACE.search(line) or _is_sentence(line, most=1 if after_program else _LEAST_TELLING - 1):
            return False
    return not _danger_words().first_in(below)


def is_greeting(words: str) -> bool:
    """Whether there is nothing but "Dear Alderman,"."""
    line = words.strip()
    return (
        len(line) <= _LONGEST_GREETING
        and "\n" not in line
        and (line.endswith(",") or _GREETING.match(line) is not None)
    )


def _tells(above: str) -> bool:
    return any(each.isalnum() for each in above) and not is_greeting(above)


def _is_sentence(line: str, most: int) -> bool:
    """Whether a line has more than ``most`` words that are no names, or shouts."""
    words = _WORD.findall(_NO_WORD.sub(" ", line))
    if _CLOSING.match(line) and len(words) <= _LONGEST_CLOSING and not _TO_WHOM.search(line):
        return False
    if len(words) >= _SHOUTED and all(word.isupper() for word in words):
        return True
    telling = 0
    for word in words:
        if word[0].islower():
            telling += word not in _ASIDE
        elif not word[0].isupper():
            telling += max(1, len(word) // _CASELESS_LETTERS)
    return telling > most or (telling >= most and line.endswith((".", "!", "?")))


@cache
def _danger_words() -> Phrases:
    told = read_toml(resource("safety.toml"), _DangerWords)
    return Phrases(tuple(words for kind in told.dangers for words in kind.words))
