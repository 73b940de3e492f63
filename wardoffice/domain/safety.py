"""Words of danger: what must stand first in the queue, whatever else came."""

import re

_DANGER = re.compile(
    r"""
      gas\s(?:smell|leak|odor) | smell(?:s|ing|ed)?\s(?:of\s|like\s)?(?:natural\s)?gas | natural\sgas
    | olor\sa\sgas | huele\sa\sgas | fuga\sde\sgas | zapach\sgazu | czu[ćc]\sgaz | ulatnia\ssi[ęe]\sgaz
    | (?:wires?|power\slines?|cables?)\s(?:is\s|are\s)?(?:down|hanging\slow|sparking)
    | downed\s(?:wires?|power\slines?)
    | live\swires? | exposed\swires? | sparking | cables?\sca[íi]dos?
    | cave[\s-]?in | sink\s?hole | (?:street|sidewalk|building|porch|wall|roof)\s(?:is\s)?collaps(?:ed|ing|e)
    | (?:open|missing)\s(?:manhole|sewer\slid) | manhole\s(?:cover\s)?(?:is\s)?missing
    """,
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 200


def danger_in(said: str) -> str:
    """The words of danger in what somebody said, as they said them, or ""."""
    found = dict.fromkeys(" ".join(each.group().split()) for each in _DANGER.finditer(said))
    return ", ".join(found)[:_LONGEST]
