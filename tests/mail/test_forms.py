"""Mails of website forms: the labelled lines become fields, the person is never the form's own address."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.mail.mails import mail
from wardoffice.assets import resource
from wardoffice.domain.errors import SettingsError
from wardoffice.domain.messages import FilledForm, MailAddress
from wardoffice.domain.places import Point
from wardoffice.mail.form_profiles import (
    all_profiles,
    broken_profiles,
    form_profiles,
    plain_label,
    read_profile,
)
from wardoffice.mail.forms import FormMail, filled_form
from wardoffice.mail.reading import read_mail

FIXMYSTREET = """Dear Ward 47,

A user of FixMyStreet has submitted the following report
of a problem in your area.

    https://fix.example/report/1

----------

Name: Ana Lopez

Email: ana@example.org

Phone: None provided

Category: Potholes

Subject: Deep hole

Details: There is a deep hole
near the bus stop.

Note: at night it is dark.

Latitude: 41.96

Longitude: -87.67

Nearest road to the pin placed on the map (found by a map): 4500 N Damen Ave

----------

An answer to this mail goes to the person.
"""
SEECLICKFIX = """Issue ID: 12345
Category: Pothole
Address: 4500 N Damen Ave Chicago, IL
Reported by: a SeeClickFix user
Description:
Deep hole

