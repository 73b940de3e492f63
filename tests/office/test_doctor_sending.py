"""The check-up tries the way out, and sends nothing."""

import pytest

from tests.gathering import never
from tests.scripted_smtp import EHLO, MAIL, ScriptedSmtp
from wardoffice.domain.health import Health
from wardoffice.mail.smtp import SmtpSender
from wardoffice.office.doctor_sending import check_sending


@pytest.mark.parametrize(
    ("size", "said"), [(None, "of any size"), (35_000_000, "up to 35 MB"), (5_000_000, "up to 5 MB")]
)
def test_it_says_that_mail_can_be_sent_and_how_much(size: int | None, said: str) -> None:
    with ScriptedSmtp(size=size) as server:
        first, *more = check_sending(SmtpSender(server.host, server.port, "", None, security="none"), never)
        assert not [step for step, _ in server.steps if step == MAIL]
    assert said in first.sentence
    assert first.health is Health.OK
    assert len(more) == (size == 5_000_000)


def test_a_server_that_says_no_is_a_problem_in_words() -> None:
    with ScriptedSmtp(lambda step, _: "554 go away" if step == EHLO else None) as server:
        (found,) = check_sending(SmtpSender(server.host, server.port, "", None, security="none"), never)
    assert found.health is Health.PROBLEM
    assert "cannot be sent" in found.sentence
