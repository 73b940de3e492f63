"""What a few answers show of a city's dialect; None wherever they show nothing."""

from datetime import datetime

from wardoffice.domain.service_requests import RequestPage


def turns_pages(first: RequestPage | None, second: RequestPage | None, size: int) -> bool | None:
    """Whether two pages asked for with ``size`` records each are two parts of one list."""
    if first is None or second is None or not first.requests:
        return None
    one, other = ({each.number for each in page.requests} for page in (first, second))
    if len(one) > size or one == other:
        return False
    if len(one) < size and not other:
        return None
    return not other or len(other - one) > 0


def heeds_updates(answer: RequestPage | None, listed: RequestPage, since: datetime) -> bool | None:
    """Whether an ``answer`` to "what changed since" holds only what did.

    ``listed`` are requests asked for by their day: where all of them changed since then, a city that heeds
    the question and one that does not say the same. A request without a time of its change says nothing.
    """
    if answer is None:
        return False
    changed = [each.updated_at for each in answer.requests if each.updated_at is not None]
    if any(each < since for each in changed):
        return False
    fresh = [each for each in listed.requests if each.updated_at is not None and each.updated_at >= since]
    if not answer.requests:
        return False if fresh else None
    return True if changed and len(fresh) < len(listed.requests) else None


def newest(page: RequestPage, now: datetime) -> datetime | None:
    """The newest request's own time (aware UTC); the future says nothing."""
    times = (each.requested_at or each.updated_at for each in page.requests)
    return max((each for each in times if each is not None and each <= now), default=None)
