"""What a person wrote: trimmed for reading, never lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.messages import MailAddress
from wardoffice.mail.forms import FormMail, filled_form
from wardoffice.mail.forwards import forward_in
from wardoffice.mail.languages import language_of
from wardoffice.mail.text import html_to_text, is_forward, own_words, tidied, without_armour


def test_the_conversation_quoted_below_is_taken_off() -> None:
    header = "On Mon, Nov 2, 2026 at 9:30 AM Ward Office <o@x.example> wrote:"
    whole = f"It is still there.\n\n{header}\n> Fixed.\n> Bye"
    assert own_words("Re: Pothole", whole) == "It is still there."


def test_outlooks_mark_of_a_picture_is_none_of_their_words() -> None:
    mark = "[cid:image001.png@01DC5B2A.7F3E0A90]"
    whole = f"Here is the hole:\n\n{mark}\n\nand here it says [cid:x] in a line.\n[cid:a.png]"
    assert own_words("Pothole", whole) == "Here is the hole:\n\nand here it says [cid:x] in a line."
    assert own_words("Pothole", "[cid:image001.png]") == "[cid:image001.png]", "nothing else was written"


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("El lun, 2 nov 2026 a las 9:30, Oficina (<o@x.example>) escribió:", "Spanish"),
        ("W dniu 2.11.2026 o 9:30, Biuro pisze:", "Polish"),
        ("-----Original Message-----\nFrom: Ward Office\nSent: Monday\nTo: Ana\nSubject: Pothole", "Outlook"),
    ],
)
def test_other_ways_to_quote_are_known(header: str, language: str) -> None:
    assert own_words("Re: x", f"Sigue roto.\n\n{header}\n> Fixed.") == "Sigue roto."


def test_answers_between_quoted_lines_are_all_kept() -> None:
    whole = "On Monday Ward Office wrote:\n> Where is it?\nAt 4500 N Damen.\n> Since when?\nSunday."
    words = own_words("Re: x", whole)
    assert "At 4500 N Damen." in words
    assert "Sunday." in words
    assert "Since when?" not in words


def test_a_list_of_problems_is_no_signature() -> None:
    """A dash before each of five problems looks like a signature to a trimmer."""
    whole = "Please look at:\n\n- pothole at 4500 N Damen\n- light out at 4510\n- rats in the alley"
    assert own_words("Problems", whole) == whole


def test_thanks_in_the_middle_ends_nothing() -> None:
    whole = "The pothole is back.\nThank you, and the light at 4510 N Damen has been out since Sunday too."
    assert "4510 N Damen" in own_words("x", whole)


@pytest.mark.parametrize(
    "signature", ["-- \nAna Lopez\n773-555-0100", "Sent from my iPhone", "Best regards\nAna"]
)
def test_a_signature_is_cut(signature: str) -> None:
    assert own_words("x", f"The pothole is back.\n\n{signature}") == "The pothole is back."


TOLD_BELOW = [
    "Dear Alderman,\nthe light is out.\n\nThanks,\nMaria\n\nP.S. there is a gas smell at 4600 N Wolcott.",
    "La luz no funciona.\n\nGracias,\nMaría\n\nP.D. también hay ratas",
    "Lampa nie świeci.\n\nPozdrawiam\nAnna\n\nPS: w piwnicy też",
    "Pothole here\n\nSent from my iPhone\n\nForgot: it is at 4500 N Damen Ave, and a wire is sparking",
    "Pothole here\n\nSent from my iPhone\nDamen and Leland",
    "Pothole here\n\nSent from my iPhone\nGas leak",
    "Pothole here\n\nSent from my iPhone\nrats too",
    "Hay un bache\n\nEnviado desde mi iPhone\nen la esquina",
    "Two problems:\n\n-- \npothole at 4500 N Damen\n-- \nrats at 4600 N Wolcott",
    "Hi,\n--\nThe tree fell on a wire, it is sparking",
    "Hi,\n--\nBroken light",
    "Hello,\nBest regards to the crew for the alley.\nThe light at 4500 N Damen is out though.",
    "Thank you for the alley\nbut now the light is out",
    "Problem one: pothole\n________________________________\nProblem two: no light in the alley",
    "On Monday, Nov 16 at 8:30 PM the crew came and wrote:\nno work needed\nBut the pothole is still there.",
    "The street is full of holes.\nFrom: Damen\nTo: Wolcott\nSubject: all of Leland\nPlease fix it.",
    "破損\n\nSent from my iPhone\n街灯が消えています",
    "LIGHT OUT\n\nThanks\nTHE WIRE IS ON THE GROUND",
]


@pytest.mark.parametrize("whole", TOLD_BELOW)
def test_what_goes_on_telling_below_a_signature_is_kept(whole: str) -> None:
    """A place, a P.S., a danger or a sentence below a signature is the resident's, not the signature's."""
    assert own_words("Help", whole, answers=False) == whole


@pytest.mark.parametrize(
    "whole",
    [each for each in TOLD_BELOW if "From: Damen" not in each and "8:30" not in each and "__" not in each],
)
def test_what_goes_on_telling_is_kept_in_an_answer_too(whole: str) -> None:
    assert own_words("Re: Help", f"{whole}\n\nOn Monday Ward Office wrote:\n> Where?") == tidied(whole)


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAna Lopez\nDirector of Community Outreach\n773-555-0100\nana@example.org",
        "--\nAna",
        "Thanks,\nMaria",
        "Muchas gracias,\nMaría Pérez\n(773) 555-0100",
        "Pozdrawiam serdecznie\nAnna Kowalska",
        "Kind regards\nAna\n\nSent from my iPhone",
        "Enviado desde mi iPhone",
        "Get Outlook for iOS",
        "Pobierz aplikacj\u0119 Outlook dla systemu iOS<https://aka.ms/o0ukef>",
        "This message was sent using the Picture and Video Messaging service from Verizon Wireless!",
        "Obtener Outlook para iOS<https://aka.ms/o0ukef>\n________________________________",
        "\u53d1\u81ea\u6211\u7684iPhone",
        "\u041e\u0442\u043f\u0440\u0430\u0432\u043b\u0435\u043d\u043e \u0441 iPhone",
        "iPhone\u304b\u3089\u9001\u4fe1",
        "\ub098\uc758 iPhone\uc5d0\uc11c \ubcf4\ub0c4",
        "\u0110\u00e3 g\u1eedi t\u1eeb iPhone c\u1ee7a t\u00f4i",
    ],
)
def test_a_signature_that_only_signs_is_cut_from_a_first_mail(signature: str) -> None:
    assert own_words("x", f"The pothole is back.\n\n{signature}", answers=False) == "The pothole is back."


def test_a_list_between_marks_ends_where_the_name_begins() -> None:
    whole = "Hi,\n--\nThe tree fell on a wire, it is sparking\n--\nJim"
    assert own_words("x", whole, answers=False) == whole.removesuffix("\n--\nJim")


@pytest.mark.parametrize(
    "attribution",
    [
        "El jue, 19 nov 2026 a las 10:12, Ward 47 (<\noffice@ward47.example>) escribi\u00f3:",
        "czw., 19 lis 2026 o 10:12 Ward 47 Office <office@ward47.example>\nnapisa\u0142(a):",
        "Ward 47 <office@ward47.example> \u4e8e2026\u5e7411\u670819\u65e5 10:12\u5199\u9053\uff1a",
    ],
)
def test_the_words_above_a_quote_are_cut_from_it_though_they_are_folded(attribution: str) -> None:
    whole = f"Sigue igual.\n\n{attribution}\n\n> Hola,\n> gas?\n"
    assert own_words("Re: Bache", whole) == "Sigue igual."


def test_the_line_that_says_whose_the_quoted_words_are_goes_with_them() -> None:
    whole = "On 11/19/26 10:12, Ward 47 wrote:\n> which address?\n>\n> Ward 47\n\n4853 S Wood, rear."
    assert own_words("Re: Your report", whole) == "4853 S Wood, rear."


@pytest.mark.parametrize(
    "whole", ["> only\n> quoted", "-- \nAna", "", "On Mon, 2 Nov 2026 Ana wrote:\n> x", "Thanks,"]
)
def test_trimming_never_leaves_nothing(whole: str) -> None:
    assert own_words("Re: x", whole) == whole


def test_a_forwarded_mail_stays_whole() -> None:
    whole = "call her today\n\nBegin forwarded message:\n\nFrom: Di <di@example.org>\n\n> No heat."
    assert is_forward("Heat", whole)
    assert own_words("Heat", whole) == whole
    assert is_forward("FW: heat", "x")
    assert not is_forward("Re: heat", whole)


def test_html_comes_as_a_person_reads_it() -> None:
    page = (
        "<div>Hello,</div><div><br></div><div>two problems:</div>"
        "<ul><li>pothole</li><li>light&nbsp;out</li></ul>"
        "<table><tr><td>Where</td><td>Damen</td></tr></table><pre>a\n  b</pre>Bye<hr>end"
    )
    assert html_to_text(page) == (
        "Hello,\n\ntwo problems:\n* pothole\n* light out\nWhere Damen\na\n  b\nBye\n-----\nend"
    )


@given(
    st.text(), st.text(alphabet=st.sampled_from("> -_\nOn wrote:abc@.,Thanks Sent from my From: Subject:"))
)
def test_words_are_trimmed_but_never_to_nothing(subject: str, raw: str) -> None:
    whole = tidied(raw)
    words = own_words(subject, whole)
    assert words.strip() or not whole.strip()
    assert len(words) <= len(whole)


@given(st.text(alphabet=st.sampled_from("<>/divpbrlockquote &;#=\"'!-\n")))
def test_any_html_gives_text(raw: str) -> None:
    html_to_text(raw).encode()
    html_to_text(f"<div>{raw}</div>").encode()


@pytest.mark.timeout(60)
@pytest.mark.parametrize("size", [40_000, 300_000])
def test_markup_nested_beyond_reason_still_gives_its_words(size: int) -> None:
    """The cleaner's time grows with the square of the nesting: 200 KB of open tags took it 15 seconds."""
    assert html_to_text("<div>" * size + "pothole") == "pothole"


def test_a_text_signed_by_pgp_is_read_without_its_armour() -> None:
    signed = (
        "Hello\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nThe light is out.\n- - at Damen\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\nBye"
    )
    assert without_armour(signed) == "Hello\n\nThe light is out.\n- at Damen\n\nBye"
    for part in ("plain", signed.replace("END", "end"), signed.replace("SIGNED", "signed")):
        assert without_armour(part) == part


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line",
    [
        ">",
        "> ",
        "-",
        "-" * 5000,
        "-----BEGIN PGP SIGNED MESSAGE-----",
        "From: a",
        "From: a\nSubject: b",
        "x" * 90_000,
    ],
)
def test_lines_without_end_take_no_time_without_end(line: str) -> None:
    """P8: what looks like a beginning and never goes on is looked at once, not from each beginning anew."""
    whole = "\n".join([line] * max(2, 160_000 // len(line)))
    own_words("Fwd: x", whole)
    own_words("x", whole)
    without_armour(whole)
    forward_in("Fwd: x", whole)
    language_of(whole)
    filled_form(FormMail(MailAddress("", "form@x.example"), None, whole))
