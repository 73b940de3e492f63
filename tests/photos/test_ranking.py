"""Photo or logo: no picture is dropped, and a resident's photo is never called a logo."""

import pytest

from wardoffice.domain.pictures import PictureFacts, Rank
from wardoffice.domain.places import Point
from wardoffice.photos.ranking import rank


def facts(kind: str = "JPEG", width: int = 3024, height: int = 4032, camera: str = "") -> PictureFacts:
    return PictureFacts(kind, width, height, camera=camera)


@pytest.mark.parametrize(
    ("picture", "name", "size", "attached", "expected"),
    [
        (facts(), "IMG_1.jpg", 2_000_000, False, Rank.PHOTO),
        (facts(), "IMG_1.jpg", 2_000_000, True, Rank.PHOTO),
        (facts(width=320, height=240, camera="Apple"), "a.jpg", 9_000, False, Rank.PHOTO),
        (facts("PNG", 1170, 2532), "image001.png", 900_000, False, Rank.PHOTO),
        (facts("PNG", 300, 200), "screenshot.png", 30_000, True, Rank.PHOTO),
        (facts(width=600, height=450), "WhatsApp.jpg", 45_000, False, Rank.PHOTO),
        (facts("PNG", 180, 60), "image001.png", 9_000, False, Rank.LOGO),
        (facts("PNG", 500, 300), "Outlook-city.png", 30_000, False, Rank.LOGO),
        (facts("GIF", 88, 31), "banner.gif", 3_000, False, Rank.LOGO),
        (facts("PNG", 32, 32), "facebook.png", 900, True, Rank.LOGO),
        (facts(width=900, height=100), "strip.jpg", 25_000, False, Rank.LOGO),
        (facts(width=120, height=60), "a.jpg", 4_000, False, Rank.LOGO),
    ],
)
def test_the_rank_follows_from_size_camera_and_name(
    picture: PictureFacts,
    name: str,
    size: int,
    attached: bool,  # noqa: FBT001 - a column of the table
    expected: Rank,
) -> None:
    assert rank(picture, name, size, attached=attached) is expected


def test_a_camera_size_picture_is_a_photo_however_often_it_is_sent() -> None:
    assert rank(facts(), "a.jpg", 2_000_000, attached=False, seen_often=True) is Rank.PHOTO
    small = facts(width=500, height=400)
    assert rank(small, "a.jpg", 40_000, attached=False) is Rank.PHOTO
    assert rank(small, "a.jpg", 40_000, attached=False, seen_often=True) is Rank.LOGO


def test_a_picture_below_the_signature_is_a_logo_unless_a_camera_took_it() -> None:
    small = facts(width=500, height=400)
    assert rank(small, "a.jpg", 40_000, attached=False, after_signature=True) is Rank.LOGO
    located = PictureFacts("HEIF", 500, 400, point=Point(41.9, -87.7))
    assert rank(located, "a.heic", 40_000, attached=False, after_signature=True) is Rank.PHOTO
