"""The places a problem may be at by what was told of it, for a person to choose from (P5)."""

from dataclasses import dataclass

from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.pictures import Rank
from wardoffice.domain.places import FAR_APART_METRES, PlaceSource, Point, metres_between
from wardoffice.language import plural, text

MOST = 5
_ONE_SPOT_METRES = 60.0


@dataclass(frozen=True, slots=True)
class PlaceChoice:
    """One of the places: ``label`` is what it is called; without a point the address is looked up."""

    label: str
    address: str
    point: Point | None = None


def place_choices(view: CaseView) -> tuple[PlaceChoice, ...]:
    """What the place may be; nothing where all that was told agrees, or a person said where it is.

    The addresses that fit alike or were told beside a photo's place, and where the photos were taken.
    """
    place = view.place
    made = [PlaceChoice(each, each) for each in place.others]
    if told_apart(view):
        where = place.address or spot_words(place.point)
        pin, photo = text("By the pin: {place}", place=where), text("By the photo: {place}", place=where)
        label = pin if place.source is PlaceSource.PIN else photo
        made.insert(0, PlaceChoice(label, place.address, place.point))
    if place.source is not PlaceSource.PERSON or place.point is None:
        made += [PlaceChoice(_taken(photos), "", point) for point, photos in _spots(view)]
    return tuple(made[:MOST])


def told_apart(view: CaseView) -> bool:
    """Whether a photo or a pin and the words tell of two places, and nobody has said yet which is meant."""
    place = view.place
    pointed = place.source in {PlaceSource.PHOTO, PlaceSource.PIN}
    return pointed and place.point is not None and bool(place.others)


def spot_words(point: Point | None) -> str:
    """A point as it is typed and read: latitude, longitude; "" for none."""
    return f"{point.lat:.4f}, {point.long:.4f}" if point is not None else ""


def _spots(view: CaseView) -> list[tuple[Point, list[AttachmentView]]]:
    """Where photos were taken that are far from the place, or from anywhere while it is not known."""
    spots: list[tuple[Point, list[AttachmentView]]] = []
    here = view.place.point
    for each in view.attachments:
        if each.point is None or each.rank is not Rank.PHOTO:
            continue
        if here is not None and metres_between(here, each.point) <= FAR_APART_METRES:
            continue
        near = (photos for point, photos in spots if metres_between(point, each.point) <= _ONE_SPOT_METRES)
        photos = next(near, None)
        if photos is None:
            spots.append((each.point, [each]))
        else:
            photos.append(each)
    return spots


def _taken(photos: list[AttachmentView]) -> str:
    if len(photos) == 1:
        return text("Where {name} was taken", name=photos[0].filename)
    return plural("Where {count} photo was taken", "Where {count} photos were taken", len(photos))
