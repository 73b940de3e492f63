"""Fills the office's texts. What is missing is shown in its place and never left out in silence.

Jinja2 in its sandbox: what residents wrote is a value and never a source. A source may name values, walk
through lists and ask whether something is there, and nothing else: no calls, no arithmetic, no other files.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from wardoffice.assets import resource
from wardoffice.domain.errors import CannotDoError
from wardoffice.domain.letter_texts import STAFF_LANGUAGE, FilledLetter, LetterKey, LetterText
from wardoffice.language import text
from wardoffice.toml_files import read_toml

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

Value = str | int | Sequence[str] | Sequence[Mapping[str, str]]
"""What a field may hold: words, a number, a list of words, or rows of a list."""

OwnText = Callable[[LetterKey, str], LetterText | None]
"""The office's own wording of a text in a language, None where it keeps ours."""

FOLDER = "letters"
_COMPILED = 256  # sources kept ready: every text there is in its languages, and some that are being changed


class _Written(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text as its file has it."""

    subject: str
    body: str
    optional: tuple[str, ...] = ()


class _LetterFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file of texts in one language; ``greeting_named`` has a place for ``{name}``.

    ``nearby`` stands where the address of what many people told of is not known. ``english_name`` has a place
    for a ``{name}`` that is there in English only: what the city calls a type, or staff an incident.
    """

    greeting: str
    greeting_named: str
    nearby: str
    english_name: str
    letters: dict[str, _Written]


class LetterTemplates:
    """Ours (``resources/letters/LANGUAGE.toml``), or the office's ``own`` where it has one."""

    def __init__(self, own: OwnText = lambda _key, _language: None) -> None:
        self._own = own

    def source(self, key: LetterKey, language: str) -> LetterText:
        """The text as it is written; raises CannotDoError where there is none in that language."""
        found = self._own(key, language) or our_text(key, language)
        if found is None:
            raise CannotDoError(
                text("There is no text for this in that language."),
                text("Nothing was sent."),
                text("Choose another language."),
            )
        return found

    def fill(self, key: LetterKey, language: str, values: Mapping[str, Value]) -> FilledLetter:
        """The text with these values; a field that is absent, or empty and not optional, is a gap.

        Raises CannotDoError where there is no such text, or an own one is not written as it must be.
        """
        return fill_text(self.source(key, language), values)

    def greeting(self, language: str, name: str) -> str:
        """How a letter begins, with the name where one is known."""
        words = _words(language)
        return words.greeting_named.format(name=name) if name else words.greeting

    def nearby(self, language: str) -> str:
        """What stands for a place that has no address."""
        return _words(language).nearby


def as_named(name: str, language: str) -> str:
    """A name that is there in English only, as a text in this language cites it; "" stays so."""
    return _words(language).english_name.format(name=name) if name else ""


def gap_words(field: str) -> str:
    """How a missing field is shown."""
    return text("⟨{field}: fill in⟩", field=field)


def our_text(key: LetterKey, language: str) -> LetterText | None:
    """The text that comes with the program, None where there is none in that language."""
    return _ours(language).get(key)


def languages_of(key: LetterKey) -> tuple[str, ...]:
    """The languages a text is there in, English first."""
    found = sorted(each.name.removesuffix(".toml") for each in resource(FOLDER).iterdir())
    return tuple(sorted((each for each in found if key in _ours(each)), key=lambda each: each != "en"))


def fill_text(source: LetterText, values: Mapping[str, Value]) -> FilledLetter:
    """See ``LetterTemplates.fill``."""
    from jinja2 import TemplateError

    given = {name: value for name, value in values.items() if value not in ("", None, (), [])}
    fields = dict.fromkeys(source.optional, "") | given
    environment, gaps = _environment()

    def filled(written: str) -> str:
        template = environment.template_class.from_code(environment, _compiled(written), environment.globals)
        return template.render(fields)

    try:
        subject, body = filled(source.subject), filled(source.body)
    except (TemplateError, TypeError, ValueError, LookupError) as wrong:
        raise CannotDoError(
            text("The text is not written as it must be: {reason}.", reason=str(wrong).rstrip(".")),
            text("Nothing was sent."),
            text("Correct the text, or go back to the one that came with the program."),
        ) from wrong
    return FilledLetter(" ".join(subject.split()), f"{body.strip()}\n", tuple(dict.fromkeys(gaps)))


@lru_cache(maxsize=_COMPILED)
def _compiled(written: str) -> "CodeType":
    """A source as Python runs it. Getting there takes a hundred times as long as filling it for one mail."""
    environment, _ = _environment()
    tree = environment.parse(written)
    _require_plain(tree)
    return environment.compile(tree)


def _require_plain(tree: "nodes.Template") -> None:
    """Raise TemplateSyntaxError for anything but values, lists and conditions."""
    from jinja2 import TemplateSyntaxError, nodes

    plain = (
        nodes.And,
        nodes.Compare,
        nodes.Const,
        nodes.For,
        nodes.Getattr,
        nodes.If,
        nodes.Name,
        nodes.Not,
        nodes.Operand,
        nodes.Or,
        nodes.Output,
        nodes.TemplateData,
    )
    for each in tree.find_all(nodes.Node):
        hidden = isinstance(each, nodes.Getattr) and each.attr.startswith("_")
        if hidden or not isinstance(each, plain):
            words = text("{what} is not allowed in it", what=type(each).__name__)
            raise TemplateSyntaxError(words, each.lineno)


def _environment() -> tuple["SandboxedEnvironment", list[str]]:
    """A sandbox and the list into which it writes what was missing."""
    from jinja2 import ChainableUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    gaps: list[str] = []

    class _Gap(ChainableUndefined):
        """A field nobody gave: it is there, in brackets, wherever it is used."""

        def __str__(self) -> str:
            name = str(self._undefined_name).replace("_", " ")
            gaps.append(name)
            return gap_words(name)

        def __bool__(self) -> bool:
            return True

        def __iter__(self) -> Any:  # noqa: ANN401 - as its base has it
            return iter([self])

    environment = ImmutableSandboxedEnvironment(
        undefined=_Gap, autoescape=False, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
    )
    environment.globals.clear()
    return environment, gaps


def _ours(language: str) -> Mapping[LetterKey, LetterText]:
    found = _file(language)
    if found is None:
        return {}
    return {
        LetterKey(key): LetterText(each.subject, each.body, frozenset(each.optional))
        for key, each in found.letters.items()
    }


def _words(language: str) -> _LetterFile:
    """The file of a language, the English one where there is none."""
    found = _file(language) or _file(STAFF_LANGUAGE)
    if found is None:
        raise FileNotFoundError(STAFF_LANGUAGE)
    return found


@cache
def _file(language: str) -> _LetterFile | None:
    path = resource(FOLDER) / f"{language}.toml"
    return read_toml(path, _LetterFile) if path.is_file() else None
