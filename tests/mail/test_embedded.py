"""Files written into the words of a mail are files all the same, and the words stay whole (P1, P8)."""

import binascii
from base64 import b64encode, encodebytes
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mail.mails import JPEG, PNG, mail, mixed, nested, part
from wardoffice.domain.messages import ReadMail
from wardoffice.mail.embedded import MOST_FILES, with_embedded_files
from wardoffice.mail.parts import Leaf
from wardoffice.mail.reading import read_mail
from wardoffice.mail.text import LONGEST_TEXT

HTML = "text/html; charset=utf-8"
CODED = b64encode(JPEG).decode()
FOLDED = encodebytes(JPEG * 4).decode().replace("\n", "\r\n")


def uuencoded(content: bytes, name: str = "photo.jpg", end: str = "`") -> str:
    lines = (
        binascii.b2a_uu(content[at : at + 45], backtick=end == "`").decode()
        for at in range(0, len(content), 45)
    )
    return f"begin 644 {name}\n{''.join(lines)}{end}\nend\n"


def yencoded(content: bytes, size: int) -> bytes:
    coded = bytearray()
    for byte in content:
        value = (byte + 42) & 0xFF
        coded += bytes([0x3D, (value + 64) & 0xFF]) if value in b"\0\n\r=" else bytes([value])
    return b"=ybegin line=128 size=%d name=hole.jpg\n%b\n=yend size=%d\n" % (size, bytes(coded), size)


def read(tmp_path: Path, raw: bytes) -> ReadMail:
    (tmp_path / "mail.eml").write_bytes(raw)
    return read_mail(tmp_path / "mail.eml", tmp_path / "out")


def kept(got: ReadMail) -> list[tuple[str, bytes]]:
    return [(each.media_type, each.path.read_bytes()) for each in got.files]


@pytest.mark.parametrize(
    ("picture", "content"),
    [
        (f'<img src="data:image/jpeg;base64,{CODED}">', JPEG),
        (f"<img src='data:image/jpeg;base64,{CODED}'>", JPEG),
        (f"<img src=data:image/jpeg;base64,{CODED} alt=hole>", JPEG),
        (f"<IMG SRC=' DATA:image/JPG;charset=utf-8;BASE64,{CODED}'>", JPEG),
        (f'<img src="data:;base64,{CODED}">', JPEG),
        (f'<img src="data:application/octet-stream;base64,{CODED}">', JPEG),
        (f'<img src="data:image/jpeg;base64,{FOLDED}">', JPEG * 4),
        (f'<img src="data:image/jpeg;base64,{FOLDED.replace(chr(13) + chr(10), "&#13;&#10;")}">', JPEG * 4),
        (f'<img src="data:image/jpeg;base64,{CODED.replace("+", "%2B").replace("=", "%3D")}">', JPEG),
        (f'<div style="background:url(data:image/jpeg;base64,{CODED})"></div>', JPEG),
        (f'<div style="background:url(&quot;data:image/jpeg;base64,{CODED}&quot;)"></div>', JPEG),
        (f"<style>p {{ background: url('data:image/jpeg;base64,{CODED}') }}</style>", JPEG),
    ],
)
def test_a_picture_in_the_page_is_a_file_and_no_word_is_lost(
    tmp_path: Path, picture: str, content: bytes
) -> None:
    got = read(tmp_path, mail(f"<p>See this</p>{picture}<p>at 4500 N Damen</p>", Content_Type=HTML))
    assert kept(got) == [("image/jpeg", content)]
    assert got.text == "See this\n\nat 4500 N Damen"
    assert got.troubles == ()


def test_words_below_a_camera_size_picture_in_the_page_are_read(tmp_path: Path) -> None:
    large = JPEG + bytes(range(256)) * 10_000
    page = f'<p>Hello</p><img src="data:image/jpeg;base64,{b64encode(large).decode()}"><p>Gas smell</p>'
    got = read(tmp_path, mail(page, Content_Type=HTML))
    assert got.text == "Hello\n\nGas smell"
    assert kept(got) == [("image/jpeg", large)]


def test_the_same_picture_in_plain_text_and_page_is_one_file(tmp_path: Path) -> None:
    both = nested(
        "alternative",
        part(f"See [data:image/png;base64,{b64encode(PNG).decode()}] here"),
        part(f'<p>See <img src="data:image/png;base64,{b64encode(PNG).decode()}"> here</p>', HTML),
    )
    got = read(tmp_path, mixed(both))
    assert kept(got) == [("image/png", PNG)]
    assert got.text == "See [] here"


