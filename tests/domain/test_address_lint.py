"""What is odd of an address is said in words, and nothing is said of one that is not odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.address_lint import COMMON_DOMAINS, address_doubts, tells_of_address


@pytest.mark.parametrize(
    "address",
    ["noreply@cityofchicago.org", "No-Reply+311@cityofchicago.org", "DoNotReply@illinois.gov",
     "mailer-daemon@streets.example", "no.reply@illinois.gov", "auto-reply@cityofchicago.org",
     "unmonitored@cps.edu"],
)  # fmt: skip
def test_an_address_that_only_sends_is_named(address: str) -> None:
    (said,) = address_doubts(address, in_use=["streets.example"])
    assert said == f"Nobody reads {address}: it only sends."


@pytest.mark.parametrize(
    ("address", "meant"),
    [
        ("ana@cityofchicgo.org", "cityofchicago.org"),
        ("ana@cityofchiacgo.org", "cityofchicago.org"),
        ("ana@gmial.com", "gmail.com"),
        ("ana@cityofchicago.com", "cityofchicago.org"),
        ("ana@cityofchicago.gov", "cityofchicago.org"),
        ("ana@illinois.org", "illinois.gov"),
        ("ana@comed.org", "comed.com"),
        ("ana@watre.example", "water.example"),
    ],
)
def test_a_slip_in_a_known_domain_is_asked_about(address: str, meant: str) -> None:
    assert address_doubts(address, in_use=["water.example"]) == (f"Is it @{meant}?",)


@pytest.mark.parametrize("domain", ["mail.com", "email.com", "ymail.com", "me.com", "gmail.co.uk"])
def test_a_real_provider_is_no_slip_of_another(domain: str) -> None:
    assert address_doubts(f"ana@{domain}") == ()


def test_what_came_back_and_what_is_our_own_are_said_too() -> None:
    assert address_doubts("ray@streets.example", bounced=True, own=True) == (
        "Mail to it came back before.",
        "It is an address of this office.",
    )


@pytest.mark.parametrize(
    ("said", "is_of_address"),
    [
        ("550 5.1.1 no such person", True),
        ("smtp; 550 5.2.1 mailbox disabled", True),
        ("554 5.4.310 DNS domain does not exist", True),
        ("550 no such user", True),
        ("5.1.10", True),
        ("", True),
        ("550 5.7.1 looks like spam", False),
        ("552 5.3.4 too large", False),
        ("550 5.1.8 your sender is nobody", False),
        ("554 not from you", False),
    ],
)
def test_a_last_word_about_the_mail_is_none_about_the_address(said: str, *, is_of_address: bool) -> None:
    assert tells_of_address(said) is is_of_address


@given(
    st.sampled_from(sorted(COMMON_DOMAINS)),
    st.from_regex(r"[a-z]{1,8}\.[a-z]{1,10}", fullmatch=True).filter(lambda each: "noreply" not in each),
)
def test_nothing_is_said_of_a_person_at_a_known_domain(domain: str, person: str) -> None:
    assert address_doubts(f"{person}@{domain}") == ()


@given(st.text(max_size=60))
def test_anything_may_be_typed(typed: str) -> None:
    address_doubts(typed)