by the bus stop
"""


def form(whole: str, sender: str = "form@ward.example", reply_to: str = "") -> FilledForm | None:
    answer_to = MailAddress("", reply_to) if reply_to else None
    return filled_form(FormMail(MailAddress("", sender), answer_to, whole))


def test_fixmystreet_is_read_by_its_lines() -> None:
    got = form(FIXMYSTREET, "bounce@fix.example", "ana@example.org")
    assert got == FilledForm(
        name="FixMyStreet",
        person="Ana Lopez",
        email="ana@example.org",
        subject="Deep hole",
        topic="Potholes",
        address="4500 N Damen Ave",
        point=Point(41.96, -87.67),
        words="There is a deep hole\nnear the bus stop.\n\nNote: at night it is dark.",
        lines=(
            ("Category", "Potholes"),
            ("Subject", "Deep hole"),
            ("Nearest road to the pin placed on the map (found by a map)", "4500 N Damen Ave"),
        ),
    )


def test_seeclickfix_is_known_by_its_domain_alone() -> None:
    got = form(SEECLICKFIX, "noreply@mail.seeclickfix.com")
    assert got is not None
    assert (got.name, got.person, got.topic) == ("SeeClickFix", "", "Pothole")
    assert (got.address, got.words) == ("4500 N Damen Ave Chicago, IL", "Deep hole\n\nby the bus stop")
    other = form(SEECLICKFIX, "noreply@notseeclickfix.com.example")
    assert other is not None
    assert other.name == "website"


@pytest.mark.parametrize(
    "whole",
    [
        "Name: Ana Lopez\nEmail: ana@example.org\nPhone: (773) 555-0100\nMessage: The light is out",
        "First\nAna\nLast\nLopez\nEmail\nana@example.org\nPhone\n773.555.0100\nMessage\nThe light is out",
        "* Name: Ana Lopez\n* E-mail = ana@example.org\n* Cell: 7735550100\n* Issue*: The light is out\n--",
        "Name Ana Lopez\nEmail ana@example.org\nPhone 773-555-0100\nHow can we help? The light is out",
        "Nombre: Ana Lopez\nCorreo: ana@example.org\nTeléfono: 773-555-0100\nMensaje: The light is out",
        "Imię: Ana Lopez\nAdres e-mail: ana@example.org\nTelefon: 773-555-0100\nOpis: The light is out",
    ],
    ids=["plain", "lines apart", "marked", "table", "spanish", "polish"],
)
def test_a_wards_own_form_is_read_whatever_made_it(whole: str) -> None:
    got = form(whole)
    assert got is not None
    assert (got.person, got.email, got.phone) == ("Ana Lopez", "ana@example.org", "+17735550100")
    assert got.words == "The light is out"


def test_the_person_may_stand_in_reply_to_alone() -> None:
    whole = "Name: Ana\nAddress: 4500 N Damen\nMessage: The light is out"
    assert form(whole, reply_to="ana@example.org") is not None
    assert form(whole, sender="noreply@ward.example") is not None
    assert form(whole, sender="di@example.org") is None


def test_a_resident_who_labels_her_own_lines_sent_no_form() -> None:
    whole = "Name: Ana\nEmail: ana@example.org\nPhone: 773-555-0100\nProblem: The light is out"
    assert form(whole, sender="ana@example.org") is None


@pytest.mark.parametrize(
    "whole",
    [
        "There is a pothole.\n\nAna",
        "Address: 4500 N Damen",
        "Problem: rats\nWhere: the alley\nSince: Sunday",
        "",
        "Message:\nName:\nEmail:\n",
    ],
)
def test_an_ordinary_mail_is_no_form(whole: str) -> None:
    assert form(whole) is None


@pytest.mark.parametrize("degrees", ["0.0", "91.5", "north", "nan", "1e400"])
def test_a_pin_that_is_nowhere_is_no_pin(degrees: str) -> None:
    pinned = FIXMYSTREET.replace("41.96", degrees).replace("-87.67", "0.0")
    got = form(pinned, "bounce@fix.example")
    assert got is not None
    assert got.point is None


def test_the_profiles_that_come_with_the_program_are_sound_and_the_generic_one_is_last() -> None:
    assert [each.name for each in form_profiles()] == [
        "FixMyStreet",
        "SeeClickFix",
        "contact form",
        "website",
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("needs = ", "needs = ['colour'] # "), "needs names a field"),
        (("needs = ", "need = "), "need"),
        (('topic = ["category"]', 'topic = ["name"]'), "two fields"),
        (("[labels]", "[labels"), ""),
        (('name = "FixMyStreet"', "name = 3"), "name"),
    ],
)
def test_a_profile_that_cannot_be_used_is_named_with_the_reason(
    tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    """P8."""
    path = tmp_path / "mine.toml"
    profile = resource("forms").joinpath("fixmystreet.toml").read_text(encoding="utf-8")
    assert change[0] in profile
    path.write_text(profile.replace(*change), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read_profile(path)
    assert "mine.toml" in caught.value.happened
    assert said in caught.value.happened


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("* Your Name (required)", "your name"),
        ("Teléfono:", "telefono"),
        ("Imię", "imie"),
        ("Zgłoszenie", "zgloszenie"),
        ("[Email]", ""),
        ("E-mail", "e-mail"),
    ],
)
def test_labels_are_compared_in_their_plain_form(written: str, plain: str) -> None:
    assert plain_label(written) == plain


LINES = st.lists(
    st.sampled_from(["Name: a", "Email: b@c.d", "Message:", "Phone", "x", "", "---", "Latitude: 9.9"])
)


@settings(deadline=None)
@given(LINES, st.text(max_size=60))
def test_any_text_is_a_form_or_none(lines: list[str], more: str) -> None:
    """P8: and what is one has its words."""
    got = form("\n".join([*lines, more]), reply_to="ana@example.org")
    assert got is None or got.words


def test_a_form_that_somebody_sent_on_is_still_a_form(tmp_path: Path) -> None:
    filled = "Name: Ana\nEmail: ana@example.org\nPhone: 773-555-0100\nMessage: The light is out"
    sent_on = (
        "Please take this.\n\nBegin forwarded message:\n\n> From: form@ward.example\n> Subject: New\n>\n"
    )
    sent_on += "\n".join(f"> {line}" for line in filled.split("\n"))
    (tmp_path / "mail.eml").write_bytes(mail(sent_on, Subject="Fwd: New", From="Dana <dana@ward47.example>"))
    got = read_mail(tmp_path / "mail.eml", tmp_path / "out")
    assert got.form is not None
    assert (got.form.person, got.text) == ("Ana", "The light is out")
    assert got.forward is not None
    assert got.forward.note == "Please take this."


def test_labels_in_quoted_lines_are_no_form() -> None:
    """A conversation quotes mails whose headers look like labelled lines."""
    whole = "Name: a\n> Subject: Re: x\n> Email: ana@example.org\n> Phone: 773-555-0100\n> Issue: y"
    assert form(whole) is None


@pytest.mark.parametrize(
    "lines",
    [
        "Concern: gas smell at 4500 N Damen",
        "What troubles you?: gas smell at 4500 N Damen",
        "What do you want us to know\ngas smell at 4500 N Damen",
        "Inquietud: gas smell at 4500 N Damen",
        "Co się stało: gas smell at 4500 N Damen",
        "gas smell at 4500 N Damen",
    ],
)
@pytest.mark.parametrize("ways", ["Email: ana@example.org\nPhone: 7735550101", "Phone: 7735550101", ""])
def test_labels_nobody_knows_are_the_words_of_who_is_named(lines: str, ways: str) -> None:
    got = form(f"You have a new entry\n\nName: Ana Ruiz\n{ways}\n{lines}", sender="noreply@ward.example")
    if not ways:
        assert got is None or got.person == "Ana Ruiz"
        return
    assert got is not None
    assert (got.person, got.phone) == ("Ana Ruiz", "+17735550101")
    assert "gas smell at 4500 N Damen" in got.words
    assert "entry" not in got.words
    assert "Ruiz" not in got.words


def test_several_labels_nobody_knows_keep_their_names() -> None:
    whole = "Name: Ana\nEmail: ana@example.org\nWhat smells: gas\nSince when: Sunday\nPhone: 7735550101"
    got = form(whole, sender="noreply@ward.example")
    assert got is not None
    assert got.words == "What smells: gas\nSince when: Sunday"


MINE = """name = "ours"
order = 90
senders = ["ward.example"]
marks = []
needs = ["words"]
nothing = []

