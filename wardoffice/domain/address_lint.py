"""What is odd of a mail address, before somebody writes to it: said beside the field, never in the way."""

import re
from collections.abc import Collection

from wardoffice.language import text

_NO_REPLY = ("noreply", "donotreply", "notreply", "autoreply", "autoresponder", "donotrespond", "unmonitored")
_NOBODY = frozenset({"mailerdaemon", "postmaster", "bounce", "bounces", "notifications", "notification"})
_BETWEEN = str.maketrans("", "", ".-_")
MAIL_PROVIDERS = frozenset(
    {
        "gmail.com",
        "yahoo.com",
        "outlook.com",
        "hotmail.com",
        "icloud.com",
        "aol.com",
        "comcast.net",
        "sbcglobal.net",
        "att.net",
        "mail.com",
        "email.com",
        "ymail.com",
        "gmx.com",
        "live.com",
        "me.com",
        "msn.com",
        "protonmail.com",
        "proton.me",
    }
)
"""Where anybody may have an address: two there need not know of each other."""
COMMON_DOMAINS = MAIL_PROVIDERS | frozenset(
    {
        "cityofchicago.org",
        "chicagopolice.org",
        "transitchicago.com",
        "chicagoparkdistrict.com",
        "cookcountyil.gov",
        "illinois.gov",
        "thecha.org",
        "cps.edu",
        "metrarr.com",
        "pacebus.com",
        "exeloncorp.com",
        "comed.com",
        "peoplesgasdelivery.com",
    }
)
"""Where people and bodies a ward office writes to have their addresses."""
_STATUS = re.compile(r"\b5\.(\d{1,3})\.(\d{1,3})\b")
_CODE = re.compile(r"\b5\d\d\b")
_OF_ADDRESS = frozenset(
    {"1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.0", "2.1", "2.2", "4.4", "4.310"}
)
"""No such mailbox or domain, moved away, disabled, full (RFC 3463, sections 3.2 to 3.5; RFC 7505)."""
_NOBODY_THERE = frozenset({"550", "551", "553"})
"""RFC 5321, section 4.2.2."""
_LIKE = 0.88
"""Jaro and Winkler's likeness from which a domain may be another's slip: "cityofchicgo.org" has 0.99."""
_SLIPS = 2
"""Letters that differ at most."""


def address_doubts(
    address: str, *, in_use: Collection[str] = (), bounced: bool = False, own: bool = False
) -> tuple[str, ...]:
    """Sentences on what is odd of an address.

    ``in_use`` are domains the office writes to already; ``bounced`` says that mail to it came back,
    ``own`` that it is the office's own.
    """
    plain = address.strip().casefold()
    local, at, domain = plain.rpartition("@")
    if not at or not local or not domain:
        return ()
    said = []
    if only_sends(plain):
        said.append(text("Nobody reads {address}: it only sends.", address=address.strip()))
    meant = _meant(domain, frozenset(each.casefold() for each in in_use))
    if meant:
        said.append(text("Is it @{domain}?", domain=meant))
    if bounced:
        said.append(text("Mail to it came back before."))
    if own:
        said.append(text("It is an address of this office."))
    return tuple(said)


def tells_of_address(said: str) -> bool:
    """Whether a server's last word on a mail is about the address it went to; ``said`` is its code and words.

    By the enhanced status where it gives one (RFC 3463), else by the code. What was refused for what it says,
    for its size or for who sent it is not; who says nothing of why means whom it names.
    """
    statuses = [".".join(each) for each in _STATUS.findall(said)]
    if statuses:
        return any(each in _OF_ADDRESS for each in statuses)
    codes = set(_CODE.findall(said))
    return not codes or bool(codes & _NOBODY_THERE)


def only_sends(address: str) -> bool:
    """Whether nobody reads what is written to an address, by its name."""
    local, _, _ = address.strip().casefold().rpartition("@")
    name = local.split("+", 1)[0].translate(_BETWEEN)
    return name in _NOBODY or any(each in name for each in _NO_REPLY)


def _meant(domain: str, in_use: frozenset[str]) -> str:
    """The known domain that this may be a slip of, or ""."""
    known = in_use | COMMON_DOMAINS
    if domain in known:
        return ""
    from rapidfuzz.distance import OSA, JaroWinkler

    name, _, _ = domain.rpartition(".")
    other_ending = [each for each in COMMON_DOMAINS - MAIL_PROVIDERS if each.rpartition(".")[0] == name]
    if other_ending:
        return min(other_ending)
    near = [
        each
        for each in sorted(known)
        if OSA.distance(domain, each, score_cutoff=_SLIPS) <= _SLIPS
        and JaroWinkler.similarity(domain, each) >= _LIKE
    ]
    return max(near, key=lambda each: JaroWinkler.similarity(domain, each), default="")
