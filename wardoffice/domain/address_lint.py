"""What is odd of a mail address, before somebody writes to it: said beside the field, never in the way."""

from collections.abc import Collection

from wardoffice.language import text

_NO_REPLY = ("noreply", "no-reply", "donotreply", "do-not-reply", "no_reply", "do_not_reply", "notreply")
_NOBODY = frozenset({"mailer-daemon", "postmaster", "bounce", "bounces", "notifications", "notification"})
COMMON_DOMAINS = frozenset(
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
        "gmail.com",
        "yahoo.com",
        "outlook.com",
        "hotmail.com",
        "icloud.com",
        "aol.com",
        "comcast.net",
        "sbcglobal.net",
        "att.net",
    }
)
"""Where people and bodies a ward office writes to have their addresses."""
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
    if _is_nobody(local):
        said.append(text("Nobody reads {address}: it only sends.", address=address.strip()))
    meant = _meant(domain, frozenset(each.casefold() for each in in_use))
    if meant:
        said.append(text("Is it @{domain}?", domain=meant))
    if bounced:
        said.append(text("Mail to it came back before."))
    if own:
        said.append(text("It is an address of this office."))
    return tuple(said)


def _is_nobody(local: str) -> bool:
    name = local.split("+", 1)[0]
    return name in _NOBODY or any(each in name for each in _NO_REPLY)


def _meant(domain: str, in_use: frozenset[str]) -> str:
    """The known domain that this may be a slip of, or ""."""
    known = in_use | COMMON_DOMAINS
    if domain in known:
        return ""
    from rapidfuzz.distance import OSA, JaroWinkler

    near = [
        each
        for each in sorted(known)
        if OSA.distance(domain, each, score_cutoff=_SLIPS) <= _SLIPS
        and JaroWinkler.similarity(domain, each) >= _LIKE
    ]
    return max(near, key=lambda each: JaroWinkler.similarity(domain, each), default="")
