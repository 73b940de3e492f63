"""When a photo was taken, checked against when it came to us."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from wardoffice.domain.mail_times import us_day
from wardoffice.language import plural, text

_AHEAD = timedelta(days=1)  # the camera may keep another zone's time
_OLD_DAYS = 30
_OLD_YEARS_DAYS = 730


def photo_time_doubt(taken: datetime, came: datetime, zone: ZoneInfo) -> str:
    """What is odd about the time of a photo, in a sentence, or "".

    ``taken`` is the camera's own clock (its zone is not known and whatever stands there is not looked at),
    ``came`` aware, ``zone`` the city's.
    """
    here = came.astimezone(zone).replace(tzinfo=None)
    then = taken.replace(tzinfo=None)
    if then > here + _AHEAD:
        return text("Its camera's clock says {day}, after it came: that clock is wrong.", day=us_day(then))
    days = (here - then).days
    if days <= _OLD_DAYS:
        return ""
    if days >= _OLD_YEARS_DAYS:
        return text("By its camera's clock it is of {day}: an old photo, or a wrong clock.", day=us_day(then))
    return plural("Taken one day before it came.", "Taken {count} days before it came.", days)
