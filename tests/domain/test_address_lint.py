"""What is odd of an address is said in words, and nothing is said of one that is not odd."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.address_lint import COMMON_DOMAINS, address_doubts


@pytest.mark.parametrize(
    "address",
    ["noreply@cityofchicago.org", "No-Reply+311@cityofchicago.org", "DoNotReply@illinois.gov",
     "mailer-daemon@streets.example"],
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
        ("ana@watre.example", "water.example"),
    ],
)
def test_a_slip_in_a_known_domain_is_asked_about(address: str, meant: str) -> None:
    assert address_doubts(address, in_use=["water.example"]) == (f"Is it @{meant}?",)


def test_what_came_back_and_what_is_our_own_are_said_too() -> None:
    assert address_doubts("ray@streets.example", bounced=True, own=True) == (
        "Mail to it came back before.",
        "It is an address of this office.",
    )


@given(
    st.sampled_from(sorted(COMMON_DOMAINS)),
    st.from_regex(r"[a-z]{1,8}\.[a-z]{1,10}", fullmatch=True).filter(lambda each: "noreply" not in each),
)
def test_nothing_is_said_of_a_person_at_a_known_domain(domain: str, person: str) -> None:
    assert address_doubts(f"{person}@{domain}") == ()


@given(st.text(max_size=60))
def test_anything_may_be_typed(typed: str) -> None:
    address_doubts(typed)
