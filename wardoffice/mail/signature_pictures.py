"""Which pictures of a mail its HTML shows below the signature: logos stand there, and seldom a pothole.

Signature marks: the classes and ids that mail programs give the block (Gmail, Outlook, Apple Mail,
Thunderbird, Yahoo), and the line "-- " (RFC 3676, 4.3). Where an older mail begins below, the signature ends.
"""

import re
from collections.abc import Iterable

_LONGEST_HTML = 2_000_000
_TOKEN = re.compile(
    r"""(?P<quoted>gmail_quote|<blockquote|divRplyFwdMsg|moz-forward-container|yahoo_quoted
        |-{3,}\s*(?:Original|Forwarded)\ [Mm]essage)
      |(?P<signature>(?:class|id)\s*=\s*["']?[^"'<>]{0,40}signature|>\s*--(?:\s|&nbsp;)*<)
      |(?P<picture>["'(]\s*cid:(?P<cid>[^"'<>)\s]{1,300}))""",
    re.IGNORECASE | re.VERBOSE,
)


def below_signature(pages: Iterable[str]) -> frozenset[str]:
    """The Content-IDs that HTML pages show below a signature mark and nowhere else."""
    below: set[str] = set()
    above: set[str] = set()
    for page in pages:
        in_signature = False
        for found in _TOKEN.finditer(page[:_LONGEST_HTML]):
            if found["picture"]:
                (below if in_signature else above).add(found["cid"])
            else:
                in_signature = bool(found["signature"])
    return frozenset(below - above)
