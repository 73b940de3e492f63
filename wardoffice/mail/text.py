"""What a person wrote: HTML to text, the quoted conversation and the signature taken off.

The trimmed text is a help for reading, never a loss: the whole text is kept beside it, and where trimming
would leave nothing the whole text is the answer. (Of 64 real replies every known trimmer loses words in
three or more.)
"""

import re
from html import unescape
from html.parser import HTMLParser

import nh3
from mailparser_reply import EmailMessage

from wardoffice.domain.mail_headings import above_older_mail
from wardoffice.domain.subjects import is_answer, is_sent_on
from wardoffice.mail.banners import without_banner
from wardoffice.mail.signatures import is_greeting, only_signs, without_marked_signature, without_program_line

LONGEST_TEXT = 2_000_000
LONGEST_PAGE = 8_000_000
"""Of a longer HTML page, in characters, the rest is not looked at."""

_LONGEST_TRIMMED = 30_000  # the trimmer is made of regular expressions that look back; replies are shorter
_LONGEST_TRIMMED_LINE = 500
_LONGEST_SIGNATURE = 600
_LONGEST_GREETING = 40
_BREAKING = frozenset(
    {"p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
)
_KEPT_TAGS = {*_BREAKING, "br", "hr", "td", "th", "blockquote"}
_DROPPED_WITH_CONTENT = {"script", "style", "head", "title", "noscript", "template", "svg", "math"}
_NEVER_CLOSED = frozenset(
    {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "p", "li", "td", "tr"}
)
_DEEPEST_MARKUP = 1_000
_LONGEST_MARKUP = 500_000
_TAG = re.compile(r"<(/?[a-z][a-z0-9]*)\b[^<>]*>?", re.IGNORECASE)
_UNSEEN = re.compile(rf"<!--|<({'|'.join(sorted(_DROPPED_WITH_CONTENT))})\b", re.IGNORECASE)
_LANGUAGES = ["en", "es", "pl", "de", "fr", "it"]
_SIGNATURE_MARK = re.compile(r"^-- ?$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*(\n[ \t]*)+\n")
_PICTURE_MARK = re.compile(r"^[ \t]*\[cid:[^\]\s]{1,200}\][ \t]*$", re.MULTILINE)
"""Where Outlook shows a picture among the words, in the plain part of a mail; the picture is a file."""
_INVISIBLE = re.compile("[\u00ad\u034f\u200b-\u200d\u2060\ufeff]")
_ATTRIBUTION = re.compile(
    r"(\d{4}|\d{1,2}:\d{2}|@).*[:\uff1a]\s*$"
)  # a date or an address, at its end a colon
_MOST_ATTRIBUTION = 3  # lines: long ones are folded
_FORWARDED = re.compile(
    r"^[> \t]*(-{2,}\s*(forwarded message|mensaje reenviado|przekazana wiadomo|message transféré"
    r"|weitergeleitete nachricht|messaggio inoltrato|mensagem encaminhada)"
    r"|begin forwarded message:|inicio del mensaje reenviado:"
    r"|(początek|poczatek) przekazywanej wiadomości:"
    r"|début du message (réexpédié|transféré) ?:|inizio messaggio inoltrato:"
    r"|anfang der weitergeleiteten nachricht:)",
    re.IGNORECASE | re.MULTILINE,
)
_PGP_SIGNED, _PGP_SIGNATURE, _PGP_END = (
    f"-----{each}-----" for each in ("BEGIN PGP SIGNED MESSAGE", "BEGIN PGP SIGNATURE", "END PGP SIGNATURE")
)


def html_to_text(html: str) -> str:
    """The words of an HTML part, paragraphs as lines, quotes as ``> ``; nothing remote is ever asked for.

    The markup goes through nh3 (ammonia) first, so that scripts, styles and comments leave no trace. Its time
    grows with the square of the nesting, so markup nested or long beyond reason only has its tags taken out.
    """
    page = html[:LONGEST_PAGE]
    if len(page) > _LONGEST_MARKUP or _nesting(page) > _DEEPEST_MARKUP:
        return tidied(re.sub(r"[ \t]+", " ", unescape(_TAG.sub(" ", _without_unseen(page))))).strip()
    clean = nh3.clean(
        page,
        tags=_KEPT_TAGS,
        clean_content_tags=_DROPPED_WITH_CONTENT,
        attributes={},
        strip_comments=True,
    )
    reader = _TextReader()
    reader.feed(clean)
    reader.close()
    return tidied(reader.words())


def _without_unseen(page: str) -> str:
    """Without comments, scripts and styles; of one that never ends only its beginning counts as a tag."""
    kept, at, endless = [], 0, set()
    for begin in _UNSEEN.finditer(page):
        closer = rf"</{begin[1].lower()}\s*>" if begin[1] else "-->"
        if begin.start() < at or closer in endless:
            continue
        end = re.compile(closer, re.IGNORECASE).search(page, begin.end())
        if end is None:
            endless.add(closer)
            continue
        kept.append(page[at : begin.start()])
        at = end.end()
    return "".join([*kept, page[at:]])


def _nesting(page: str) -> int:
    """How deep elements stand in each other at most, roughly: what is never closed counts as open."""
    deepest = depth = 0
    for tag in _TAG.finditer(page):
        name = tag.group(1).lower()
        if name.startswith("/"):
            depth = max(0, depth - 1)
        elif name not in _NEVER_CLOSED:
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def tidied(words: str) -> str:
    """Line ends as one character, at most one blank line in a row, invisible characters gone."""
    lines = (
        _INVISIBLE.sub("", words).replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ").split("\n")
    )
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in lines)).strip("\n")


