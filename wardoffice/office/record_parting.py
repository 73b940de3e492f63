"""Takes a record of the city out of the case it was filed or joined in: it is not the office's own."""

from wardoffice.office.merging import pull_apart
from wardoffice.store.submission_records import give_own_case, record_request, release_record
from wardoffice.store.tables import Case, ServiceRecord, Submission
from wardoffice.store.unit_of_work import UnitOfWork


def part_record_of(work: UnitOfWork, submission: Submission) -> None:
    """Give the record a case of its own again, and the submission none; nothing where it has none.

    A record that was filed here moves into a watched case of its own; one that was joined here goes back to
    the case it came with. What a person filed elsewhere stays there.
    """
    if submission.service_record_id is None:
        return
    record = work.session.get_one(ServiceRecord, submission.service_record_id)
    request = record_request(work.session, record.id)
    if request is not None and request.case_id == submission.case_id:
        give_own_case(work, record, request)
    elif request is not None:
        home = work.session.get_one(Case, request.case_id)
        here = work.session.get_one(Case, submission.case_id)
        if home.merged_into is not None and home.root_id == (here.root_id or here.id):
            pull_apart(work, home)
    release_record(work.session, submission)