[labels]
person = ["who is writing"]
phone = ["call me at"]
words = ["what is wrong"]
"""


def test_an_offices_own_profile_is_read_as_soon_as_it_is_there_and_again_when_it_is_mended(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "forms"
    assert all_profiles(folder) == form_profiles()
    folder.mkdir()
    (folder / "ours.toml").write_text(MINE, encoding="utf-8")
    (folder / "broken.toml").write_text("name = 3", encoding="utf-8")
    names = [each.name for each in all_profiles(folder)]
    assert names == ["FixMyStreet", "SeeClickFix", "ours", "contact form", "website"]
    assert ["broken.toml" in each.happened for each in broken_profiles(folder)] == [True]
    (folder / "broken.toml").write_text(MINE.replace("ours", "theirs"), encoding="utf-8")
    assert broken_profiles(folder) == ()
    raw = tmp_path / "1.eml"
    whole = "Who is writing: Ana Ruiz\nCall me at: 7735550101\nWhat is wrong: no light"
    raw.write_bytes(mail(whole, From="form@ward.example"))
    got = read_mail(raw, tmp_path / "out", all_profiles(folder)).form
    assert got is not None
    assert (got.person, got.phone, got.words) == ("Ana Ruiz", "+17735550101", "no light")
    plain = read_mail(raw, tmp_path / "out").form
    assert plain is None


def test_the_form_of_most_small_websites_names_the_person_in_its_first_line() -> None:
    whole = (
        "From: Bob Stone <bob@mail.example>\nSubject: Pothole\n\nMessage Body:\nA hole at 4812 N Damen Ave."
        "\n\n-- \nThis e-mail was sent from a contact form on Ward 47 (https://ward47.example)"
    )
    found = form(whole, "wordpress@ward47.example")
    assert found is not None
    assert (found.person, found.email, found.subject) == ("Bob Stone", "bob@mail.example", "Pothole")
    assert found.words == "A hole at 4812 N Damen Ave."


def test_a_phone_in_a_table_keeps_its_area_code() -> None:
    """A table loses the colon behind its labels, and parentheses are no part of a label's words."""
    found = form(
        "Full Name Bob Stone\nE-mail bob@mail.example\nPhone Number (773) 555-0143\n"
        "Location of problem 4812 N Damen Ave\nDescribe the problem Light out"
    )
    assert found is not None
    assert (found.phone, found.address, found.words) == ("+17735550143", "4812 N Damen Ave", "Light out")


WHO = "Name: Ana Ruiz\nEmail: ana@example.org\nPhone: 773-555-0101\n"


def test_rows_of_labels_nobody_knows_are_kept_beside_the_words() -> None:
    """P8."""
    asked = "Is anyone in danger?: yes, a wire is sparking\nand there is gas\n¿Hace cuánto?: tres semanas\n"
    found = form(f"{WHO}{asked}Message: Please come and look", "noreply@ward.example")
    assert found is not None
    assert found.words == "Please come and look"
    assert found.lines == (
        ("Is anyone in danger?", "yes, a wire is sparking and there is gas"),
        ("¿Hace cuánto?", "tres semanas"),
    )


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        ("Anything dangerous?\na wire is sparking", ("Anything dangerous?", "a wire is sparking")),
        ("Hazard:\n\na wire is sparking", ("Hazard", "a wire is sparking")),
        ("Hazard = a wire is sparking", ("Hazard", "a wire is sparking")),
        ("Hazard:: a wire is sparking", ("Hazard", "a wire is sparking")),
        ("a wire is sparking", ("", "a wire is sparking")),
        ("-----\na wire is sparking", ("", "a wire is sparking")),
        ("Phone: 773-555-0199", ("Phone", "773-555-0199")),
        ("Category:\nHazard: a wire is sparking", ("Hazard", "a wire is sparking")),
    ],
)
def test_no_line_above_the_words_is_lost(lines: str, row: tuple[str, str]) -> None:
    found = form(f"{WHO}{lines}\nMessage: Please come", "noreply@ward.example")
    assert found is not None
    assert (found.words, found.lines) == ("Please come", (row,))


