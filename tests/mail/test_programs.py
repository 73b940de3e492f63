"""Which program wrote a mail, by what each leaves in its headers."""

from email import message_from_string

import pytest

from wardoffice.domain.messages import MailProgram
from wardoffice.mail.headers import Headers
from wardoffice.mail.programs import program_of


@pytest.mark.parametrize(
    ("headers", "program"),
    [
        ("X-Mailer: Microsoft Outlook 16.0", MailProgram.OUTLOOK),
        ("User-Agent: Microsoft-MacOutlook/16.90", MailProgram.OUTLOOK),
        ("Thread-Index: AdqR\nMessage-ID: <1@CONTOSO.local>", MailProgram.OUTLOOK),
        ("Message-ID: <SN6PR01@SN6PR01MB1.namprd01.prod.outlook.com>", MailProgram.OUTLOOK),
        ("Message-ID: <CA+x=1@mail.gmail.com>", MailProgram.GMAIL),
        ("User-Agent: Mozilla Thunderbird\nThread-Index: AdqR", None),
        ("X-Mailer: iPhone Mail (22B91)\nMessage-ID: <1@x.outlook.com>", None),
        ("Message-ID: <1@mail.gmail.com.example>", None),
        ("", None),
    ],
)
def test_a_program_is_known_by_its_headers(headers: str, program: MailProgram | None) -> None:
    assert program_of(Headers(message_from_string(f"{headers}\nSubject: x\n\n"))) is program
