"""Takes a forwarded mail apart: the words above it, and each mail below with its own author.

Mail programs forward a mail as text: a line that says so, header lines in the reader's language, the words.
Apple Mail quotes all of it, Outlook writes no line before the headers. A mail that was attached whole
(message/rfc822) is written out in the same form by ``parts``, so both are read here.
"""

import re
from dataclasses import dataclass

from wardoffice.domain.mail_headings import heading_field, heading_quotes
from wardoffice.domain.messages import Forward, ForwardedMail, MailAddress
from wardoffice.mail.headers import addresses_in, moment
from wardoffice.mail.text import is_forward, own_words, tidied, without_signature

DEEPEST = 5
"""Forwards within forwards that are followed; what stands below stays in the last one's words."""

_MARK = re.compile(
    r"^[>\s]*(-{2,}.{0,60}-{2,}|_{8,}|-{5,}|begin forwarded message:"
    r"|inicio del mensaje reenviado:|(początek|poczatek) przekazywanej wiadomości:"
    r"|début du message (réexpédié|transféré) ?:|inizio messaggio inoltrato:"
    r"|anfang der weitergeleiteten nachricht:)\s*$",
    re.IGNORECASE,
)
_LONGEST_HEAD = 15  # lines: a To header of a hundred people is cut by the programs that write it out
_LONGEST_MARK = 200
_MAILTO = re.compile(r"\[\s*(?:mailto:)?([^\]\s]+@[^\]\s]+)\s*\]", re.IGNORECASE)
_ZONE = re.compile(r"[+-]\d{4}\b|\b(?:GMT|UTC)\b")  # a time without its zone may be hours off
_IN_QUOTES = re.compile(r"^(> ?)")


@dataclass(frozen=True, slots=True)
class _Head:
    """Header lines within a text: where they begin and end, how deep they are quoted, what they say."""

    begin: int
    end: int
    quotes: int
    fields: dict[str, str]


def forward_in(subject: str, whole: str) -> Forward | None:
    """The forwarded mails in a text, or None where nothing was forwarded.

    The words of each are trimmed as any mail's are: without signature and without the conversation below.
    """
    return mails_in(whole) if is_forward(subject, whole) else None


def mails_in(whole: str) -> Forward | None:
    """The mails that header lines in a text tell of, whether they were sent on or answered; None without."""
    note, rest = "", whole
    mails: list[ForwardedMail] = []
    for depth in range(DEEPEST):
        lines = rest.split("\n")
        head = _next_head(lines)
        above = _above(lines[: head.begin] if head else lines)
        if depth == 0:
            note = without_signature(above)
        else:
            mails[-1] = _with_words(mails[-1], above)
        if head is None:
            break
        mails.append(_mail_of(head.fields))
        rest = "\n".join(_unquoted(lines[head.end :], head.quotes))
        if depth == DEEPEST - 1:
            mails[-1] = _with_words(mails[-1], rest)
    return Forward(note, tuple(mails)) if mails else None


def _next_head(lines: list[str]) -> _Head | None:
    for number, line in enumerate(lines):
        if heading_field(line) is not None:
            head = _head_at(lines, number)
            if head is not None:
                return head
    return None


def _head_at(lines: list[str], begin: int) -> _Head | None:
    """The header lines that begin here: who wrote it, and a date or a subject, in at most a few lines."""
    fields: dict[str, str] = {}
    end, last = begin, ""
    for number in range(begin, min(begin + _LONGEST_HEAD, len(lines))):
        found = heading_field(lines[number])
        if found is not None and found[0] != "other" and found[0] in fields:
            break
        if found is not None:
            last = found[0]
            fields[last] = found[1]
        elif not last or not lines[number].strip("> \t"):
            break
        elif last in {"to", "other"}:
            pass  # a long list of names goes on
        elif last == "subject" and not _goes_on(lines[number + 1 : number + 3], fields):
            break  # the words begin at once
        else:
            fields[last] = f"{fields[last]} {lines[number].strip('> ')}"
        end = number + 1
    if not fields.get("from") or not {"date", "subject"} & set(fields):
        return None
    return _Head(begin, end, heading_quotes(lines[begin]), fields)


def _goes_on(lines: list[str], fields: dict[str, str]) -> bool:
    """Whether header lines follow: then the line before was the rest of a long one."""
    told = [found[0] for found in map(heading_field, lines) if found is not None]
    return any(each not in fields for each in told)


def _unquoted(lines: list[str], levels: int) -> list[str]:
    for _ in range(levels):
        lines = [_IN_QUOTES.sub("", line) for line in lines]
    return lines


def _above(lines: list[str]) -> str:
    """The lines before a forwarded mail, without those that only say that one follows."""
    kept = list(lines)
    while kept and (not kept[-1].strip("> \t") or _is_mark(kept[-1])):
        kept.pop()
    return tidied("\n".join(kept)).strip()


def _is_mark(line: str) -> bool:
    return len(line) <= _LONGEST_MARK and _MARK.match(line) is not None


def _mail_of(fields: dict[str, str]) -> ForwardedMail:
    return ForwardedMail(
        sender=_author(fields["from"]),
        subject=fields.get("subject", ""),
        text="",
        sent_at=moment(fields.get("date", "")) if _ZONE.search(fields.get("date", "")) else None,
    )


def _with_words(mail: ForwardedMail, words: str) -> ForwardedMail:
    whole = tidied(words).strip()
    lines = [line for line in whole.split("\n") if line.strip()]
    if lines and all(line.startswith(">") for line in lines):  # some programs quote what they send on
        whole = "\n".join(_unquoted(whole.split("\n"), 1))
    return ForwardedMail(mail.sender, mail.subject, own_words("", whole), mail.sent_at, whole)


def _author(line: str) -> MailAddress:
    """The person of a From line; Outlook writes ``Ana [mailto:ana@x.example]``, or only the name."""
    plain = _MAILTO.sub(r"<\1>", line).replace("*", "").strip()
    found = next(addresses_in(plain), None)
    if found is not None and "@" in found.address:
        return found
    return MailAddress(plain.strip("\"' <>"), "")
