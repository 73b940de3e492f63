"""What kind of mail it is, by its headers: only a problem opens a case, and nothing is hidden.

Bounces: RFC 3464 and the null return path of RFC 5321 section 4.5.5. Automatic mail: RFC 3834 section 2.
Not ``X-Auto-Response-Suppress``: Exchange puts it on ordinary mail. Lists: RFC 2919 and RFC 2369.
"""

import re
from contextlib import suppress
from email.message import Message

from wardoffice.domain.messages import MessageKind
from wardoffice.language import text
from wardoffice.mail.calendars import is_calendar_answer
from wardoffice.mail.headers import Headers

TOKEN = re.compile(r"\[(?:W\d{1,3}-\d{1,9}|(?:W\d{1,3}-)?\d{4}-\d{5,9})\]", re.IGNORECASE)
"""Our mark in the subject of what the office sends: a case's number, with the ward or without.

``[W47-123]``, ``[2026-00123]``, ``[W47-2026-00123]``.
"""

_DAEMONS = re.compile(
    r"^(mailer-daemon|postmaster|mail-daemon|mdaemon|mail delivery|mailerdaemon|maildaemon)\b", re.IGNORECASE
)
_MACHINES = re.compile(
    r"^(mailer[-_ ]?daemon|mail-?daemon|mdaemon)\b|^mail delivery (sub)?(system|service|agent)", re.IGNORECASE
)
"""Names that no person has; a postmaster may be one, who writes of the post."""
_BOUNCE_FORM = re.compile(
    r"\b[45]\.\d{1,3}\.\d{1,3}\b|final-recipient|diagnostic-code|message-id:|\bsmtp\b"
    r"|user unknown|unknown user|returned mail|original message|mailbox (is )?full"
    r"|\b(your|this|following|original) (e-?mail )?(message|e-?mail|mail)\b.{0,80}"
    r"(not|n't|un\w+|fail\w*)( to)?( be)? (deliver|reach|sen[dt])"
    r"|(following|intended|one or more|these) recipients?\b|recipient(s|\(s\))? (address|rejected|unknown)"
    r"|empf[\u00e4a]nger|destinatario|odbiorc|nie (zosta\u0142a |mog\u0142a )?dor\u0119cz"
    r"|no se (pudo|ha podido) entregar su (correo|mensaje)",
    re.IGNORECASE,
)
_FORM_TEXT = 20_000
_RETURNED = frozenset({"message/delivery-status", "message/rfc822", "text/rfc822-headers", "message/global"})
_BOUNCE_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed|report|problem)|returned mail|return(ed)? to sender"
    r"|failure notice|mail delivery|delivery notification|could not be delivered|message delayed"
    r"|failed delivery|non.?delivery|not delivered",
    re.IGNORECASE,
)
_AUTOMATIC_SUBJECT = re.compile(
    r"\s*(re:\s*)?(auto:|automatic reply|auto(matic)?[- ]?(reply|response)|out of( the)? office|away from"
    r"|respuesta autom|odpowied\S* automatyczn|fuera de la oficina)",
    re.IGNORECASE,
)
_LEVEL = re.compile(r"\bSCL:\s*(\d)", re.IGNORECASE)
_JUNK_LEVEL = 5
_STAND_IN = "retrieval using the imap4 protocol failed for the following message"


def kind_of(headers: Headers, message: Message, words: str, *, forwarded: bool) -> tuple[MessageKind, str]:
    """The kind and, in a sentence, why, by headers and, for a bounce, its form in ``words``, all its text.

    ``forwarded`` mail of another thread counts as a new problem.
    """
    found = _stand_in(headers, message) or _bounce(headers, message, words)
    if found:
        return found
    for look in (_automatic, _list, _junk):
        found = look(headers, message)
        if found:
            return found
    if TOKEN.search(headers.words("Subject")):
        return MessageKind.REPLY, text("Our own number stands in its subject.")
    if forwarded:
        return MessageKind.PROBLEM, text("Somebody forwarded it to the office.")
    if headers.ids("In-Reply-To") or headers.ids("References"):
        return MessageKind.REPLY, text("It answers an earlier mail.")
    return MessageKind.PROBLEM, text("A person wrote to the office.")


def is_automatic_subject(subject: str) -> bool:
    """Whether a subject is that of an automatic answer (out of office)."""
    return _AUTOMATIC_SUBJECT.match(subject) is not None


