"""Every word a person reads goes through :func:`text`.

Messages are gettext messages, English in the code: a catalog of another language would be installed here. The
pseudo-language marks every message, so that a test can find words that were none.
"""

import gettext
from collections.abc import Mapping

PSEUDO = "pseudo"
_PSEUDO_LETTERS = str.maketrans("aeiouAEIOUcnsy", "áéíóúÁÉÍÓÚçñšý")


class _PseudoTranslations(gettext.NullTranslations):
    """Accents the letters and brackets the text, leaving ``{placeholders}`` alone."""

    def gettext(self, message: str) -> str:
        parts = message.split("{")
        marked = [parts[0].translate(_PSEUDO_LETTERS)]
        for part in parts[1:]:
            name, brace, rest = part.partition("}")
            marked.append("{" + name + brace + rest.translate(_PSEUDO_LETTERS))
        return f"⟦{''.join(marked)}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)


_installed: gettext.NullTranslations = gettext.NullTranslations()
_chosen = "en"


def use_language(code: str) -> None:
    """Choose the language of the whole program, ``en`` or ``pseudo``, before the first window."""
    global _installed, _chosen  # noqa: PLW0603 - one language per process, as gettext.install does
    _chosen = code
    _installed = _PseudoTranslations() if code == PSEUDO else gettext.NullTranslations()


def chosen_language() -> str:
    """What ``use_language`` was told last, so that worker processes can be told the same."""
    return _chosen


def text(message: str, /, **values: object) -> str:
    """``message`` in the chosen language, with ``{name}`` places filled from ``values``."""
    return _filled(_installed.gettext(message), values)


def plural(one: str, many: str, count: int, /, **values: object) -> str:
    """``one`` or ``many`` by ``count``, which fills ``{count}`` with thousands marked."""
    return _filled(_installed.ngettext(one, many, count), {"count": f"{count:,}", **values})


def _filled(message: str, values: Mapping[str, object]) -> str:
    return message.format_map(values) if values else message
