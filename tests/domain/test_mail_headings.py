"""The header lines that mail programs write above an older mail, in the language of their reader."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.mail_headings import above_older_mail
from wardoffice.domain.unquoted import unquoted

HEADINGS = [
    "De: Ward 47 <office@ward47.example>\nEnviado el: jueves, 19\nPara: Rosa\nAsunto: Bache",
    "发件人: Ward 47\n发送时间: 2026\n收件人: 王\n主题: 路灯",
    "寄件者\uff1a Ward 47\n日期\uff1a 2026\n收件人\uff1a 王",
    "\u041e\u0442: Ward 47\n\u0414\u0430\u0442\u0430: 19\n\u0422\u0435\u043c\u0430: x",  # Russian
    "------- 原始邮件 -------\n发件人: Ward 47\n发送时间: 2026\n收件人: 王",
    "**Från:** Ward\n**Skickat:** den 19\n**Till:** Eva\n**Ämne:** Hål",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_mail_that_is_answered_is_told_by_its_headers_in_any_language(heading: str) -> None:
    whole = f"Still broken.\n\n{heading}\n\nIf you smell gas call 911."
    assert above_older_mail(whole).strip() == "Still broken."
    assert "gas" not in unquoted(whole, answers=True)


@pytest.mark.parametrize(
    "whole",
    [
        "To: whom it may concern\nSubject: my alley\nIt floods.",
        "From: Damen\n\nDate: today\n\nTo: Wolcott",
        "Data: 19.11.\nDo: 20.11.\nnie ma wody",
    ],
)
def test_lines_that_people_label_themselves_are_no_headers(whole: str) -> None:
    assert above_older_mail(whole) == whole


@given(st.text(alphabet="From: DateTo\n>x"))
def test_nothing_but_the_end_is_ever_cut(words: str) -> None:
    assert words.startswith(above_older_mail(words))
