"""What 311 and the city's data portal each say of a request, in one line, and how fresh that is."""

from wardoffice.domain.portal import BothSources, Difference, Freshness, SideBySide
from wardoffice.domain.service_requests import CityStatus
from wardoffice.gui.case.moments import Moments
from wardoffice.language import text


def both_words(both: BothSources | None, moments: Moments) -> str:
    """The line; "" where the portal was never read, or could not list the request yet."""
    if both is None or both.side.difference is Difference.NOT_PUBLISHED:
        return ""
    side, fresh = both.side, both.fresh
    read, published = read_words(fresh, moments), published_words(fresh, moments)
    match side.difference:
        case Difference.ONLY_IN_311:
            return text("The city's data portal does not list it ({published}).", published=published)
        case Difference.ONLY_ON_PORTAL:
            return text(
                "Only on the city's data portal: {said} ({published}). 311 does not know it ({read}).",
                said=portal_words(side, moments),
                published=published,
                read=read,
            )
        case Difference.NOT_ASKED:
            return text(
                "From the city's data portal: {said} ({published}). It is older than 311's list.",
                said=portal_words(side, moments),
                published=published,
            )
        case Difference.SAME:
            return text("311 ({read}) and the portal ({published}) agree.", read=read, published=published)
        case _:
            return text(
                "311 says {city} ({read}); the portal says {portal} ({published}).",
                city=city_words(side),
                read=read,
                portal=portal_words(side, moments),
                published=published,
            )


def city_words(side: SideBySide) -> str:
    """311's word, or a dash for silence."""
    match side.city:
        case CityStatus.OPEN:
            return text("open")
        case CityStatus.CLOSED:
            return text("closed")
        case CityStatus.UNKNOWN:
            return text("nothing clear")
        case None:
            return "-"


def portal_words(side: SideBySide, moments: Moments) -> str:
    """The portal's own word, with the day where it names one; a dash for silence."""
    if side.portal is None:
        return "-"
    word = side.portal_words.casefold() or text("nothing clear")
    if side.portal is CityStatus.CLOSED and side.portal_closed_at is not None:
        return text("{word} {day}", word=word, day=moments.day(side.portal_closed_at))
    return word


def read_words(fresh: Freshness, moments: Moments) -> str:
    """When 311 was last read."""
    if fresh.city_read_at is None:
        return text("not read yet")
    return text("read {when}", when=moments.lately(fresh.city_read_at))


def published_words(fresh: Freshness, moments: Moments) -> str:
    """Of when the portal's newest word is: it publishes later than 311 tells."""
    if fresh.portal_newest is None:
        return text("not read yet")
    return text("published {when}", when=moments.lately(fresh.portal_newest))