def test_a_question_in_a_table_that_nobody_knows_is_kept() -> None:
    whole = "Name Ana Ruiz\nEmail ana@example.org\nDanger live wire sparking\nMessage please come"
    found = form(whole, "noreply@ward.example")
    assert found is not None
    assert (found.words, found.lines) == ("please come", (("", "Danger live wire sparking"),))


def test_a_label_above_the_first_one_that_is_known_is_kept() -> None:
    found = form(f"What smells?: gas\n{WHO}Message: Please come", "noreply@ward.example")
    assert found is not None
    assert found.lines == (("What smells?", "gas"),)


@pytest.mark.parametrize(
    "words",
    [
        "Two problems.\nA pothole.\n-----\nSecond, a strong gas smell",
        "The hole is\n> 3 feet wide and a wire is sparking",
        "> quoted\nA wire is sparking\n***\nAna",
        "Note: at night\n\n=====\n\nand gas",
    ],
)
def test_rules_and_quotes_within_the_words_end_nothing(words: str) -> None:
    for label in ("Message: ", "Message:\n", "Message\n"):
        found = form(WHO + label + words, "noreply@ward.example")
        assert found is not None
        assert found.words == words


@pytest.mark.parametrize(
    "footer",
    [
        "-----\nThis e-mail was sent from the form of Ward 47",
        "---\n\nThis is not read. Do not reply.",
        "____\nSent from Ward 47",
        "-----\nEste mensaje fue enviado desde el sitio",
        "-----\nTa wiadomość została wysłana przez formularz",
        "-----\nhttps://ward47.example",
        "\nDoes this submission look like spam? Report it here.",
        "This message was submitted from your website contact form: https://ward47.example",
        "View Submission\n\nTo edit your email settings, go to your Inbox on desktop.",
        "-- \nWard 47",
        "-----",
    ],
)
def test_what_websites_write_below_a_form_is_none_of_the_words(footer: str) -> None:
    found = form(f"{WHO}Message: Gas smell\n{footer}", "noreply@ward.example")
    assert found is not None
    assert (found.words, found.lines) == ("Gas smell", ())


def test_two_colons_behind_a_label_are_one() -> None:
    whole = (
        "First Name:: Ana\n\nLast Name:: Ruiz\n\nEmail Address:: ana@example.org\n\n"
        "Address of Concern:: 4500 N Damen Ave\n\nComments:: Huge pothole\n\nAdditional Information:\n"
        "Form submitted on: 11/20/2026 9:00:00 AM\nSubmitted from IP Address: 10.1.1.1"
    )
    found = form(whole, "cmsmailer@site.example")
    assert found is not None
    assert (found.person, found.address, found.words) == ("Ana Ruiz", "4500 N Damen Ave", "Huge pothole")


def test_a_second_field_of_words_is_words_too() -> None:
    found = form(f"{WHO}Message: A pothole\nAdditional details: a wire is sparking", "noreply@ward.example")
    assert found is not None
    assert found.words == "A pothole\n\nAdditional details: a wire is sparking"


def test_a_phone_that_is_no_number_is_told_as_it_was_written() -> None:
    whole = "Name: Ana\nEmail: ana@example.org\nPhone: ask the janitor, gas smell\nMessage: Come"
    found = form(whole, "noreply@ward.example")
    assert found is not None
    assert (found.phone, found.lines) == ("", (("Phone", "ask the janitor, gas smell"),))


FILLED = st.lists(
    st.tuples(
        st.sampled_from(
            ["Hazard: ", "Since when?\n", "Address: ", "Message: ", "Category:: ", "", "Phone: ", "> "]
        ),
        st.sampled_from(["-----\n", "", "\n", "***\n"]),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(FILLED)
def test_no_word_that_was_filled_in_is_lost(rows: list[tuple[str, str]]) -> None:
    """P8: whatever the labels, every word stands in the words, a field or a line."""
    told = [f"{before}{label}word{number}" for number, (label, before) in enumerate(rows)]
    found = form("\n".join([WHO + "Message: begin", *told]), "noreply@ward.example")
    assert found is not None
    kept = "\n".join([found.words, found.address, found.topic, *(f"{a} {b}" for a, b in found.lines)])
    quoted = {number for number, (label, _) in enumerate(rows) if label == "> "}
    in_words = True  # a quoted line is kept where words are open
    for number, (label, _) in enumerate(rows):
        in_words = label == "Message: " or (in_words and label in {"", "> ", "Hazard: ", "Since when?\n"})
        if number not in quoted or in_words:
            assert f"word{number}" in kept
