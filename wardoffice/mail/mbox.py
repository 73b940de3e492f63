"""Split an mbox file into the mails it holds.

RFC 4155 and the ``mboxrd`` rules for ``>From``: every mail begins with a ``From `` line, after an empty line
unless it is the first; one ``>`` is taken off lines that were escaped. Both kinds of line end are kept.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from wardoffice.domain.errors import UnreadableError
from wardoffice.language import text

# A sender's own line may begin with "From " after an empty one; a separator has a time of day in it.
_SEPARATOR = re.compile(rb"From \S+ .*\d{1,2}:\d{2}")
_ESCAPED = re.compile(rb">+From ")


def mails_in_mbox(path: Path) -> Iterator[bytes]:
    """The raw mails of the file in order, read one at a time, without their ``From `` lines.

    Raises UnreadableError at once where the file is no mbox; OSError where it cannot be read.
    """
    with path.open("rb") as file:
        if not file.readline().startswith(b"From "):
            raise UnreadableError(
                text("{name} is no mbox file: it does not begin with a From line.", name=path.name),
                text("Nothing was read from it."),
                text("Export the mail folder again as mbox, or hand in single .eml files."),
            )
        mail: list[bytes] = []
        after_blank = False
        for line in file:
            if after_blank and _SEPARATOR.match(line):
                yield _joined(mail)
                mail, after_blank = [], False
                continue
            mail.append(line[1:] if _ESCAPED.match(line) else line)
            after_blank = line in {b"\n", b"\r\n"}
        yield _joined(mail)


def _joined(lines: list[bytes]) -> bytes:
    """The empty line before the next separator belongs to the mbox, not to the mail."""
    if lines and lines[-1] in {b"\n", b"\r\n"}:
        lines = lines[:-1]
    return b"".join(lines)
