"""Words of danger: what must stand first in the queue, whatever else came."""

import re

_DANGER = re.compile(
    r"""\b(?:
      gas\s+(?:smell|leak|odor)(?:s|ing)? | smell(?:s|ing|ed)?\s+(?:of\s+|like\s+)?(?:natural\s+)?gas
    | natural\s+gas\s+(?:smell|leak|odor|in)
    | olor\s+a\s+gas | huele\s+a\s+gas | fuga\s+de\s+gas
    | zapach\s+gazu | czu[ćc]\s+gaz | ulatnia\s+si[ęe]\s+gaz
    | (?:wires?|power\s+lines?|cables?)\s+(?:is\s+|are\s+)?(?:down|hanging\s+low|sparking)
    | downed\s+(?:wires?|power\s+lines?)
    | live\s+wires? | exposed\s+wires? | sparking | cables?\s+ca[íi]dos?
    | (?:cave|caving|caved)[\s-]?in | sink\s?holes?
    | (?:street|sidewalk|building|porch|wall|roof)\s+(?:is\s+|has\s+)?collaps(?:ed|ing|es?)
    | (?:open|missing)\s+(?:manhole|sewer\s+lid)s? | manhole\s+(?:cover\s+)?(?:is\s+)?missing
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 200


def danger_in(said: str) -> str:
    """The words of danger in what somebody said, as they said them, or ""."""
    found = dict.fromkeys(" ".join(each.group().split()) for each in _DANGER.finditer(said))
    return ", ".join(found)[:_LONGEST]
