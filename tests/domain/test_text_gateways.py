"""Text messages that a carrier brings as mail."""

import pytest

from wardoffice.domain.text_gateways import phone_behind


@pytest.mark.parametrize(
    ("address", "phone"),
    [
        ("17735550140@tmomail.net", "+17735550140"),
        ("7735550141@VZWPIX.com", "+17735550141"),
        ("+17735550142@mms.att.net", "+17735550142"),
        ("17735554747.17735550199.abcD-1@txt.voice.google.com", "+17735550199"),
        ("17735550100@txt.voice.google.com", ""),
        ("ana@vtext.com", ""),
        ("7735550142@gmail.example", ""),
        ("7735550142", ""),
        ("", ""),
    ],
)
def test_the_number_behind_a_carriers_address_is_who_wrote(address: str, phone: str) -> None:
    assert phone_behind(address) == phone
