"""Reading mail: every kind understood, and no mail breaks the reader (P8)."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.mail.mails import JPEG, PNG, WAV, mail, mixed, nested, part, picture, report
from tests.samples import samples
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.messages import MailAddress, MailFile, MessageKind, ReadMail
from wardoffice.mail import reading
from wardoffice.mail.outlook_file import SIGN as OUTLOOK_SIGN
from wardoffice.mail.reading import read_mail

Read = Callable[[bytes], ReadMail]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_bytes(raw: bytes) -> ReadMail:
        path = tmp_path / "mail.eml"
        path.write_bytes(raw)
        return read_mail(path, tmp_path / "out")

    return read_bytes


def only_file(read_one: ReadMail) -> MailFile:
    assert len(read_one.files) == 1
    return read_one.files[0]


def test_who_when_and_what_are_read(read: Read) -> None:
    got = read(
        mail(
            Cc="Bo <bo@example.org>, ana@example.org",
            Reply_To="ana.home@example.org",
            Received="from mx by us; Mon, 02 Nov 2026 15:30:05 +0000",
        )
    )
    assert got.sender == MailAddress("Ana Lopez", "ana@example.org")
    assert got.reply_to == MailAddress("", "ana.home@example.org")
    assert [each.address for each in got.recipients] == [
        "office@ward47.example",
        "bo@example.org",
        "ana@example.org",
    ]
    assert got.subject == "Pothole on Damen"
    assert got.message_id == "<one@example.org>"
    assert got.sent_at == datetime(2026, 11, 2, 15, 30, tzinfo=UTC)
    assert got.received_at == datetime(2026, 11, 2, 15, 30, 5, tzinfo=UTC)
    assert got.text == got.whole_text == "There is a pothole."
    assert got.kind is MessageKind.PROBLEM


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("=?utf-8?q?Farola_rota_en_la_ca=C3=B1ada?=", "Farola rota en la cañada"),
        ("=?utf-8?b?xbsgxITE?= =?utf-8?b?mQ==?=", "Ż Ąę"),
        ("=?iso-8859-2?q?=AFar=F3wka?= on Damen", "Żarówka on Damen"),
        ("=?no-such-charset?q?ligh=74?=", "light"),
        ("=?utf-8?b?!!!?=", "=?utf-8?b?!!!?="),
        ("=?broken", "=?broken"),
        ("Caf\udcc3\udca9 light", "Café light"),
        ("two\r\n lines", "two lines"),
    ],
)
def test_subjects_come_in_words_however_they_are_coded(read: Read, subject: str, words: str) -> None:
    assert read(mail(Subject=subject)).subject == words


@pytest.mark.parametrize(
    ("charset", "raw", "words"),
    [
        ("utf-8", "Ulica żółta".encode(), "Ulica żółta"),
        ("iso-8859-1", b"caf\xe9 \x96 closed", "café \u2013 closed"),
        ("us-ascii", "ñandú".encode(), "ñandú"),
        ("x-gbk", "街灯".encode("gbk"), "街灯"),
        ("no-such-thing", "ñandú".encode(), "ñandú"),
        ("base64", b"plain", "plain"),
        ("utf-8", b"caf\xe9 na\xefve, the street light is out", "café naïve, the street light is out"),
        ("utf-7", b"+2AA- lone", "\ufffd lone"),
    ],
)
def test_texts_come_in_words_whatever_charset_is_claimed(
    read: Read, charset: str, raw: bytes, words: str
) -> None:
    got = read(mail(raw, Content_Type=f"text/plain; charset={charset}"))
    assert got.text == words
    got.text.encode()


@pytest.mark.parametrize("rule", ["-- \n", "_______________________________________________\n"])
@pytest.mark.parametrize("short", [0, 1, 2, 3])
def test_a_lists_footer_behind_base64_spoils_no_letter(read: Read, rule: str, short: int) -> None:
    words = "Pothole at 4500 N Damen, Żółć i łódź. Strong gas smell"
    body = b64encode(words.encode()).decode()
    body = f"{body[: len(body) - short]}\n{rule}This list is run by mailman"
    kind = "text/plain; charset=utf-8"
    got = read(mail(body, Content_Type=kind, Content_Transfer_Encoding="base64"))
    assert got.text.startswith("Pothole at 4500 N Damen, Żółć i łódź. Strong gas sme")
    assert got.whole_text.endswith("This list is run by mailman")
    assert "\ufffd" not in got.whole_text


def test_every_text_part_is_read_in_order(read: Read) -> None:
    got = read(mixed(part("Look:"), picture(disposition="inline"), part("and this, thank you"), picture()))
    assert got.text == "Look:\n\nand this, thank you"
    assert [file.inline for file in got.files] == [True, False]


def test_of_alternatives_the_plain_text_is_read_and_files_are_kept(read: Read) -> None:
    related = nested("related", part("<p>Light <b>out</b></p>", "text/html"), picture(), boundary="=_r")
    got = read(mixed(nested("alternative", part("Light out"), related)))
    assert got.whole_text == "Light out"
    assert only_file(got).media_type == "image/jpeg"


def test_a_stub_for_old_mail_programs_gives_way_to_the_html(read: Read) -> None:
    page = "<p>The street light at 4500 N Damen has been out since Sunday, and the corner is dark.</p>"
    got = read(mixed(part("Please use HTML."), part(page, "text/html"), kind="alternative"))
    assert got.whole_text.startswith("The street light at 4500 N Damen")


def test_files_are_written_with_their_bytes(read: Read) -> None:
    file = only_file(read(mixed(part("see"), picture(JPEG, "IMG_0001.HEIC"))))
    assert file.path.read_bytes() == JPEG
    assert file.path.name == "0001.jpg"
    assert (file.filename, file.media_type, file.size) == ("IMG_0001.HEIC", "image/jpeg", len(JPEG))


def test_a_forwarded_mail_is_walked_into(read: Read) -> None:
    inner = mixed(part("The tree fell."), picture(), From="Cy <cy@example.org>", Subject="Tree")
    got = read(mixed(part("Call her today."), part(inner, "message/rfc822"), Subject="Fwd: Tree"))
    assert "Call her today." in got.text
    assert "From: Cy <cy@example.org>" in got.text
    assert "The tree fell." in got.text
    assert only_file(got).media_type == "image/jpeg"
    assert got.kind is MessageKind.PROBLEM


def test_a_forwarded_mail_that_was_base64_coded_is_walked_into(read: Read) -> None:
    inner = mail("The tree fell.")
    got = read(mixed(part("see"), part(inner, "message/rfc822", encoded=True)))
    assert "The tree fell." in got.whole_text


def test_a_forward_with_a_thread_is_a_new_problem_and_not_a_reply(read: Read) -> None:
    """The office-holder forwards from a phone; the phone keeps In-Reply-To of a thread we never saw."""
    body = "Call her today\n\n---------- Forwarded message ---------\nFrom: Di\n\nNo heat in my building."
    got = read(mail(body, Subject="Fwd: heat", In_Reply_To="<x@example.org>"))
    assert got.kind is MessageKind.PROBLEM
    assert "No heat in my building." in got.text


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, MessageKind.PROBLEM),
        ({"In_Reply_To": "<a@b>"}, MessageKind.REPLY),
        ({"References": "<a@b> <c@d>"}, MessageKind.REPLY),
        ({"Subject": "Re: Pothole [W47-123]"}, MessageKind.REPLY),
        ({"Auto_Submitted": "auto-replied"}, MessageKind.AUTOMATIC),
        ({"Auto_Submitted": "auto-generated (rejected)"}, MessageKind.AUTOMATIC),
        ({"Auto_Submitted": "no"}, MessageKind.PROBLEM),
        ({"X_Auto_Response_Suppress": "All"}, MessageKind.PROBLEM),
        ({"Subject": "Automatic reply: out", "X_Auto_Response_Suppress": "All"}, MessageKind.AUTOMATIC),
        ({"Subject": "Out of office rats in the alley"}, MessageKind.PROBLEM),
        ({"X_Autoreply": "yes"}, MessageKind.AUTOMATIC),
        ({"Precedence": "auto_reply"}, MessageKind.AUTOMATIC),
        ({"Precedence": "bulk"}, MessageKind.LIST),
        ({"List_Id": "<news.example.org>"}, MessageKind.LIST),
        ({"List_Unsubscribe": "<mailto:x@example.org>"}, MessageKind.LIST),
        ({"Return_Path": "<>"}, MessageKind.AUTOMATIC),
        ({"Return_Path": "<>", "From": "MAILER-DAEMON@x.example"}, MessageKind.BOUNCE),
        ({"Subject": "Undelivered mail", "From": "Mail Delivery System <md@x.example>"}, MessageKind.BOUNCE),
        ({"Subject": "Undelivered mail", "From": "MAILER-DAEMON"}, MessageKind.BOUNCE),
        ({"X_Failed_Recipients": "x@example.org"}, MessageKind.BOUNCE),
        (
            {"Subject": "Retrieval using the IMAP4 protocol failed for the following message: 7"},
            MessageKind.UNREADABLE,
        ),
    ],
)
def test_the_kind_is_told_by_the_headers_with_its_reason(
    read: Read, headers: dict[str, str], kind: MessageKind
) -> None:
    got = read(mail(**headers))
    assert got.kind is kind
    assert got.kind_reason.endswith(".")


def test_a_byte_order_mark_before_a_saved_mail_hides_no_sender(
    read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = b"\xef\xbb\xbf" + mail("There is a pothole.")
    assert read(saved).sender.address == "ana@example.org"
    attached = part(saved, 'application/octet-stream; name="it.eml"', encoded=True)
    assert "There is a pothole." in read(mixed(part("See"), attached)).whole_text
    monkeypatch.setattr("wardoffice.mail.reading.LARGEST_MAIL", 10)
    assert read(saved).sender.address == "ana@example.org"


POSTMASTER = "Postmaster Ravenswood <postmaster@post.example>"


def test_a_postmaster_who_writes_of_the_post_is_a_person(read: Read) -> None:
    words = "The mail box at 4500 N Damen was hit by a car."
    got = read(mail(words, From=POSTMASTER, Subject="Mail delivery problem on Damen"))
    assert got.kind is MessageKind.PROBLEM


@pytest.mark.parametrize(
    "words",
    [
        "Your message could not be delivered: 5.1.1",
        "Ihre Nachricht: Empf\u00e4nger unbekannt",
        "No se pudo entregar su correo.",
        "Wiadomo\u015b\u0107 nie zosta\u0142a dor\u0119czona.",
        "I couldn't pass it on.\n\nMessage-ID: <a@b.example>",
    ],
)
def test_a_postmaster_sends_a_bounce_that_looks_like_one(read: Read, words: str) -> None:
    got = read(mail(words, From=POSTMASTER, Subject="Mail delivery failure"))
    assert got.kind is MessageKind.BOUNCE


def test_a_postmaster_who_sends_the_mail_back_sends_a_bounce(read: Read) -> None:
    returned = part(mail("There is a pothole."), "message/rfc822")
    got = read(mixed(part("See below."), returned, From=POSTMASTER, Subject="Undelivered"))
    assert got.kind is MessageKind.BOUNCE


def test_a_delivery_report_is_a_bounce_that_names_its_recipient(read: Read) -> None:
    got = read(report())
    assert got.kind is MessageKind.BOUNCE
    assert "Final-Recipient: rfc822; x@example.org" in got.whole_text


def test_a_read_receipt_is_automatic(read: Read) -> None:
    receipt = report("disposition-notification", From="ana@example.org", Return_Path=None)
    assert read(receipt).kind is MessageKind.AUTOMATIC


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 02 Nov 2026 09:30:00 -0000", datetime(2026, 11, 2, 9, 30, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 +0000", None),
        ("Mon, 02 Nov 2126 09:30:00 +0000", None),
        ("tomorrow", None),
        ("", None),
        ("Mon, 99 Nov 2026 09:30:00 +0000", None),
        ("Mon, 02 Nov 2026 09:30:00 +9999", None),
        ("Mon, 09 Nov 2026 09:30:00 +0000", None),
    ],
)
def test_absurd_dates_are_no_dates(read: Read, date: str, expected: datetime | None) -> None:
    """The last one claims to have been sent a week after we received it."""
    received = "from mx by us; Mon, 02 Nov 2026 15:30:05 +0000"
    got = read(mail(Date=date, Received=received))
    assert got.sent_at == expected
    assert any("cannot be" in each for each in got.troubles) is (expected is None and date != "")


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\Users\\\\ana\\\\hole.jpg"', "hole.jpg"),
        ('filename="=?utf-8?q?dziura=5F=C5=BC=2Ejpg?="', "dziura_ż.jpg"),
        ("filename*=utf-8''%C5%BC%2Ejpg", "ż.jpg"),
        ('filename*0="long"; filename*1="name.jpg"', "longname.jpg"),
        ('filename="con.jpg"', "_con.jpg"),
        ('filename="gpj.\u202eexe.jpg"', "gpj.exe.jpg"),
        ('filename="a\x01b.jpg"', "a b.jpg"),
        ('filename="..."', "picture-1.jpg"),
        ('filename=""', "picture-1.jpg"),
        ("filename*=", "picture-1.jpg"),
        ("attachment", "picture-1.jpg"),
    ],
)
def test_file_names_are_safe_to_show_and_save(read: Read, header: str, shown: str) -> None:
    photo = part(JPEG, "image/jpeg", f"Content-Disposition: attachment; {header}", encoded=True)
    assert only_file(read(mixed(part("see"), photo))).filename == shown


def test_a_media_type_is_what_the_bytes_say(read: Read) -> None:
    claimed = part(
        b"%PDF-1.7\n", "image/jpeg", 'Content-Disposition: attachment; filename="a.jpg"', encoded=True
    )
    script = part(b"MZ\0\0", "image/png", 'Content-Disposition: attachment; filename="b.png"', encoded=True)
    drawing = part(PNG, "application/octet-stream", "Content-Disposition: attachment", encoded=True)
    got = read(mixed(part("see"), claimed, script, drawing))
    assert [file.media_type for file in got.files] == [
        "application/pdf",
        "application/octet-stream",
        "image/png",
    ]


def test_remote_content_of_html_leaves_no_trace(read: Read) -> None:
    """P8: no remote content is loaded from a mail, ever; there is none left to load."""
    page = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>x()</script>"
        '<img src="http://evil.example/p.gif"><p>Rats &amp; trash<br>in the alley</p>'
        '<iframe src="http://evil.example"></iframe><blockquote>old words</blockquote></body></html>'
    )
    got = read(mail(page, Content_Type="text/html"))
    assert got.whole_text == "Rats & trash\nin the alley\n\n> old words"
    assert "evil" not in got.whole_text


def test_a_mail_without_content_type_and_with_bare_line_ends_is_read(read: Read) -> None:
    for raw in (b"From: a@b.example\n\nhole\n", b"From: a@b.example\r\rhole\r", b"Subject: x\n\nhole"):
        assert read(raw).text == "hole"


def test_words_without_any_header_are_read_as_text(read: Read) -> None:
    assert read(b"just words, saved by somebody as .eml\n").whole_text.startswith("just words")


@pytest.mark.parametrize(
    "raw", [b"", b"  \r\n\n", b"\x00\x01\x02" * 50, b"\xff\xd8\xff\xe0" + bytes(range(256))]
)
def test_what_is_no_mail_is_refused_in_sentences(read: Read, raw: bytes) -> None:
    with pytest.raises(UnreadableError) as caught:
        read(raw)
    assert caught.value.happened
    assert caught.value.safe
    assert caught.value.next_step


def test_a_mail_too_large_is_told_by_its_headers(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_MAIL", 1000)
    got = read(mail("x" * 2000))
    assert got.subject == "Pothole on Damen"
    assert "larger than" in got.troubles[0]
    assert got.files == ()


def test_a_mail_of_too_many_parts_gives_the_first_ones_and_says_so(read: Read) -> None:
    got = read(mixed(*(part("x", "text/csv") for _ in range(1200))))
    assert 900 < len(got.files) <= 1000
    assert "more than 1000 parts" in got.troubles[0]


@pytest.mark.parametrize("levels", [60, 400, 3000])
def test_a_mail_packed_too_deep_is_read_as_far_as_it_goes(read: Read, levels: int) -> None:
    body = part("core")
    for level in range(levels):
        body = nested("mixed", body, boundary=f"=_{level}")
    got = read(mail().partition(b"\r\n\r\n")[0] + b"\r\n" + body)
    assert got.subject == "Pothole on Damen"
    assert "deep" in got.troubles[0]


def test_headers_beyond_all_measure_are_cut(read: Read) -> None:
    got = read(b"".join(b"X-%d: y\r\n" % number for number in range(5000)) + mail(Subject="late"))
    assert got.subject == ""
    got = read(mail(Subject="x" * 200_000, From="(" * 3000 + "a@b.example", To="a@b.example, " * 5000))
    assert len(got.subject) <= 1000
    assert [each.address for each in got.recipients] == ["a@b.example"]


def test_encrypted_mail_and_winmail_are_told_in_words(read: Read) -> None:
    sealed = read(mail("MIIB", Content_Type="application/pkcs7-mime; smime-type=enveloped-data"))
    assert "encrypted" in sealed.troubles[0]
    tnef = part(b"\x78\x9f\x3e\x22" + bytes(30), "application/ms-tnef", encoded=True)
    assert "winmail.dat" in read(mixed(part("see"), tnef)).troubles[0]


def test_the_fingerprint_outlives_rewrapping_and_reencoding(read: Read) -> None:
    one = mixed(part("There is\r\na pothole."), picture())
    other = mixed(part("There is a   pothole.", encoded=True), picture(name="x.jpg"), X_More="header")
    third = mixed(part("There is a pothole!"), picture())
    prints = [read(raw).fingerprint for raw in (one, other, third)]
    assert prints[0] == prints[1] != prints[2]


def check(got: ReadMail) -> None:
    """What holds for any mail: it can be stored, and its files stand where they say."""
    words = (got.text, got.whole_text, got.subject, got.message_id, got.kind_reason, got.in_reply_to)
    names = (got.sender.name, got.sender.address, *(each.name for each in got.recipients))
    for each in (*words, *names, *got.references, *(file.filename for file in got.files)):
        each.encode()
        assert "\0" not in each
    assert bool(got.text.strip()) or not got.whole_text.strip()
    assert len(got.fingerprint) == 64
    inner = got.forward.mails if got.forward else ()
    told = (got.form.words, got.form.person, got.form.address) if got.form else ()
    for each in (*told, got.language, *(words for one in inner for words in (one.text, one.sender.name))):
        each.encode()
    for file in got.files:
        assert file.path.stat().st_size == file.size
        assert 0 < len(file.filename) <= 120
        assert not set(file.filename) & set("/\\\r\n\0")
    for moment in (got.sent_at, got.received_at):
        assert moment is None or moment.tzinfo is UTC


EVERY_KIND = [
    mail(),
    report(),
    mixed(part("Look:"), picture(), part("<p>x</p>", "text/html")),
    mixed(nested("alternative", part("a"), part("<b>b</b>", "text/html")), part(mail(), "message/rfc822")),
    mail(Subject="=?utf-8?b?xbsgxITE?= =?utf-8?b?mQ==?=", Content_Type="text/html; charset*=utf-8''latin-1"),
    mail("Name: Ana\nEmail: a@b.example\nPhone: 773-555-0100\nMessage: Out", From="form@x.example"),
    mail("Call her\n\n> From: Di <d@x.example>\n> Subject: heat\n>\n> No heat.", Subject="Fwd: heat"),
    mixed(part("From: 773-555-0100"), part(WAV, "audio/wav", encoded=True), Subject="Voicemail"),
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.eml"
    path.write_bytes(raw)
    try:
        check(read_mail(path, tmp_path / "out"))
    except UnreadableError as error:
        assert error.next_step  # noqa: PT017 - either way is right; the sentence must be there


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(
    st.sampled_from(EVERY_KIND),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=6),
)
def test_any_mangled_mail_is_read(tmp_path: Path, raw: bytes, cuts: list[tuple[float, int, bytes]]) -> None:
    for share, removed, added in cuts:
        place = int(share * len(raw))
        raw = raw[:place] + added + raw[place + removed :]
    assume(not raw.startswith(OUTLOOK_SIGN))  # that is a damaged file of Outlook's, and refused as one
    path = tmp_path / "mangled.eml"
    path.write_bytes(raw)
    check(read_mail(path, tmp_path / "out"))


def test_every_sample_mail_is_accounted_for(tmp_path: Path) -> None:
    """P1, P8: of the outside samples each is read or refused in words, whatever it holds."""
    fates: Counter[str] = Counter()
    paths = samples("mail")
    for number, path in enumerate(paths):
        try:
            got = read_mail(path, tmp_path / str(number))
        except UnreadableError:
            fates["refused"] += 1
            continue
        check(got)
        fates["read"] += 1
        if path.parent.name == "sisimai-bsd":
            fates[f"bounces as {got.kind}"] += 1
    assert fates["read"] + fates["refused"] == len(paths)
    assert fates["refused"] <= len(paths) // 100
    assert fates["bounces as bounce"] >= 0.9 * sum(path.parent.name == "sisimai-bsd" for path in paths)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/pkcs7-mime; smime-type=enveloped-data", "encrypted (S/MIME)"),
        ("application/x-pkcs7-mime; smime-type=signed-data", "sealed with an S/MIME signature"),
        ("application/pgp-encrypted", "encrypted (PGP)"),
        ('application/octet-stream; name="smime.p7m"', "sealed or encrypted (S/MIME)"),
        ('application/x-microsoft-rpmsg-message; name="message_v4.rpmsg"', "Microsoft's encryption"),
        ('application/octet-stream; name="SMIME.P7S"', "This mail is signed"),
        ('application/octet-stream; name="message.pgp"', "encrypted (PGP)"),
        ('application/octet-stream; name="signature.asc"', "This mail is signed"),
        ("text/calendar; method=REQUEST", "date for the calendar"),
    ],
)
def test_wrappers_are_named_and_their_files_kept(read: Read, kind: str, said: str) -> None:
    got = read(mixed(part("see"), part("packed", kind, encoded=True)))
    assert said in got.troubles[0]
    assert only_file(got).path.read_bytes() == b"packed"


def test_a_mail_that_is_only_a_wrapper_says_why_it_shows_nothing(read: Read) -> None:
    told = {"Content_Transfer_Encoding": "base64"}
    sealed = mail("MIAGCSqGSIb3", Content_Type='application/octet-stream; name="smime.p7m"', **told)
    got = read(sealed)
    assert "S/MIME" in got.troubles[0]
    assert only_file(got).filename == "smime.p7m"


def test_a_signed_mail_is_read_and_said_to_be_unchecked(read: Read) -> None:
    signature = part("sig", "application/pgp-signature", 'Content-Disposition: attachment; filename="s.asc"')
    got = read(mixed(part("The light is out"), signature, kind="signed"))
    assert (got.text, got.troubles) == (
        "The light is out",
        ("This mail is signed. Whether the signature is good was not checked here.",),
    )


def test_words_encrypted_in_the_text_are_named(read: Read) -> None:
    assert "encrypted (PGP)" in read(mail("-----BEGIN PGP MESSAGE-----\n\nhQEMA\n")).troubles[0]


@pytest.mark.parametrize(("head", "kind"), [(b"qt  ", "video/quicktime"), (b"isom", "video/mp4")])
def test_films_are_kept_as_files(read: Read, head: bytes, kind: str) -> None:
    """A phone sends a short film beside its photo."""
    film = b"\0\0\0\x14ftyp" + head + bytes(400)
    got = only_file(read(mixed(part("see"), picture(film, "IMG_0001.MOV"))))
    assert (got.media_type, got.filename, got.path.read_bytes()) == (kind, "IMG_0001.MOV", film)


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("Lopez, Ana <Ana@Example.org>", "Lopez, Ana", "ana@example.org"),
        ("Lopez Garcia, Ana Maria, Dr. <ana@example.org>", "Lopez Garcia, Ana Maria, Dr.", "ana@example.org"),
        ("=?utf-8?Q?L=C3=B3pez?=, Ana <ana@example.org>", "L\u00f3pez, Ana", "ana@example.org"),
        ('"Lopez, Ana" <ana@example.org>', "Lopez, Ana", "ana@example.org"),
        ("Ana <ana@example.org>, Ben <ben@example.org>", "Ana", "ana@example.org"),
    ],
)
def test_a_comma_in_a_name_without_its_quotation_marks_costs_no_address(
    read: Read, header: str, name: str, address: str
) -> None:
    """P6: without the address nobody could be answered."""
    assert read(mail(From=header)).sender == MailAddress(name, address)
