"""What somebody chose for a forward, as plain values from which its form is filled again."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from wardoffice.domain.forwarding import Bundling, ForwardWish, Receiver, ShownResident
from wardoffice.domain.outgoing_mail import Addressee


def wish_values(
    wish: ForwardWish,
    receiver: Receiver,
    case_ids: Sequence[int],
    photo_ids: Sequence[int],
    file_ids: Sequence[int],
) -> dict[str, Any]:
    """What was chosen for one mail, from which ``wish_of`` makes it again.

    A mail tells of its own problems, photos and files, and of whom it goes to, though several were made of
    the same wish. ``by_type`` says that nobody chose who gets it.
    """
    values = asdict(
        replace(
            wish,
            case_ids=tuple(case_ids),
            photo_ids=tuple(photo_ids),
            file_ids=tuple(file_ids),
            receiver=None,
        )
    )
    return {
        **{name: list(each) if isinstance(each, tuple) else each for name, each in values.items()},
        "bundling": wish.bundling.value,
        "by_type": wish.receiver is None,
        "receiver": {
            "department_id": receiver.department_id,
            "name": receiver.name,
            "to": [asdict(each) for each in receiver.to],
        },
    }


def wish_of(values: Mapping[str, Any], case_ids: Collection[int]) -> ForwardWish:
    """What ``wish_values`` told of, for the problems its own stand under now (``case_ids``).

    One problem alone has no "each to the department of its type": it goes to whom the mail went.
    """
    to = values["receiver"]
    receiver = Receiver(to["department_id"], to["name"], tuple(Addressee(**each) for each in to["to"]))
    return ForwardWish(
        case_ids=tuple(case_ids),
        receiver=None if values["by_type"] and len(case_ids) > 1 else receiver,
        what=values["what"],
        instruction=values["instruction"],
        photo_ids=tuple(values["photo_ids"]),
        file_ids=tuple(values["file_ids"]),
        with_map=values["with_map"],
        with_history=values["with_history"],
        resident=ShownResident(**values["resident"]),
        bundling=Bundling(values["bundling"]),
        restricted_too=values["restricted_too"],
    )
