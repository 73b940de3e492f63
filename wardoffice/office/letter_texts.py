"""The office's texts: its own wordings, and who said that one in their language may go out.

Texts of ours in English and Spanish may go out as they come. In other languages, and where the office changed
the wording, nobody here can judge them: a named speaker in the office approves the very text first.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from hashlib import sha256

from wardoffice.domain.actor import Actor, Doing, require
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.history import ActionKind
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, TO_RESIDENTS, LetterKey, LetterState, LetterText
from wardoffice.language import text
from wardoffice.office.letter_examples import example_of
from wardoffice.office.letter_templates import fill_text, languages_of, our_text
from wardoffice.store.letter_reading import approvals, wordings_of
from wardoffice.store.staff_reading import staff_members
from wardoffice.store.store import Store
from wardoffice.store.tables import LetterApproval, LetterWording
from wardoffice.store.unit_of_work import UnitOfWork

_READ_BY_US = frozenset({STAFF_LANGUAGE, "es"})
"""Languages whose texts were written and read over by who made this program."""

UsableLanguages = Callable[[LetterKey], tuple[Sequence[str], Sequence[str]]]
"""The languages a text may be sent in, and those that wait for an approval."""


class LetterTexts:
    """Which texts an office uses."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def own(self, key: LetterKey, language: str) -> LetterText | None:
        """The office's own wording, None where it uses ours."""
        with self._store.reading() as session:
            return _own(wordings_of(session, key, language), key, language)

    def usable(self, key: LetterKey) -> tuple[Sequence[str], Sequence[str]]:
        """The languages a text may be sent in, and those that wait for an approval."""
        states = [each for each in self._states() if each.key is key]
        return (
            tuple(each.language for each in states if each.may_go),
            tuple(each.language for each in states if not each.may_go),
        )

    def states(self, actor: Actor) -> tuple[LetterState, ...]:
        """Every text in every language: its wording, whose it is, who approved it, and an example of it."""
        require(actor, Doing.LOOK)
        return tuple(
            replace(each, example=example_of(each.key, each.language, each.source)) for each in self._states()
        )

    def speakers(self, actor: Actor) -> tuple[str, ...]:
        """Who can approve a text: the people of the office, by name."""
        require(actor, Doing.LOOK)
        with self._store.reading() as session:
            return tuple(each.name for each in staff_members(session))

    def reword(self, actor: Actor, key: LetterKey, language: str, subject: str, body: str) -> Changes:
        """Use another wording from now on; raises CannotDoError for one that cannot be filled."""
        require(actor, Doing.CHANGE_LETTERS)
        ours = _known(key, language)
        written = LetterText(" ".join(subject.split()), body.strip() + "\n", ours.optional)
        if not written.subject or not written.body.strip():
            raise _cannot(text("A text needs a subject and words."), text("Write them."))
        # A name it does not know would be a gap in every letter.
        unknown = set(fill_text(written, {}).gaps) - set(fill_text(ours, {}).gaps) - _optional_words(ours)
        if unknown:
            raise _cannot(
                text("It names what is never there: {fields}.", fields=", ".join(sorted(unknown))),
                text("Use the fields of the text that came with the program."),
            )
        with self._writing(actor, key, language, text("changed")) as work:
            _withdraw(work, key, language)
            work.add(
                LetterWording(
                    key=key,
                    language=language,
                    subject=written.subject,
                    body=written.body,
                    staff_id=actor.staff_id,
                    created_at=work.now,
                )
            )
        return work.changes

    def reset(self, actor: Actor, key: LetterKey, language: str) -> Changes:
        """Go back to the wording that came with the program."""
        require(actor, Doing.CHANGE_LETTERS)
        with self._writing(actor, key, language, text("as it came with the program")) as work:
            _withdraw(work, key, language)
        return work.changes

    def approve(self, actor: Actor, key: LetterKey, language: str, speaker: str, read: LetterText) -> Changes:
        """Write down that somebody of the office who speaks the language approves the text that they read.

        Raises CannotDoError for who is not on the staff list, and where the text is another one by now.
        """
        require(actor, Doing.TRIAGE)
        named = " ".join(speaker.split())
        if not named:
            raise _cannot(text("It is not said who approves it."), text("Choose who speaks the language."))
        name = next((each for each in self.speakers(actor) if each.casefold() == named.casefold()), "")
        if not name:
            raise _cannot(
                text("{name} is not on the staff list.", name=named),
                text("Choose somebody of the office, or have a manager add them to the list."),
            )
        with self._writing(actor, key, language, text("approved by {name}", name=name)) as work:
            own = _own(wordings_of(work.session, key, language), key, language)
            source = own or _known(key, language)
            if digest_of(read) != digest_of(source):
                raise _cannot(
                    text("Somebody changed this text meanwhile."),
                    text("Read it as it stands now, then approve it."),
                )
            work.add(
                LetterApproval(
                    key=key,
                    language=language,
                    digest=digest_of(source),
                    speaker=name,
                    staff_id=actor.staff_id,
                    created_at=work.now,
                )
            )
        return work.changes

    def _writing(
        self, actor: Actor, key: LetterKey, language: str, outcome: str
    ) -> AbstractContextManager[UnitOfWork]:
        return self._store.unit_of_work(
            actor, ActionKind.LETTERS, name=text(key.value), type=language, outcome=outcome
        )

    def _states(self) -> tuple[LetterState, ...]:
        with self._store.reading() as session:
            approved = approvals(session)
            found = []
            for key in LetterKey:
                for language in languages_of(key):
                    own = _own(wordings_of(session, key, language), key, language)
                    source = own or _known(key, language)
                    speaker, at = approved.get((key, language, digest_of(source)), ("", None))
                    foreign = key in TO_RESIDENTS and language != STAFF_LANGUAGE
                    needs = foreign and (own is not None or language not in _READ_BY_US)
                    found.append(LetterState(key, language, source, own is not None, needs, speaker, at))
        return tuple(found)


def digest_of(source: LetterText) -> str:
    """What an approval holds for: a changed text is another one."""
    return sha256(f"{source.subject}\0{source.body}".encode()).hexdigest()


def _own(wordings: Sequence[LetterWording], key: LetterKey, language: str) -> LetterText | None:
    ours = our_text(key, language)
    if not wordings or ours is None:
        return None
    return LetterText(wordings[0].subject, wordings[0].body, ours.optional)


def _withdraw(work: UnitOfWork, key: LetterKey, language: str) -> None:
    for row in wordings_of(work.session, key, language):
        row.withdrawn_at = work.now


def _known(key: LetterKey, language: str) -> LetterText:
    ours = our_text(key, language)
    if ours is None:
        raise _cannot(text("There is no text for this in that language."), text("Choose another language."))
    return ours


def _optional_words(source: LetterText) -> set[str]:
    return {each.replace("_", " ") for each in source.optional}


def _cannot(happened: str, next_step: str) -> CannotDoError:
    return CannotDoError(happened, text("Nothing was changed."), next_step)
