"""What a server that sends mail says, told as our errors: refused, not now, or somebody must sign in.

Source of the codes: RFC 5321 section 4.2, RFC 4954 section 6, and how Exchange Online and Gmail use them.
"""

import re

from wardoffice.domain.errors import MailboxError, MailNotSentError, MailRefusedError, SignInRefusedError
from wardoffice.domain.outgoing_mail import RecipientAnswer
from wardoffice.language import text

LEFT_ALONE_SECONDS = 60.0
"""How long a server is left alone that says it has had too much of us (421, 4.3.2)."""

_SIGN_IN_CODES = frozenset({530, 534, 535, 538})
_SIGN_IN_WORDS = re.compile(r"\b5\.7\.(8|9|57|139)\b|\b5\.5\.1 authentication required", re.IGNORECASE)
_NOT_SIGNED_IN = 530
_NOT_SIGNED_IN_WORDS = re.compile(r"\b5\.7\.57\b")
_TOO_MUCH = re.compile(r"\b4\.(3\.2|7\.28|7\.0)\b|\bthrottl|too many|rate limit", re.IGNORECASE)
_LARGE = 552
_LONGEST = 300
_CLOSING, _PERMANENT, _BAD_REPLY = 421, 500, -1


def words_of(said: bytes | str) -> str:
    """The server's words on one line; what cannot be printed is left out."""
    told = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    plain = "".join(each if each.isprintable() else " " for each in told)
    return " ".join(plain.split())[:_LONGEST]


def answer_of(address: str, code: int, said: bytes) -> RecipientAnswer:
    """What was said of one recipient; an answer that is no code counts as "not now"."""
    return RecipientAnswer(address, code if code != _BAD_REPLY else 451, words_of(said))


def is_sign_in(code: int, words: str) -> bool:
    """Whether an answer to a sign-in refuses it for good."""
    return code in _SIGN_IN_CODES or (code >= _PERMANENT and _SIGN_IN_WORDS.search(words) is not None)


def wants_sign_in(code: int, words: str) -> bool:
    """Whether an answer to anything else says that nobody is signed in.

    The other codes of 5.7 tell of a policy there, and of this one mail or sender (RFC 3463, section 3.8).
    """
    return code == _NOT_SIGNED_IN or (code >= _PERMANENT and _NOT_SIGNED_IN_WORDS.search(words) is not None)


def wants_rest(code: int, words: str) -> bool:
    """Whether the server asks to be left alone for a while, rather than that it will not have this mail."""
    return code == _CLOSING or (code < _PERMANENT and _TOO_MUCH.search(words) is not None)


def said_no(host: str, code: int, said: bytes | str) -> MailboxError:
    """The error for an answer before the end of a mail; it surely was not taken."""
    words = words_of(said)
    if wants_sign_in(code, words):
        return sign_in_refused(host, words)
    if code >= _PERMANENT:
        return refused(host, code, words)
    return MailNotSentError(
        text("The mail server {host} does not take mail just now.", host=host),
        text("Nothing was sent."),
        text("The program tries again by itself. {reason}", reason=quoted(code, words)).strip(),
        wait_seconds=LEFT_ALONE_SECONDS if wants_rest(code, words) else 0,
    )


def refused(host: str, code: int, words: str) -> MailRefusedError:
    """The server will not take this mail, ever."""
    if code == _LARGE:
        return MailRefusedError(
            text("The mail server {host} finds this mail too large, or the mailbox full.", host=host),
            code,
            words,
            text("It was sent to nobody."),
            text("Take it back and send fewer or smaller pictures. {reason}", reason=quoted(code, words)),
        )
    return MailRefusedError(
        text("The mail server {host} does not take this mail.", host=host),
        code,
        words,
        text("It was sent to nobody."),
        text("Read what the server says, and correct it. {reason}", reason=quoted(code, words)),
    )


def too_large(host: str, size: int, limit: int) -> MailRefusedError:
    """A mail that is over what the server says it takes (RFC 1870), in bytes."""
    return MailRefusedError(
        text(
            "The mail is too large: {size:.1f} MB, and the mail server {host} takes at most {limit:.1f} MB.",
            size=size / 1e6,
            limit=limit / 1e6,
            host=host,
        ),
        _LARGE,
        text("larger than the server takes"),
        text("It was sent to nobody."),
        text("Take it back and make it anew: its photos are made smaller, to what this server takes."),
    )


def sign_in_refused(host: str, words: str, *, by_token: bool = False) -> SignInRefusedError:
    """Nobody is let in with what we have."""
    happened = (
        text("The mail server {host} wants you to sign in again before it sends mail.", host=host)
        if by_token
        else text("The mail server {host} does not accept the user name or password for sending.", host=host)
    )
    return SignInRefusedError(
        happened,
        text("No mail was sent; everything waits in the outbox."),
        text("Sign in to the mailbox. {reason}", reason=f"({words})" if words else "").strip(),
    )


def quoted(code: int, words: str) -> str:
    """The server's own answer, for whoever looks after the mail server."""
    return f"({code} {words})".replace(" )", ")")