def without_armour(words: str) -> str:
    """A text signed by PGP as it was written, without the armour around it (RFC 9580, section 7)."""
    begin = words.find(_PGP_SIGNED)
    below = words.find(_PGP_SIGNATURE, begin)
    end = words.find(_PGP_END, below)
    if -1 in {begin, below, end}:
        return words
    body = words[begin:below].partition("\n\n")[2]  # the armour's own headers end at an empty line
    body = re.sub(r"^- ", "", body, flags=re.MULTILINE)
    return tidied(words[:begin] + body + words[end + len(_PGP_END) :])


def is_forward(subject: str, words: str) -> bool:
    """Whether somebody passes on another's mail: then what stands below is the point, not the history."""
    return is_sent_on(subject) or (_FORWARDED.search(words) is not None and not is_answer(subject))


def own_words(subject: str, whole: str, *, answers: bool = True) -> str:
    """What the sender wrote: without the conversation quoted below and without the signature.

    A forwarded mail stays whole, and so does one of which nothing or only the greeting would be left. What
    stands below a signature and goes on telling is kept (``signatures``). A mail that does not answer another
    (``answers``; neither In-Reply-To nor References) has no conversation below, only lines marked ``>``.
    """
    if is_forward(subject, whole):
        return whole
    is_first = not answers and not is_answer(subject)
    written = without_banner(whole)
    written = _without_quote(written if is_first else above_older_mail(written))
    below = _answers_below_quotes(written)
    candidates = (below,) if below else _latest_reply(written, is_first=is_first)
    cuts = [
        tidied(
            _PICTURE_MARK.sub("", without_program_line(without_marked_signature(_without_quote(each))))
        ).strip()
        for each in (*candidates, written, whole)
    ]
    told = [each for each in cuts if _says_something(each)]
    best = next((each for each in told if not is_greeting(each)), "" if is_first or not told else told[0])
    return whole if not best or best == tidied(whole).strip() else best


def without_signature(words: str) -> str:
    """The words above a signature; an empty string where there is nothing else."""
    plain = tidied(words).strip()
    first_line, _, below = plain.partition("\n")
    if _SIGNATURE_MARK.match(first_line) and only_signs(below):
        return ""
    above = tidied(without_marked_signature(plain)).strip()
    candidates = _latest_reply(above, is_first=False)
    return tidied(without_program_line(candidates[0] if candidates else above)).strip()


def _without_quote(words: str) -> str:
    """Without the ``>`` lines at the end and the line that says whose they are, in whatever language."""
    lines = words.rstrip().split("\n")
    kept = len(lines)
    while kept and (not lines[kept - 1].strip() or lines[kept - 1].startswith(">")):
        kept -= 1
    return "\n".join(lines[: kept - _attribution(lines[:kept])] if 0 < kept < len(lines) else lines[:kept])


