"""Which mails are asked for at once, so that a broken line costs little and a bad mail stops no other."""

from collections.abc import Container, Iterator, Mapping

from wardoffice.domain.errors import MailboxError
from wardoffice.domain.ports import FetchedMail, MailFacts
from wardoffice.mail.session import batches
from wardoffice.store.ledger import WaitingMail

_TOGETHER_BYTES = 2 * 1024 * 1024
_TOGETHER_MAILS = 500
_A_FEW = 20


def suspects_last(
    facts: Mapping[int, MailFacts], waiting: Mapping[int, WaitingMail]
) -> Iterator[Mapping[int, MailFacts]]:
    """What to fetch at once: all that is new, then in small lots what came not at first, then each alone."""
    new = {uid: told for uid, told in facts.items() if not waiting[uid].tries}
    if new:
        yield new
    once = sorted(uid for uid in facts if waiting[uid].tries == 1)
    for start in range(0, len(once), _A_FEW):
        yield {uid: facts[uid] for uid in once[start : start + _A_FEW]}
    for uid in sorted(facts.keys() - new.keys() - set(once), key=lambda uid: (waiting[uid].tries, uid)):
        yield {uid: facts[uid]}


def in_flight(facts: Mapping[int, MailFacts], came: Container[int]) -> list[int]:
    """Those that were being fetched when the connection broke: what the session asks for at once."""
    for batch in batches(tuple(facts), {uid: told.size for uid, told in facts.items()}):
        missing = [uid for uid in batch if uid not in came]
        if missing:
            return missing
    return []


def together(fetched: Iterator[FetchedMail]) -> Iterator[list[FetchedMail]]:
    """Batches to be kept at once; what came before the connection broke is handed on before the error."""
    batch: list[FetchedMail] = []
    size = 0
    try:
        for mail in fetched:
            batch.append(mail)
            size += len(mail.raw or b"")
            if size >= _TOGETHER_BYTES or len(batch) >= _TOGETHER_MAILS:
                yield batch
                batch, size = [], 0
    except MailboxError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
