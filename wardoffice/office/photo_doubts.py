"""What is odd about the photos of a case: where they say they were taken, and when."""

from collections.abc import Callable
from dataclasses import replace
from zoneinfo import ZoneInfo

from wardoffice.domain.case_view import AttachmentView, CaseView
from wardoffice.domain.distances import distance_words
from wardoffice.domain.photo_times import photo_time_doubt
from wardoffice.domain.places import FAR_APART_METRES, FAR_FROM_CITY_METRES, Place, Point, metres_between
from wardoffice.language import text


class PhotoDoubts:
    """Adds to photos what is not believed of them.

    ``metres_outside`` is how far a point lies outside the city, ``zone`` the city's time.
    """

    def __init__(self, metres_outside: Callable[[Point], float], zone: ZoneInfo) -> None:
        self._metres_outside = metres_outside
        self._zone = zone

    def on(self, view: CaseView) -> CaseView:
        """The case with the doubts of its photos; a place far from the city is told of, and none."""
        return replace(view, attachments=tuple(self._on(each, view.place) for each in view.attachments))

    def _on(self, photo: AttachmentView, place: Place) -> AttachmentView:
        doubts, point = list(photo.doubts), photo.point
        outside = self._metres_outside(point) if point is not None else 0.0
        if outside > FAR_FROM_CITY_METRES and point is not None:
            doubts.append(
                text(
                    "It says it was taken {distance} outside the city, at {where}; please check.",
                    distance=distance_words(outside),
                    where=f"{point.lat:.4f}, {point.long:.4f}",
                )
            )
            point = None
        elif point is not None and place.point is not None:
            apart = metres_between(place.point, point)
            if apart > FAR_APART_METRES:
                doubts.append(text("Taken {distance} from this place.", distance=distance_words(apart)))
        if photo.taken_at is not None and photo.came_at is not None:
            doubts.append(photo_time_doubt(photo.taken_at, photo.came_at, self._zone))
        return replace(photo, point=point, doubts=tuple(filter(None, doubts)))
