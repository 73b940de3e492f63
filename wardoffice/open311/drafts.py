"""Making frozen values by the thousand.

The constructor of a frozen dataclass sets every field through ``object.__setattr__``, which takes three times
as long as plain assignment. A draft is an unfrozen class with the same slots: all of its fields are set, and
then it becomes the value by being given its class, which Python allows between classes of one layout (Python
Language Reference, 3.3.2.4, ``__class__`` assignment with ``__slots__``).
"""

from dataclasses import fields, make_dataclass
from typing import Any

from wardoffice.domain.places import Point
from wardoffice.domain.service_requests import CityNote, ServiceRequest


def draft_of(value: type) -> type[Any]:
    """An unfrozen class with the slots of a slotted dataclass, which its instances have all to be given.

    Set ``__class__`` of an instance to ``value`` last, before anybody else sees it.
    """
    names = [(each.name, object) for each in fields(value)]
    return make_dataclass(f"{value.__name__}Draft", names, slots=True, init=False, eq=False, repr=False)


NoteDraft = draft_of(CityNote)
PointDraft = draft_of(Point)
RequestDraft = draft_of(ServiceRequest)
