"""The language a person wrote in: English, Spanish, Polish, and those most easily taken for one of them.

What the mail says of itself (Content-Language, RFC 3282) is a mail program's setting as often as the
writer's language, so the words decide, and the header only where they are too few.
"""

import re

_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 20_000
_LEAST = 2  # different small words
_OF_ADDRESSES = ("@", "://", "www.", ".com", ".org")
_SMALL_WORDS = {
    "en": "the and is are there was were my our has have been please of on in with this that you we it not",
    "es": "el la los las que y está esta hay una un por favor mi nuestra con para en del se muy calle es",
    "pl": "jest na nie się sie że od proszę prosze mojej naszej ulicy bardzo dziękuję są ale przy tym",
    "fr": "le la les des du et est une dans pour nous vous que qui sur avec pas bonjour merci rue",
    "it": "il gli di che per con non sono della nella questo questa grazie buongiorno molto più",
    "pt": "os uma que por com não para em da na rua obrigado obrigada está muito são",
    "de": "der das und ist sind eine ein nicht mit auf für wir ich von dem bitte straße danke",
}
_SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ar": re.compile("[\u0621-\u064a]"),
    "he": re.compile("[\u05d0-\u05ea]"),
    "el": re.compile("[\u03b1-\u03c9]"),
    "hi": re.compile("[\u0905-\u0939]"),
    "ru": re.compile("[\u0430-\u044f]"),
}
"""Letters that tell a language from all others people here write in; the first that has enough of them."""
_UKRAINIAN = re.compile("[\u0454\u0456\u0457\u0491]")  # letters that Russian lacks
_LEAST_LETTERS = 4
_SETS = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_HEADER = re.compile(r"\s*([a-z]{2})\b", re.IGNORECASE)


def language_of(words: str, declared: str = "") -> str:
    """An ISO 639-1 code, or an empty string; ``declared`` is the Content-Language header."""
    plain = " ".join(
        each for each in words[:_LONGEST].split() if not any(sign in each for sign in _OF_ADDRESSES)
    )
    said = {each.casefold() for each in _LETTERS.findall(plain)}
    counted = {code: len(said & small) for code, small in _SETS.items()}
    best = max(counted, key=lambda code: counted[code])
    second = max(count for code, count in counted.items() if code != best)
    if counted[best] >= _LEAST and counted[best] > second:
        return best
    if counted[best] == 0:
        script = _script_of(plain.casefold())
        if script:
            return script
    found = _HEADER.match(declared)
    return found.group(1).lower() if found else ""


def _script_of(plain: str) -> str:
    """The language by its letters, or ""; ``plain`` is in small letters."""
    for code, letters in _SCRIPTS.items():
        if len(letters.findall(plain)) >= _LEAST_LETTERS:
            return "uk" if code == "ru" and _UKRAINIAN.search(plain) else code
    return ""
