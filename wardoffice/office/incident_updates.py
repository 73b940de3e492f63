"""Tells everybody who called about an incident at once, by mail: each is written to singly (P9).

What staff write is theirs in every language: whoever reads another than English gets the letter of that
language where its text may be used and the news was written in it too, and else all of it in English.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.address_lint import only_sends
from wardoffice.domain.cases import AnswerWay
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.incident_wish import UpdateWish, update_values
from wardoffice.domain.incidents import Caller, IncidentView, UpdateForm, UpdateText
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter, LetterKey
from wardoffice.domain.outgoing_mail import Addressee, MailPurpose, OutgoingMail
from wardoffice.domain.replying import letter_language_of
from wardoffice.language import text
from wardoffice.mail.addresses import sound_address
from wardoffice.office.answering import log_answers
from wardoffice.office.incidents import Incidents
from wardoffice.office.letter_templates import LetterTemplates, as_named, gap_words
from wardoffice.office.letter_texts import UsableLanguages
from wardoffice.office.letter_values import called
from wardoffice.office.mail_writing import MailWriting, RenderedMail
from wardoffice.office.reply_checks import cannot_send
from wardoffice.store.incident_reading import (
    incident_homes,
    incident_roots,
    live_incident,
    roots_told_by,
)
from wardoffice.store.replying_reading import (
    answered_after,
    bounced_addresses,
    newest_answer,
    silent_senders,
)
from wardoffice.store.store import Store
from wardoffice.store.tables import Case
from wardoffice.store.unit_of_work import UnitOfWork

_NEWS = "news"


class IncidentUpdates:
    """Sends one update to the callers of an incident; ``letterhead`` are ``office`` and ``office_phone``."""

    def __init__(
        self,
        store: Store,
        incidents: Incidents,
        templates: LetterTemplates,
        writing: MailWriting,
        *,
        languages: UsableLanguages,
        letterhead: Mapping[str, str],
    ) -> None:
        self._store = store
        self._incidents = incidents
        self._templates = templates
        self._writing = writing
        self._languages = languages
        self._letterhead = letterhead

    def form(self, actor: Actor, incident_id: int) -> UpdateForm:
        """Who waits, who of them can be written to, and what they would read."""
        require(actor, Doing.ANSWER)
        view = self._incidents.show(actor, incident_id)
        waiting = view.still_to_call
        reached = self._reached(waiting)
        usable, _ = self._languages(LetterKey.UPDATE)
        readers: dict[str, list[Caller]] = defaultdict(list)
        unapproved: dict[str, set[int]] = defaultdict(set)
        for each in reached:
            wanted = _wanted(each)
            if wanted not in usable:
                unapproved[wanted].add(each.contact_id)
            readers[wanted if wanted in usable else STAFF_LANGUAGE].append(each)
        values = self._values(actor, view)
        texts = []
        for language in dict.fromkeys([STAFF_LANGUAGE, *sorted(readers)]):
            some = readers[language]
            name = some[0].name if some else ""
            ids = frozenset(each.contact_id for each in some)
            letter = self._fill(values, name, language)
            texts.append(UpdateText(language, letter, gap_words(_NEWS), ids, name))
        return UpdateForm(
            waiting,
            tuple(texts),
            frozenset(each.contact_id for each in reached),
            {language: frozenset(some) for language, some in unapproved.items()},
            self._newest_answer(actor, incident_id),
        )

    def send_all(
        self,
        actor: Actor,
        incident_id: int,
        contact_ids: Sequence[int],
        words: str,
        translated: Mapping[str, str] | None = None,
        *,
        seen: UpdateForm | None = None,
    ) -> Changes:
        """Queue a mail to each of these who can be written to; the others stay to be called.

        ``translated`` are the same words by language, ``seen`` is what somebody looked at, None where nobody
        did. Raises CannotDoError where there is nothing to say, nobody with an address among them, or it is
        no more what was looked at; then nothing is sent to anybody.
        """
        require(actor, Doing.ANSWER)
        view = self._incidents.show(actor, incident_id)
        news = {STAFF_LANGUAGE: words, **(translated or {})}
        values = self._values(actor, view)
        wanted = [each for each in view.callers if each.contact_id in set(contact_ids)]
        reached = self._reached(wanted)
        mails = {each.contact_id: self._render(view, each, values, news, seen) for each in reached}
        if not mails:
            raise CannotDoError(
                text("Nobody of them can be written to by mail."),
                text("Nothing was sent."),
                text("Call them, and log that they were told."),
            )
        with self._store.unit_of_work(actor, ActionKind.UPDATE_ALL, count=len(mails)) as work:
            row = live_incident(work.session, actor, incident_id)
            if row is None:
                raise CannotDoError(text("There is no such incident."), text("Nothing was sent."))
            work.details.update(name=row.name, incident=row.id)
            roots = incident_roots(work.session, actor, row)
            if seen is not None:
                homes = incident_homes(work.session, actor, row)
                since = answered_after(work.session, homes, list(mails), seen.newest_answer)
                _require_unanswered(reached, since)
            for contact_id, mail in mails.items():
                self._queue(work, roots_told_by(work.session, roots, contact_id), contact_id, mail)
        return work.changes

    def _reached(self, callers: Sequence[Caller]) -> list[Caller]:
        """Those a mail can go to."""
        wanted = [each for each in callers if _is_sound(each.email) and not only_sends(each.email)]
        with self._store.reading() as session:
            bounced = bounced_addresses(session, [each.email for each in wanted])
            silent = silent_senders(session, [each.contact_id for each in wanted])
        return [
            each for each in wanted if each.email.casefold() not in bounced and each.contact_id not in silent
        ]

    def _newest_answer(self, actor: Actor, incident_id: int) -> int:
        with self._store.reading() as session:
            row = live_incident(session, actor, incident_id)
            return newest_answer(session, incident_homes(session, actor, row)) if row is not None else 0

    def _values(self, actor: Actor, view: IncidentView) -> dict[str, str]:
        """What is the same in all of them."""
        with self._store.reading() as session:
            place = session.get_one(Case, view.own_case_id).address
        return {
            "type": view.name,
            "place": place,
            "number": view.number,
            "sender": actor.name,
            **self._letterhead,
        }

    def _fill(self, values: Mapping[str, str], name: str, language: str, news: str = "") -> FilledLetter:
        own = {
            "greeting": self._templates.greeting(language, called(name)),
            "place": values["place"] or self._templates.nearby(language),
            "type": as_named(values["type"], language),
            _NEWS: news,
        }
        return self._templates.fill(LetterKey.UPDATE, language, {**values, **own})

    def _render(
        self,
        view: IncidentView,
        caller: Caller,
        values: Mapping[str, str],
        news: Mapping[str, str],
        seen: UpdateForm | None,
    ) -> RenderedMail:
        usable, _ = self._languages(LetterKey.UPDATE)
        wanted = _wanted(caller)
        language = wanted if wanted in usable and news.get(wanted, "").strip() else STAFF_LANGUAGE
        words = news.get(language, "").strip()
        if seen is not None:
            self._require_seen(caller, seen.shown_to(caller.contact_id, news), language, values)
        letter = self._fill(values, caller.name, language, words)
        # The office's own wording may have no place for the news.
        gaps = letter.gaps if words in letter.body else (*letter.gaps, _NEWS)
        if gaps:
            raise CannotDoError(
                text("Something is missing: {fields}.", fields=", ".join(gaps)),
                text("Nothing was sent."),
                text("Fill it in."),
            )
        return self._writing.render(
            OutgoingMail(
                purpose=MailPurpose.ANSWER,
                to=(Addressee(caller.email, caller.name, caller.contact_id),),
                subject=letter.subject,
                text=letter.body,
                case_id=view.own_case_id,
                number=view.number,
                wish=update_values(
                    UpdateWish(
                        view.incident_id,
                        caller.contact_id,
                        news[STAFF_LANGUAGE],
                        {each: said for each, said in news.items() if each != STAFF_LANGUAGE},
                    )
                ),
            )
        )

    def _require_seen(
        self, caller: Caller, shown: UpdateText | None, language: str, values: Mapping[str, str]
    ) -> None:
        """Raise CannotDoError where they would read something else now than somebody looked at."""
        if (
            shown is None
            or shown.language != language
            or shown.letter != self._fill(values, shown.name, language)
        ):
            raise cannot_send(
                text(
                    "What {name} would read has changed since it was shown.", name=caller.name or caller.email
                ),
                text("Read it as it is now, then send it."),
            )

    def _queue(self, work: UnitOfWork, roots: Sequence[int], contact_id: int, mail: RenderedMail) -> None:
        message = self._writing.queue(work, mail)
        for root in roots:
            given = log_answers(work, work.root(root), [contact_id], AnswerWay.REPLIED, mail.mail.text)
            for each in given:
                each.outbox_id = message.id


def _require_unanswered(callers: Sequence[Caller], answered: Collection[int]) -> None:
    """Raise CannotDoError for whom another desk answered since somebody looked: nobody is told twice."""
    for each in callers:
        if each.contact_id in answered:
            raise cannot_send(
                text("{name} was answered about this since you opened it.", name=each.name or each.email),
                text("Look who still waits, and send it to them."),
            )


def _wanted(caller: Caller) -> str:
    """The language of letters that somebody reads, as far as anybody knows."""
    return letter_language_of(caller.language) if caller.language else STAFF_LANGUAGE


def _is_sound(address: str) -> bool:
    try:
        sound_address(address)
    except CannotDoError:
        return False
    return True
