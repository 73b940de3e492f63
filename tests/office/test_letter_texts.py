"""The office's own wordings, and who approved what goes out in their language."""

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.letter_texts import TO_RESIDENTS, LetterKey, LetterState
from wardoffice.office.letter_templates import languages_of, our_text
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.undoing import Undoing
from wardoffice.store.store import Store


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """These rules do not depend on the database."""
    return sqlite_store


@pytest.fixture
def texts(office: OfficeBuilder) -> LetterTexts:
    return LetterTexts(office.store)


@pytest.fixture
def manager(office: OfficeBuilder) -> Actor:
    return office.staff("Mia Bloom", Role.MANAGER)


def _state(texts: LetterTexts, actor: Actor, key: LetterKey, language: str) -> LetterState:
    return next(each for each in texts.states(actor) if (each.key, each.language) == (key, language))


@pytest.mark.parametrize("key", sorted(TO_RESIDENTS))
def test_residents_are_written_to_in_five_languages_two_of_them_at_once(
    texts: LetterTexts, key: LetterKey
) -> None:
    assert set(languages_of(key)) == {"en", "es", "pl", "zh-Hans", "zh-Hant"}
    usable, waiting = texts.usable(key)
    assert list(usable) == ["en", "es"]
    assert set(waiting) == {"pl", "zh-Hans", "zh-Hant"}


def test_a_named_speaker_approves_the_very_text(texts: LetterTexts, manager: Actor) -> None:
    changes = texts.approve(manager, LetterKey.DONE, "pl", "  Ewa   Nowak ")
    assert "approved by Ewa Nowak" in changes.label
    state = _state(texts, manager, LetterKey.DONE, "pl")
    assert (state.speaker, state.may_go) == ("Ewa Nowak", True)
    assert "pl" in texts.usable(LetterKey.DONE)[0]
    assert "pl" not in texts.usable(LetterKey.UPDATE)[0]


def test_nobody_in_particular_approves_nothing(texts: LetterTexts, manager: Actor) -> None:
    with pytest.raises(CannotDoError, match="who approves it"):
        texts.approve(manager, LetterKey.DONE, "pl", "  ")


@pytest.mark.parametrize("language", ["pl", "es"])
def test_a_changed_text_needs_an_approval_of_its_own(
    texts: LetterTexts, manager: Actor, language: str
) -> None:
    texts.approve(manager, LetterKey.DONE, language, "Ewa Nowak")
    ours = our_text(LetterKey.DONE, language)
    assert ours is not None
    texts.reword(manager, LetterKey.DONE, language, ours.subject, f"{ours.body}\nPS\n")
    assert not _state(texts, manager, LetterKey.DONE, language).may_go
    texts.reset(manager, LetterKey.DONE, language)
    assert _state(texts, manager, LetterKey.DONE, language).may_go


def test_the_office_changes_its_own_english_and_goes_back(texts: LetterTexts, manager: Actor) -> None:
    texts.reword(manager, LetterKey.DONE, "en", "{{ type }}: done", "{{ greeting }}\n{{ result }}\n")
    own = texts.own(LetterKey.DONE, "en")
    assert own is not None
    assert own.subject == "{{ type }}: done"
    assert _state(texts, manager, LetterKey.DONE, "en").may_go
    texts.reset(manager, LetterKey.DONE, "en")
    assert texts.own(LetterKey.DONE, "en") is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ voter }} {{ greeting }}", "voter"),
        ("{{ greeting", "not written as it must be"),
        ("{{ ''.__class__ }}", "not written as it must be"),
        ("  ", "needs a subject and words"),
    ],
)
def test_a_wording_that_could_never_be_filled_is_refused(
    texts: LetterTexts, manager: Actor, body: str, said: str
) -> None:
    with pytest.raises(CannotDoError, match=said):
        texts.reword(manager, LetterKey.DONE, "en", "{{ type }}", body)
    assert texts.own(LetterKey.DONE, "en") is None


def test_only_a_manager_changes_the_texts(office: OfficeBuilder, texts: LetterTexts, manager: Actor) -> None:
    ana = office.staff("Ana")
    with pytest.raises(NotAllowedError):
        texts.reword(ana, LetterKey.DONE, "en", "s", "b")
    with pytest.raises(NotAllowedError):
        texts.reset(ana, LetterKey.DONE, "en")
    texts.approve(ana, LetterKey.DONE, "pl", "Ewa Nowak")
    assert _state(texts, manager, LetterKey.DONE, "pl").may_go


def test_an_approval_and_a_wording_are_taken_back_and_done_again(
    office: OfficeBuilder, texts: LetterTexts, manager: Actor
) -> None:
    undoing = Undoing(office.store)
    texts.approve(manager, LetterKey.DONE, "pl", "Ewa Nowak")
    undoing.undo(manager)
    assert not _state(texts, manager, LetterKey.DONE, "pl").may_go
    undoing.redo(manager)
    assert _state(texts, manager, LetterKey.DONE, "pl").may_go
    texts.reword(manager, LetterKey.DONE, "en", "{{ type }}", "{{ result }}")
    undoing.undo(manager)
    assert texts.own(LetterKey.DONE, "en") is None
