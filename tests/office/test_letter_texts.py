"""The office's own wordings, and who approved what goes out in their language."""

import pytest

from tests.builders import OfficeBuilder
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.changes import Changes
from wardoffice.domain.errors import CannotDoError, NotAllowedError
from wardoffice.domain.letter_texts import TO_RESIDENTS, LetterKey, LetterState
from wardoffice.office.letter_templates import languages_of, our_text
from wardoffice.office.letter_texts import LetterTexts
from wardoffice.office.staff import Staff
from wardoffice.office.undoing import Undoing

pytestmark = pytest.mark.sqlite


@pytest.fixture
def texts(office: OfficeBuilder) -> LetterTexts:
    return LetterTexts(office.store)


@pytest.fixture
def manager(office: OfficeBuilder) -> Actor:
    office.staff("Ewa Nowak")
    return office.staff("Mia Bloom", Role.MANAGER)


def _state(texts: LetterTexts, actor: Actor, key: LetterKey, language: str) -> LetterState:
    return next(each for each in texts.states(actor) if (each.key, each.language) == (key, language))


def _approve(texts: LetterTexts, actor: Actor, key: LetterKey, language: str, speaker: str) -> Changes:
    """Approve the text as it stands."""
    return texts.approve(actor, key, language, speaker, _state(texts, actor, key, language).source)


@pytest.mark.parametrize("key", sorted(TO_RESIDENTS))
def test_residents_are_written_to_in_five_languages_two_of_them_at_once(
    texts: LetterTexts, key: LetterKey
) -> None:
    assert set(languages_of(key)) == {"en", "es", "pl", "zh-Hans", "zh-Hant"}
    usable, waiting = texts.usable(key)
    assert list(usable) == ["en", "es"]
    assert set(waiting) == {"pl", "zh-Hans", "zh-Hant"}


def test_a_named_speaker_approves_the_very_text(texts: LetterTexts, manager: Actor) -> None:
    changes = _approve(texts, manager, LetterKey.DONE, "pl", "  Ewa   Nowak ")
    assert "approved by Ewa Nowak" in changes.label
    state = _state(texts, manager, LetterKey.DONE, "pl")
    assert (state.speaker, state.may_go) == ("Ewa Nowak", True)
    assert "pl" in texts.usable(LetterKey.DONE)[0]
    assert "pl" not in texts.usable(LetterKey.UPDATE)[0]


def test_a_text_that_was_changed_while_it_was_read_is_not_approved(
    texts: LetterTexts, manager: Actor
) -> None:
    """What goes to residents in a language is what somebody who speaks it read."""
    read = _state(texts, manager, LetterKey.DONE, "pl").source
    texts.reword(manager, LetterKey.DONE, "pl", read.subject, f"{read.body}\nPS\n")
    with pytest.raises(CannotDoError, match="changed this text meanwhile"):
        texts.approve(manager, LetterKey.DONE, "pl", "Ewa Nowak", read)
    assert not _state(texts, manager, LetterKey.DONE, "pl").may_go


def test_nobody_in_particular_approves_nothing(texts: LetterTexts, manager: Actor) -> None:
    with pytest.raises(CannotDoError, match="who approves it"):
        _approve(texts, manager, LetterKey.DONE, "pl", "  ")


def test_nobody_approves_a_text_who_is_not_of_the_office(
    office: OfficeBuilder, texts: LetterTexts, manager: Actor
) -> None:
    assert texts.speakers(manager) == ("Ewa Nowak", "Mia Bloom")
    with pytest.raises(CannotDoError, match="Jan Kowalski is not on the staff list"):
        _approve(texts, manager, LetterKey.DONE, "pl", "Jan Kowalski")
    assert not _state(texts, manager, LetterKey.DONE, "pl").may_go
    _approve(texts, manager, LetterKey.DONE, "pl", "ewa nowak")
    assert _state(texts, manager, LetterKey.DONE, "pl").speaker == "Ewa Nowak"
    ewa = next(each for each in Staff(office.store).members(manager) if each.name == "Ewa Nowak")
    Staff(office.store).let_go(manager, ewa.staff_id)
    assert _state(texts, manager, LetterKey.DONE, "pl").may_go
    with pytest.raises(CannotDoError, match="Ewa Nowak is not on the staff list"):
        _approve(texts, manager, LetterKey.UPDATE, "pl", "Ewa Nowak")


@pytest.mark.parametrize("language", ["pl", "es"])
def test_a_changed_text_needs_an_approval_of_its_own(
    texts: LetterTexts, manager: Actor, language: str
) -> None:
    _approve(texts, manager, LetterKey.DONE, language, "Ewa Nowak")
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
    _approve(texts, ana, LetterKey.DONE, "pl", "Ewa Nowak")
    assert _state(texts, manager, LetterKey.DONE, "pl").may_go


def test_an_approval_and_a_wording_are_taken_back_and_done_again(
    office: OfficeBuilder, texts: LetterTexts, manager: Actor
) -> None:
    undoing = Undoing(office.store)
    _approve(texts, manager, LetterKey.DONE, "pl", "Ewa Nowak")
    undoing.undo(manager)
    assert not _state(texts, manager, LetterKey.DONE, "pl").may_go
    undoing.redo(manager)
    assert _state(texts, manager, LetterKey.DONE, "pl").may_go
    texts.reword(manager, LetterKey.DONE, "en", "{{ type }}", "{{ result }}")
    undoing.undo(manager)
    assert texts.own(LetterKey.DONE, "en") is None


def test_every_text_has_an_example_that_lacks_nothing_in_every_language(
    texts: LetterTexts, manager: Actor
) -> None:
    """Days and spans as that language writes them, and what staff write shown as theirs."""
    examples = {(each.key, each.language): each.example for each in texts.states(manager)}
    assert {(key, each.gaps) for (key, _), each in examples.items() if each is not None} == {
        (key, ()) for key in LetterKey
    }
    said = {language: examples[LetterKey.ACKNOWLEDGE, language] for language in ("en", "es", "pl", "zh-Hans")}
    bodies = {language: each.body for language, each in said.items() if each is not None}
    assert "usually takes 9 days" in bodies["en"]
    assert "suele tardar 9 días" in bodies["es"]
    assert "9 dni" in bodies["pl"]
    assert "9天" in bodies["zh-Hans"]
    assert all("(a line of yours)" in each for each in bodies.values())