def _attribution(lines: list[str]) -> int:
    """How many lines at the end say, together, whose the quoted words are below."""
    for count in range(1, min(_MOST_ATTRIBUTION, len(lines)) + 1):
        some = lines[-count:]
        if not some[0].strip():
            break
        if _ATTRIBUTION.search(" ".join(some)) and (count == len(lines) or not lines[-count - 1].strip()):
            return count
    return int(_ATTRIBUTION.search(lines[-1]) is not None)


def _answers_below_quotes(whole: str) -> str:
    """The unquoted lines, where somebody answers between or below ``>`` lines; otherwise nothing."""
    lines = without_marked_signature(whole).split("\n")
    quoted = [number for number, line in enumerate(lines) if line.startswith(">")]
    if not quoted or not _says_something("\n".join(lines[quoted[0] :])):
        return ""
    return "\n".join(line for number, line in enumerate(lines) if not _is_conversation(lines, number))


def _is_conversation(lines: list[str], number: int) -> bool:
    """A quoted line, or the one right above that says whose they are."""
    if lines[number].startswith(">"):
        return True
    below = next((line for line in lines[number + 1 :] if line.strip()), "")
    return below.startswith(">") and _ATTRIBUTION.search(lines[number]) is not None


def _latest_reply(whole: str, *, is_first: bool) -> tuple[str, ...]:
    """The newest reply without, then with its signature; nothing for texts too long to try.

    ``is_first``: nothing stands below, so a place where the trimmer sees an older mail begin is none.
    """
    if len(whole) > _LONGEST_TRIMMED or max(map(len, whole.split("\n"))) > _LONGEST_TRIMMED_LINE:
        return ()
    # Without keep_hyphen_lists "- pothole at ..." counts as a signature and every line after it is lost.
    message = EmailMessage(text=whole, languages=list(_LANGUAGES), keep_hyphen_lists=True).read()
    if not message.replies or (is_first and len(message.replies) > 1):
        return ()
    latest = message.replies[0]
    content = str(latest.content or "")
    signature = str(latest.signatures or "").strip()
    first_line = signature.partition("\n")[0]
    if (
        len(signature) > _LONGEST_SIGNATURE
        or len(first_line) > _LONGEST_GREETING
        or not only_signs(signature)
    ):
        return (content,)  # "Thank you, and the light at ... is out too": that is no signature
    return (content.removesuffix(signature), content)


def _says_something(words: str) -> bool:
    """Whether any line is more than quotation marks and punctuation."""
    return any(
        any(each.isalnum() for each in line)
        for line in words.split("\n")
        if not line.lstrip().startswith(">")
    )


class _TextReader(HTMLParser):
    """Collects words; the markup it is fed was already cleaned and balanced."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes = 0
        self._verbatim = 0

    def words(self) -> str:
        return "\n".join(self._lines)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        if tag == "blockquote":
            self._break()
            self._quotes += 1
            self._lines[-1] = self._margin()
        elif tag == "br":
            self._new_line()
        elif tag == "hr":
            self._break()
            self._add("-----")
            self._new_line()
        elif tag in {"td", "th"}:
            self._add("" if self._lines[-1] == self._margin() else " ")
        elif tag in _BREAKING:
            self._verbatim += tag == "pre"
            self._break(blank=tag == "p")
            if tag == "li":
                self._add("* ")

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._break()
            self._quotes = max(0, self._quotes - 1)
            self._lines[-1] = self._margin()
        elif tag in _BREAKING:
            self._verbatim -= tag == "pre"
            self._break(blank=tag == "p")

    def handle_data(self, data: str) -> None:
        if self._verbatim > 0:
            first, *rest = data.split("\n")
            self._add(first)
            for line in rest:
                self._new_line()
                self._add(line)
            return
        words = re.sub(r"[ \t\r\n\f]+", " ", data)
        self._add(words.lstrip() if self._lines[-1] == self._margin() else words)

    def _add(self, words: str) -> None:
        self._lines[-1] += words

    def _new_line(self) -> None:
        self._lines.append(self._margin())

    def _break(self, *, blank: bool = False) -> None:
        if self._lines[-1] != self._margin():
            self._new_line()
            if blank:
                self._new_line()

    def _margin(self) -> str:
        return "> " * min(self._quotes, 5)