def test_a_text_that_is_cut_says_so(tmp_path: Path) -> None:
    got = read(tmp_path, mail("word " * (LONGEST_TEXT // 5 + 10)))
    assert len(got.whole_text) <= LONGEST_TEXT
    assert "too long" in got.troubles[0]
    got = read(tmp_path, mail("<p>" + "word " * (LONGEST_TEXT // 5 + 10) + "</p>", Content_Type=HTML))
    assert "too long" in got.troubles[0]


def test_a_style_sheet_without_end_does_not_stand_before_the_words(tmp_path: Path) -> None:
    style = "p { color: red }\n" * 200_000
    got = read(tmp_path, mail(f"<style>{style}</style><!-- {style} --><p>Gas smell</p>", Content_Type=HTML))
    assert (got.text, got.troubles) == ("Gas smell", ())


@pytest.mark.parametrize("end", ["`", " ", ""])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_uuencoded_photo_is_a_file_and_leaves_the_words(tmp_path: Path, end: str, line_end: str) -> None:
    body = f"Look at\n\n{uuencoded(JPEG * 9, 'my photo.jpg', end)}\n4500 N Damen".replace("\n", line_end)
    got = read(tmp_path, mail(body))
    assert kept(got) == [("image/jpeg", JPEG * 9)]
    assert got.files[0].filename == "my photo.jpg"
    assert got.text == "Look at\n\n4500 N Damen"


def test_words_that_only_begin_like_a_uuencoded_file_stay(tmp_path: Path) -> None:
    words = "begin 644 Damen\nthe crew dug a hole and left it there for weeks on end\nend"
    got = read(tmp_path, mail(words))
    assert (got.text, got.files) == (words, ())


def test_a_yenc_photo_is_a_file_where_its_size_fits(tmp_path: Path) -> None:
    content = JPEG + bytes(range(256))
    got = read(tmp_path, mail(b"Look\n\n" + yencoded(content, len(content)) + b"Damen"))
    assert kept(got) == [("image/jpeg", content)]
    assert got.text == "Look\n\nDamen"
    assert read(tmp_path, mail(b"Look\n\n" + yencoded(content, 7))).files == ()


@pytest.mark.parametrize(
    "headers",
    [
        ("text/plain",),
        ('text/plain; name="IMG_1.jpg"', 'Content-Disposition: inline; filename="IMG_1.jpg"'),
        ("text/html",),
        ("text/x-unknown", "Content-Disposition: inline"),
    ],
)
def test_a_picture_that_is_called_text_is_a_picture(tmp_path: Path, headers: tuple[str, ...]) -> None:
    got = read(tmp_path, mixed(part("hello"), part(JPEG, *headers, encoded=True)))
    assert kept(got) == [("image/jpeg", JPEG)]
    assert got.text == "hello"


def test_words_that_begin_like_a_file_are_words(tmp_path: Path) -> None:
    got = read(tmp_path, mail("GIF89a is what my phone says, and the light is out"))
    assert (got.text[:6], got.files) == ("GIF89a", ())


def test_files_without_number_are_cut() -> None:
    page = "".join(
        f'<img src="data:image/png;base64,{b64encode(PNG + bytes([number % 256, number // 256])).decode()}">'
        for number in range(MOST_FILES + 20)
    )
    assert len(with_embedded_files([Leaf(page.encode(), "text/html")])) == MOST_FILES + 1


def test_the_uuencoded_pictures_of_an_outside_mail_are_found(test_data: Path, tmp_path: Path) -> None:
    path = next((test_data / "mail").rglob("*uu-zeegee*"), None)
    if path is None:
        pytest.skip("that mail is not among the samples")
    got = read_mail(path, tmp_path / "out")
    assert [each.media_type for each in got.files] == ["image/gif", "image/gif"]
    assert "begin 644" not in got.whole_text


PIECES = [
    '"data:image/png;base64,',
    "iVBORw0KGgo=",
    '"',
    "begin 644 a\n",
    "end\n",
    "=ybegin size=1 name=a\n",
    "<",
    "`\n",
]


@given(
    st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=30), st.sampled_from(["html", "plain"])
)
def test_any_words_are_looked_through(pieces: list[str], kind: str) -> None:
    for leaf in with_embedded_files([Leaf("".join(pieces).encode("utf-8", "replace"), f"text/{kind}")]):
        leaf.words().encode()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line",
    ["begin 644 a\n", '"data:image/png;base64,', "data:", "=ybegin size=1 name=a\n", "<!--", "<style>"],
)
def test_beginnings_without_end_take_no_time_without_end(tmp_path: Path, line: str) -> None:
    read(tmp_path, mail(line * (600_000 // len(line)), Content_Type=HTML))
