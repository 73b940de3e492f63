"""Warnings that mail servers write above what a resident wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.mail.banners import without_banner
from wardoffice.mail.text import own_words

WORDS = "The sidewalk at 1930 W Lawrence is broken.\n\nMy mother fell."


@pytest.mark.parametrize(
    "banner",
    [
        "[Warning: External email]",
        "[EXTERNAL]",
        "***EXTERNAL EMAIL***",
        "EXTERNAL SENDER: Do not click links unless you know the sender.",
        (
            "CAUTION: This email originated from outside of the organization. Do not click links or open "
            "attachments unless you recognize the sender and know the content is safe."
        ),
        (
            "CAUTION: This email originated from outside of your organization. Do not\nclick links or open "
            "attachments unless you recognize the sender\nand know the content is safe."
        ),
        "WARNING: This message was sent from outside the City.\nPlease do not click on links or attachments.",
        (
            "You don't often get email from ana@example.org. Learn why this is important"
            "<https://aka.ms/LearnAboutSenderIdentification>"
        ),
        (
            "[You don\u2019t often get email from ana@example.org. Learn why this is important at "
            "https://aka.ms/LearnAboutSenderIdentification ]"
        ),
        (
            "ZjQcmQRYFpfptBannerStart\nThis Message Is From an External Sender\n"
            "This message came from outside your organization.\nZjQcmQRYFpfptBannerEnd"
        ),
        "This Message Is From an External Sender\n\nThis message came from outside your organization.",
    ],
)
def test_a_servers_warning_is_none_of_the_residents_words(banner: str) -> None:
    assert without_banner(f"{banner}\n\n{WORDS}") == WORDS
    assert own_words("Sidewalk", f"{banner}\n\n{WORDS}", answers=False) == WORDS


@pytest.mark.parametrize(
    "whole",
    [
        "Warning: the wall of the garage will fall.\nIt leans on the alley.",
        "This email is outside your usual work, but please help.",
        "External walls are covered in graffiti.\n4500 N Damen",
        "Do not click on my nerves: fix the light.",
        "[Warning: External email]",
        "One\n\ntwo\n\nthree\n\nfour\n\n[External]\nfive",
    ],
)
def test_what_a_resident_writes_is_no_warning_of_a_server(whole: str) -> None:
    assert without_banner(whole) == whole


def test_words_behind_a_warning_without_an_empty_line_are_kept() -> None:
    assert (
        without_banner("[Warning: External email]\nGas smell at 4500 N Damen") == "Gas smell at 4500 N Damen"
    )
    long = f"CAUTION: This email originated from outside of the organization. {'My alley floods. ' * 40}"
    assert without_banner(long) == long


@given(st.text(alphabet=st.sampled_from("[External] email\nCAUTION: do not click.")))
def test_lines_go_whole_or_stay_and_never_all(words: str) -> None:
    kept = without_banner(words)
    assert set(kept.split("\n")) <= set(words.split("\n"))
    assert kept.strip() or not words.strip()
