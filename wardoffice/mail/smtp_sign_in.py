"""Signs in to a server that sends mail: SASL PLAIN, LOGIN or XOAUTH2 (RFC 4954, RFC 4616).

smtplib's own login knows ASCII only, and puts what the server said into errors that others might print.
"""

import smtplib
from base64 import b64encode

from wardoffice.domain.errors import MailNotSentError
from wardoffice.language import text
from wardoffice.mail.sign_in import BearerToken, Credential, XOauth2
from wardoffice.mail.smtp_words import is_sign_in, said_no, sign_in_refused, words_of

_GO_ON, _IN, _TEMPORARY = 334, 235, 500


def present(client: smtplib.SMTP, host: str, user: str, credential: Credential) -> None:
    """Sign in with this; raises SignInRefusedError where it is not taken, else MailNotSentError."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if isinstance(credential, BearerToken):
        code, said = _by_token(client, user, credential.words)
    elif "PLAIN" in offered or "LOGIN" not in offered:
        _require_any(offered, host)
        code, said = _command(client, "AUTH PLAIN", f"\0{user}\0{credential.words}".encode())
    else:
        code, said = _by_login(client, user, credential.words)
    if code == _IN:
        return
    words = _without(words_of(said), credential.words)
    if is_sign_in(code, words) or code >= _TEMPORARY:
        raise sign_in_refused(host, words, by_token=isinstance(credential, BearerToken))
    raise said_no(host, code, words)


def _by_token(client: smtplib.SMTP, user: str, token: str) -> tuple[int, bytes]:
    """The server tells why it refuses in a challenge, and says so only after an empty answer to it."""
    answers = XOauth2(user, token)
    code, said = _command(client, "AUTH XOAUTH2", answers(b""))
    if code != _GO_ON:
        return code, said
    return client.docmd(_encoded(answers(said)))


def _by_login(client: smtplib.SMTP, user: str, password: str) -> tuple[int, bytes]:
    code, said = client.docmd("AUTH LOGIN")
    for each in (user, password):
        if code != _GO_ON:
            break
        code, said = client.docmd(_encoded(each.encode()))
    return code, said


def _command(client: smtplib.SMTP, command: str, initial: bytes) -> tuple[int, bytes]:
    return client.docmd(f"{command} {_encoded(initial)}")


def _encoded(answer: bytes) -> str:
    return b64encode(answer).decode("ascii")


def _without(words: str, secret: str) -> str:
    """A server that repeats what it was told must not have it kept (P9)."""
    for each in (secret, _encoded(secret.encode())):
        words = words.replace(each, "...")
    return words


def _require_any(offered: list[str], host: str) -> None:
    if not offered:
        raise MailNotSentError(
            text("The mail server {host} lets nobody sign in on this port.", host=host),
            text("Nothing was sent."),
            text("Set sending.port and sending.security in the settings, or sending.sign_in to none."),
        )