def _stand_in(headers: Headers, _message: Message) -> tuple[MessageKind, str] | None:
    """Exchange hands out a stand-in for a mail that it cannot render."""
    if headers.words("Subject").casefold().startswith(_STAND_IN):
        return MessageKind.UNREADABLE, text(
            "The mail server could not hand over the real mail; open this one in Outlook."
        )
    return None


def _bounce(headers: Headers, message: Message, words: str) -> tuple[MessageKind, str] | None:
    kind, report = message.get_content_type(), _report_type(message)
    if kind == "multipart/report" and report in {"delivery-status", "global-delivery-status", ""}:
        return MessageKind.BOUNCE, text("A mail server reports that a mail was not delivered.")
    if "X-Failed-Recipients" in headers:
        return MessageKind.BOUNCE, text("A mail server names recipients it could not reach.")
    null, subject = _null_path(headers), _BOUNCE_SUBJECT.search(headers.words("Subject"))
    # The sender is a machine or the return path is null, and two signs are there; a postmaster, who may be a
    # person with word on the post, has to send what looks like a bounce as well.
    by_machine = _is_sent_by(headers, _MACHINES) and (null or subject)
    by_any = _is_sent_by(headers, _DAEMONS) and (null or (subject and _has_form(message, words)))
    if by_machine or by_any or (null and subject):
        return MessageKind.BOUNCE, text("A mail server sent it back: the sender is no person.")
    return None


def _automatic(headers: Headers, message: Message) -> tuple[MessageKind, str] | None:
    said = re.split(r"[;\s(]", headers.words("Auto-Submitted").lower(), maxsplit=1)[0]
    marked = "X-Autoreply" in headers or "X-Autorespond" in headers
    # Words of a subject are a weak sign; only an answer to a mail that begins so is an automatic one.
    answers = "In-Reply-To" in headers or "X-Auto-Response-Suppress" in headers
    reason = ""
    if said not in {"", "no"}:
        reason = text("It says of itself that a program sent it.")
    elif marked or _precedence(headers) in {"junk", "auto_reply"}:
        reason = text("It is marked as an automatic answer.")
    elif is_calendar_answer(message):
        reason = text("A calendar answers an invitation.")
    elif message.get_content_type() == "multipart/report":
        reason = text("It is a receipt or report that a mail program made.")
    elif _null_path(headers):
        reason = text("It cannot be answered: a program sent it.")
    elif answers and _AUTOMATIC_SUBJECT.match(headers.words("Subject")):
        reason = text("Its subject is that of an automatic answer.")
    return (MessageKind.AUTOMATIC, reason) if reason else None


def _list(headers: Headers, _message: Message) -> tuple[MessageKind, str] | None:
    if "List-Id" in headers or "List-Unsubscribe" in headers:
        return MessageKind.LIST, text("It came from a mailing list or newsletter.")
    if _precedence(headers) in {"bulk", "list"}:
        return MessageKind.LIST, text("It is marked as bulk mail.")
    return None


def _junk(headers: Headers, _message: Message) -> tuple[MessageKind, str] | None:
    """The mark of the spam filter before us: SpamAssassin's, or Exchange's level of 5 and more."""
    marked = headers.words("X-Spam-Flag").strip().lower() == "yes"
    marked = marked or headers.words("X-Spam-Status").lower().startswith("yes")
    level = _LEVEL.search(headers.words("X-Forefront-Antispam-Report")) or _LEVEL.search(
        f"SCL:{headers.words('X-MS-Exchange-Organization-SCL')}"
    )
    if marked or (level is not None and int(level[1]) >= _JUNK_LEVEL):
        return MessageKind.JUNK, text("The mail server took it for junk.")
    return None


def _precedence(headers: Headers) -> str:
    return headers.words("Precedence").strip().lower()


def _null_path(headers: Headers) -> bool:
    return headers.raw("Return-Path").replace(" ", "") == "<>"


def _is_sent_by(headers: Headers, names: re.Pattern[str]) -> bool:
    senders = [part for each in headers.addresses("From", "Sender") for part in (each.name, each.address)]
    return any(names.match(each) for each in (*senders, headers.words("From")))  # also "MAILER-DAEMON <>"


def _has_form(message: Message, words: str) -> bool:
    """Whether it says what mail servers say of a mail that came back, or brings that mail."""
    with suppress(Exception):  # parts of any make, walked as far as they can be
        if any(part.get_content_type() in _RETURNED for part in message.walk()):
            return True
    return _BOUNCE_FORM.search(words[:_FORM_TEXT]) is not None


def _report_type(message: Message) -> str:
    with suppress(Exception):  # RFC 2231 parameters are decoded on access
        return str(message.get_param("report-type") or "").lower()
    return ""
