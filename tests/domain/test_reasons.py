"""When sending a problem to 311 once more needs a person's reason (one POST per submission)."""

from tests.builders_submissions import a_near, a_submission
from wardoffice.domain.form_fields import why_a_reason
from wardoffice.domain.submissions import SubmissionState


def test_one_that_got_its_number_a_moment_ago_counts_as_open_before_the_list_of_311_brings_it() -> None:
    numbered = a_submission(SubmissionState.NUMBERED, in_feed=False)
    assert why_a_reason((), (numbered,), None) == (
        "This problem is open in 311 as SR26-01879950. Write why it goes once more."
    )


def test_one_that_311_shows_counts_by_what_311_shows() -> None:
    numbered = a_submission(SubmissionState.NUMBERED)
    assert why_a_reason((), (numbered,), None) == ""
    assert why_a_reason((a_near(ours=True),), (numbered,), None)


def test_what_is_corrected_stands_in_nobodys_way() -> None:
    unknown = a_submission(SubmissionState.UNKNOWN)
    assert why_a_reason((), (unknown,), None)
    assert why_a_reason((), (unknown,), unknown.submission_id) == ""
