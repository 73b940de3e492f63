"""A table of the settings file."""

import msgspec


class Section(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the settings file. An unknown key is an error: a misspelt one must not pass in silence."""
