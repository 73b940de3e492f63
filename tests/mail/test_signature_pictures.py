"""Which pictures stand below a signature."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.mails import JPEG, mixed, part
from wardoffice.mail.reading import read_mail
from wardoffice.mail.signature_pictures import below_signature

HOLE = '<p>Look: <img src="cid:hole@x"></p>'
LOGO = '<img src="cid:logo@x">'


@pytest.mark.parametrize(
    "signature",
    [
        '<div class="gmail_signature" data-smartmail="gmail_signature">Ana {}</div>',
        '<div id="Signature"><p>Ana {}</p></div>',
        '<div id="ms-outlook-mobile-signature">Ana {}</div>',
        '<div class="moz-signature">-- <br>Ana {}</div>',
        "<p>--&nbsp;</p><p>Ana {}</p>",
        "<div>-- <br>Ana {}</div>",
    ],
)
def test_a_picture_in_a_signature_is_known(signature: str) -> None:
    assert below_signature([HOLE + signature.format(LOGO)]) == {"logo@x"}


@pytest.mark.parametrize(
    "older",
    [
        f'<div class="gmail_quote">{HOLE}</div>',
        f"<blockquote>{HOLE}</blockquote>",
        f'<div id="divRplyFwdMsg">{HOLE}</div>',
        f"<p>---------- Forwarded message ---------</p>{HOLE}",
    ],
)
def test_a_photo_of_the_mail_that_was_sent_on_below_a_signature_is_none_of_it(older: str) -> None:
    assert below_signature([f'Please see to it<div id="Signature">Aide {LOGO}</div>{older}']) == {"logo@x"}


def test_what_is_shown_above_as_well_is_no_signature_picture() -> None:
    assert below_signature([HOLE, f'<div id="Signature">{HOLE}</div>']) == frozenset()


@given(st.text(alphabet='<>"cid:signature-= \n/divblockquote'))
def test_any_html_is_looked_through(html: str) -> None:
    assert isinstance(below_signature([html]), frozenset)


def test_the_reader_marks_the_file(tmp_path: Path) -> None:
    page = f'{HOLE}<div id="Signature">Ana {LOGO}</div>'
    hole, logo = (
        part(JPEG, f'image/jpeg; name="{each}.jpg"', f"Content-ID: <{each}@x>", encoded=True)
        for each in ("hole", "logo")
    )
    raw = tmp_path / "mail.eml"
    raw.write_bytes(mixed(part(page, "text/html; charset=utf-8"), hole, logo))
    marked = {each.filename: each.after_signature for each in read_mail(raw, tmp_path / "out").files}
    assert marked == {"hole.jpg": False, "logo.jpg": True}
