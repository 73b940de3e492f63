"""The rules behind the kinds of mail: words, letters, deadlines and the provider's word on a sender."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.deadlines import business_days_after
from wardoffice.domain.letters import letter_of
from wardoffice.domain.messages import MessageKind
from wardoffice.domain.phrases import Phrases, folded_with_places
from wardoffice.domain.sender_check import provider_ids, sender_doubt
from wardoffice.domain.service_families import fold
from wardoffice.office.business_calendar import is_holiday
from wardoffice.office.mail_words import mail_words

CHICAGO = ZoneInfo("America/Chicago")
WORDS = mail_words("chicago")
LETTER = (
    "Please vote no on the zoning change for the old bank site because it takes away the only store within "
    "walking distance and adds cars to a street that children cross every single day"
)


@pytest.mark.parametrize(
    ("said", "asked", "all_of_them"),
    [
        ("All of these are scheduled for Friday.", 3, True),
        ("These were all filled on Monday.", 3, True),
        ("Both are done.", 2, True),
        ("Both are done.", 3, False),
        ("All done except Damen.", 3, False),
        ("Not all of them are ours.", 2, False),
        ("Fixed the one on Damen.", 2, False),
        ("Todos fueron reparados.", 2, True),
        ("Wszystkie naprawione.", 2, True),
    ],
)
def test_an_answer_is_about_all_that_was_asked_only_where_it_says_so(
    said: str, asked: int, *, all_of_them: bool
) -> None:
    assert WORDS.answers.speaks_of_all(said, asked) is all_of_them


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Work order no. 4711 has been completed.", "has been completed"),
        ("It was completed. If you have questions, call us.", "was completed"),
        ("You get a mail as soon as it has been completed.", ""),
        ("The work was not completed.", ""),
        ("No ha sido completado.", ""),
    ],
)
def test_a_ticket_system_says_that_work_is_done_only_where_nothing_takes_it_back(
    said: str, found: str
) -> None:
    assert WORDS.answers.settled_in(said) == found


@pytest.mark.parametrize(
    "said",
    [
        "Thanks, but it is back",
        "Thank you. When will the other one be fixed",
        "Thank you in advance",
        "Thanks. Please come again",
        "Gracias, pero sigue igual",
        "Dziękuję, ale nadal jest dziura",
        "Is it fixed?",
        "ok",
        "thanks " + "and so on " * 20,
    ],
)
def test_thanks_with_anything_more_to_say_are_no_thanks(said: str) -> None:
    assert WORDS.thanks_in(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Thanks again!",
        "Gracias de nuevo",
        "I will come back to you",
        "Thank you so much, the kids can use the alley again!",
        "Thanks! The crew came back and fixed it.",
        "Thanks for filling the pothole again",
        "Gracias, la luz funciona de nuevo.",
        "Dziękuję, lampa znowu świeci!",
        "Thank you! Hopefully it won't happen again.",
        "Thank you. I hope the light is never broken again.",
        "If it is broken again I will write",
        "Thanks, it's back!",
        "The street is still clean",
        "You have my vote again.",
    ],
)
def test_kind_words_do_not_say_that_it_is_back(said: str) -> None:
    assert WORDS.back_again_in(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Thank you so much, the kids can use the alley again!",
        "Gracias, la luz funciona de nuevo.",
        "Thanks, it's back!",
    ],
)
def test_thanks_that_only_may_say_it_is_back_are_looked_at(said: str) -> None:
    assert WORDS.thanks_in(said) == ""


@pytest.mark.parametrize(
    "said",
    [
        "Thanks, but it is back",
        "Thank you, but the light is out again",
        "The pothole is back. Thanks, Ana",
        "I hope you can fix it, it's still broken",
        "Gracias, pero la luz todavía no funciona",
        "Las ratas volvieron",
        "Sigue igual",
        "Dziękuję, ale lampa znowu nie świeci",
        "Nadal jest dziura",
    ],
)
def test_a_fault_that_is_named_is_back_whatever_thanks_stand_beside_it(said: str) -> None:
    assert WORDS.back_again_in(said)


@pytest.mark.parametrize(
    "said",
    [
        "Third time I report this. Do I need to file a FOIA to get it fixed?",
        "Can it be done without a FOIA?",
        "¿Tengo que presentar una solicitud de registros públicos?",
    ],
)
def test_who_asks_whether_a_records_request_is_needed_makes_none(said: str) -> None:
    assert WORDS.paper_in("a@x.org", said) is None
    assert WORDS.papers_spoken_of(said)


@pytest.mark.parametrize(
    "said",
    [
        "This is a F.O.I.A. request",
        "I make an F.O.I.A request.",
        "f. o. i. a. request for the permits",
        "A request under the F.O.I.A. The permits, please",
        "My FOI request",
        "This is a freedom-of-information request",
        "Under 5 I.L.C.S. 140 I ask for the permits",
        "Solicitud de informaci\u00f3n p\u00fablica",
    ],
)
def test_a_records_request_is_known_however_its_law_is_written(said: str) -> None:
    found = WORDS.paper_in("a@x.org", said)
    assert found is not None
    assert found.rule.kind is MessageKind.RECORDS


def test_whether_one_is_needed_is_asked_with_dots_as_well() -> None:
    assert WORDS.paper_in("a@x.org", "Do I need to file an F.O.I.A. request to get it fixed?") is None


@pytest.mark.parametrize(
    "said",
    [
        "I was subpoenaed as a juror and can't reach you. The alley light at 4500 N Damen is out.",
        "I got a subpoena for jury duty, so write to me.",
        "My husband was subpoenaed last week.",
        "Recib\u00ed un citatorio judicial para ser jurado",
        "Dosta\u0142em wezwanie do s\u0105du, prosz\u0119 pisa\u0107",
    ],
)
def test_a_subpoena_told_of_in_passing_is_none(said: str) -> None:
    assert WORDS.paper_in("a@x.org", said) is None


@pytest.mark.parametrize(
    "said",
    [
        "Alderman, you were subpoenaed",
        "I was subpoenaed, and so are you: the subpoena is attached",
        "SUBPOENA",
    ],
)
def test_a_subpoena_that_is_served_is_one(said: str) -> None:
    found = WORDS.paper_in("a@x.org", said)
    assert found is not None
    assert found.rule.kind is MessageKind.SUBPOENA


@pytest.mark.parametrize(
    ("said", "beside"),
    [
        ("You are served with this SUBPOENA to appear. The alley light is out at 1 N May.", 1),
        (
            "Our firm represents Ana. She fell into the hole at 1 N May. The light is out at 1 N May.",
            1,
        ),
        ("I am a reporter. Residents say the light at 1 N May is out. The hydrant leaks at 2 N May.", 1),
        ("This firm represents the tenants. The incident was at 1 N May", 0),
    ],
)
def test_a_sentence_beside_any_paper_may_tell_of_a_problem(said: str, beside: int) -> None:
    found = WORDS.paper_in("a@x.org", said)
    assert found is not None
    assert len(found.rule.sentences_beside(said)) == beside


def test_a_records_request_beside_the_question_is_made() -> None:
    """The clock is never missed."""
    assert WORDS.paper_in("a@x.org", "Do I need to file a FOIA? Then this is my FOIA request.")


@pytest.mark.parametrize(
    ("sender", "said"),
    [("jo@suntimes.com", "Can you comment?"), ("jo@wbez.org", "Hi, could I get a comment on the rats?")],
)
def test_a_newsroom_that_asks_is_the_press(sender: str, said: str) -> None:
    found = WORDS.paper_in(sender, said)
    assert found is not None
    assert found.rule.kind is MessageKind.PRESS
    assert WORDS.paper_in("jo@example.org", said) is None


def test_a_program_that_speaks_of_papers_makes_none_and_one_that_asks_does() -> None:
    news = "This month: how FOIA works, and an interview with a reporter."
    asked = "Under the Illinois Freedom of Information Act I request the following records."
    assert WORDS.paper_in("news@x.org", news, by_program=True) is None
    assert WORDS.paper_in("requests@x.org", asked, by_program=True) is not None


@pytest.mark.parametrize(
    ("sender", "said"),
    [
        ("a@x.org", "My attorney friend says there is a pothole"),
        ("a@x.org", "The reporter on TV talked about rats"),
        ("a@x.org", "Talk to the FOIA officer"),
        ("a@notsuntimes.com", "Can I have a statement"),
    ],
)
def test_a_word_alone_makes_no_paper(sender: str, said: str) -> None:
    assert WORDS.paper_in(sender, said) is None


def test_one_sign_is_enough_from_a_newsroom() -> None:
    found = WORDS.paper_in("jo@news.suntimes.com", "Can I have a statement")
    assert found is not None
    assert found.words == ("a statement",)


def test_letters_are_alike_whoever_signs_and_greets() -> None:
    one = letter_of(f"Dear Alderman,\n{LETTER}\n\nSincerely,\nAna\n4812 N Damen Ave 60625")
    other = letter_of(f"Hello!\n{LETTER}.\n\nThank you\nBob Stone\n(773) 555-0100")
    assert one is not None
    assert other is not None
    assert one.is_like(other)
    assert set(one.marks) & set(other.marks)


def test_letters_about_other_numbers_or_other_things_are_not_alike() -> None:
    one, bill = letter_of(f"{LETTER} 4812"), letter_of(f"{LETTER} 4900")
    other = letter_of(
        LETTER.replace("zoning", "school").replace("bank", "park").replace("store", "gym") + LETTER
    )
    assert one is not None
    assert bill is not None
    assert other is not None
    assert not one.is_like(bill)
    assert not one.is_like(other)
    assert letter_of("There is a pothole in front of my house") is None


@given(st.text(max_size=400))
def test_any_text_folds_letter_by_letter_as_it_does_whole_for_plain_words(said: str) -> None:
    folded, places = folded_with_places(said)
    assert len(folded) == len(places)
    assert places == sorted(places)
    if said.isascii():
        assert folded == fold(said)


@given(st.text(max_size=60), st.text(max_size=60))
def test_what_is_found_stands_in_the_text(before: str, after: str) -> None:
    said = f"{before}. Gas leak! {after}"
    for words in Phrases(("gas leak",)).found_in(said):
        assert words in " ".join(said.split())


@pytest.mark.parametrize(
    ("came", "days", "due"),
    [
        (datetime(2026, 11, 23, 15, tzinfo=UTC), 5, date(2026, 12, 1)),  # over Thanksgiving
        (datetime(2026, 11, 21, 15, tzinfo=UTC), 5, date(2026, 11, 30)),  # a Saturday: counted from Monday on
        (datetime(2026, 11, 24, 5, tzinfo=UTC), 1, date(2026, 11, 24)),  # still Monday in Chicago
        (datetime(2026, 11, 23, 15, tzinfo=UTC), 0, date(2026, 11, 23)),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), 0, date(2026, 11, 24)),  # after five
        (datetime(2026, 11, 26, 15, tzinfo=UTC), 0, date(2026, 11, 27)),  # Thanksgiving Day itself
    ],
)
def test_days_are_counted_as_offices_count_them(came: datetime, days: int, due: date) -> None:
    """5 ILCS 140/3(d): business days after receipt."""
    found = business_days_after(came, days, CHICAGO, is_holiday)
    assert (found.date(), found.hour) == (due, 17)


@pytest.mark.parametrize(
    ("host", "header", "doubted"),
    [
        ("imap.gmail.com", "mx.google.com; dkim=fail; spf=pass; dmarc=fail (p=NONE)", True),
        ("imap.gmail.com", "mx.google.com; dmarc=pass", False),
        ("imap.gmail.com", "mx.google.com.evil.org; dmarc=fail", False),
        ("imap.gmail.com", "mx.google.com; dkim=pass (dmarc=fail in a comment)", False),
        (
            "outlook.office365.com",
            "spf=fail (sender IP is 1.2.3.4); dmarc=fail action=none;compauth=fail",
            True,
        ),
        ("outlook.office365.com", "x.protection.outlook.com; dmarc=fail", True),
        ("mail.example.org", "mx.google.com; dmarc=fail", False),
    ],
)
def test_only_the_providers_own_word_counts(host: str, header: str, *, doubted: bool) -> None:
    """RFC 8601."""
    assert bool(sender_doubt([header], provider_ids(host))) is doubted


def test_exchanges_nameless_word_counts_only_on_top() -> None:
    trusted = provider_ids("outlook.office365.com")
    assert sender_doubt(["x.protection.outlook.com; dmarc=pass", "dmarc=fail; spf=fail"], trusted) == ""
    assert sender_doubt(["evil.example; dmarc=pass", "dmarc=fail; spf=fail"], trusted) == ""


@given(st.lists(st.text(max_size=80), max_size=4))
def test_no_header_is_too_odd(headers: list[str]) -> None:
    sender_doubt(headers, ("mx.google.com", "*.protection.outlook.com"))
