"""Splitting mbox files: every mail comes out as it went in."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardoffice.domain.errors import UnreadableError
from wardoffice.mail.mbox import mails_in_mbox

STAMP = "From ana@example.org Mon Nov  2 09:30:00 2026"


def packed(mails: list[bytes], end: bytes = b"\n") -> bytes:
    """An mboxrd file of these mails, which end with a line end."""
    whole = b""
    for mail in mails:
        lines = mail.split(end)
        escaped = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
        whole += STAMP.encode() + end + end.join(escaped) + end
    return whole


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mails_come_out_as_they_went_in(tmp_path: Path, end: bytes) -> None:
    mails = [
        end.join([b"Subject: one", b"", b"From here on the walk is broken.", b""]),
        end.join([b"Subject: two", b"", b">From quoted", b"", b"From the alley", b"", b""]),
        end.join([b"Subject: three", b"", b""]),
    ]
    path = tmp_path / "folder.mbox"
    path.write_bytes(packed(mails, end))
    assert list(mails_in_mbox(path)) == mails


def test_a_senders_own_from_line_does_not_split_a_mail(tmp_path: Path) -> None:
    """Some programs do not escape; only a line with a time of day in it begins a mail."""
    path = tmp_path / "folder.mbox"
    path.write_text(f"{STAMP}\nSubject: one\n\nHello\n\nFrom Ana with love\n\n{STAMP}\nSubject: two\n\nx\n")
    assert [mail.partition(b"\n")[0] for mail in mails_in_mbox(path)] == [b"Subject: one", b"Subject: two"]


@pytest.mark.parametrize("raw", [b"", b"Subject: one\n\nx\n", b"PK\x03\x04"])
def test_what_is_no_mbox_is_refused_by_name(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "notes.mbox"
    path.write_bytes(raw)
    with pytest.raises(UnreadableError, match=r"notes\.mbox"):
        list(mails_in_mbox(path))


lines = st.lists(
    st.sampled_from([b"", b"From x 10:00", b">From y", b">>From", b"hole", b"From "]), max_size=8
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(lines, min_size=1, max_size=5))
def test_any_mails_come_out_as_they_went_in(tmp_path: Path, bodies: list[list[bytes]]) -> None:
    mails = [b"\n".join([b"Subject: x", b"", *body, b""]) for body in bodies]
    path = tmp_path / "any.mbox"
    path.write_bytes(packed(mails))
    assert list(mails_in_mbox(path)) == mails
