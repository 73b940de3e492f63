"""Copies that leave the office: upright, small enough, and nothing in their bytes but pixels (P9)."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageCms, ImageStat
from PIL.PngImagePlugin import PngInfo

from tests.photos.pictures import STORED, WESTERN_AND_LELAND, drawn, exif, saved
from wardoffice.domain.errors import UnreadableError
from wardoffice.domain.outgoing_photos import STEPS, CopyStep, OutgoingPhoto, budget, fitting, over_the_line
from wardoffice.photos.outgoing import CopyJob, PictureCopy, make_copy

SECRETS = (b"Exif", b"GPS", b"http://ns.adobe.com", b"Photoshop", b"ICC_PROFILE", b"Maria", b"JFXX")


def copied(path: Path, longest: int = 2048, quality: int = 85) -> PictureCopy:
    return make_copy(CopyJob(path, CopyStep(longest, quality)))


def seen(copy: PictureCopy) -> Image.Image:
    image = Image.open(BytesIO(copy.content))
    image.load()
    assert (image.format, image.size) == ("JPEG", (copy.width, copy.height))
    return image


def brightness(image: Image.Image, x: float, y: float) -> int:
    at = int(y * (image.height - 1)) * image.width + int(x * (image.width - 1))
    return image.convert("L").tobytes()[at]


def assert_upright(image: Image.Image) -> None:
    """Dark at the top left, light elsewhere, as it was drawn."""
    assert brightness(image, 0.1, 0.1) < 60
    assert all(brightness(image, x, y) > 200 for x, y in ((0.9, 0.1), (0.1, 0.9), (0.9, 0.9)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "HEIF", "WEBP"])
@pytest.mark.parametrize("orientation", STORED)
def test_a_copy_is_upright_however_the_camera_was_held(tmp_path: Path, kind: str, orientation: int) -> None:
    how = STORED[orientation]
    stored = drawn(480, 320) if how is None else drawn(480, 320).transpose(how)
    original = saved(
        tmp_path / "photo", stored, kind, exif=exif(orientation=orientation, gps=WESTERN_AND_LELAND)
    )
    copy = copied(original)
    image = seen(copy)
    assert image.size == (480, 320)
    assert_upright(image)
    assert not image.getexif()


def test_nothing_of_a_camera_program_or_person_is_in_the_bytes(tmp_path: Path) -> None:
    """P9: EXIF with its location and thumbnail, XMP, IPTC, comments and colour profile stay at home."""
    original = tmp_path / "photo.jpg"
    drawn(480, 320).save(
        original,
        "JPEG",
        exif=exif(gps=WESTERN_AND_LELAND, camera=("Maria's", "Maria's telephone")),
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>Maria</x:xmpmeta>",
        comment=b"Maria, 312-555-0100",
        icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    )
    # An IPTC block as picture programs write it (APP13), with a name in it.
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x08\x1c\x02P\x00\x05Maria"
    content = original.read_bytes()
    original.write_bytes(
        content[:2] + b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc + content[2:] + b"Maria"
    )
    assert all(each in original.read_bytes() for each in (b"Exif", b"Photoshop", b"Maria", b"ICC_PROFILE"))
    copy = copied(original)
    assert not [each for each in SECRETS if each in copy.content]
    assert copy.content.endswith(b"\xff\xd9")
    assert set(seen(copy).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_words_in_a_png_stay_at_home(tmp_path: Path) -> None:
    words = PngInfo()
    words.add_text("Author", "Maria")
    original = tmp_path / "shot.png"
    drawn().save(original, "PNG", pnginfo=words)
    assert b"Maria" not in copied(original).content


@pytest.mark.parametrize(
    ("width", "height"), [(4032, 3024), (3024, 4032), (4000, 3000), (3264, 2448), (2049, 10)]
)
@pytest.mark.parametrize("step", STEPS)
def test_a_large_photo_is_made_as_small_as_the_step_says(
    tmp_path: Path, step: CopyStep, width: int, height: int
) -> None:
    original = saved(tmp_path / "photo", drawn(width, height), "JPEG")
    copy = make_copy(CopyJob(original, step))
    longest = max(copy.width, copy.height)
    assert 0.9 * step.longest <= longest <= step.longest
    assert abs(copy.width * height - copy.height * width) <= max(width, height)


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    copy = copied(saved(tmp_path / "photo", drawn(300, 200), "PNG"))
    assert (copy.width, copy.height) == (300, 200)


@pytest.mark.parametrize("quality", [35, 50, 70, 85, 95])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_a_small_photos_copy_is_no_larger_than_the_photo(tmp_path: Path, quality: int, mode: str) -> None:
    noisy = Image.effect_noise((900, 600), 40).convert(mode)
    for picture in (noisy, drawn(900, 600).convert(mode), Image.new(mode, (64, 48))):
        stored = BytesIO()
        picture.save(stored, "JPEG", quality=quality)
        original = tmp_path / "small.jpg"
        original.write_bytes(stored.getvalue())
        copy = copied(original)
        assert len(copy.content) <= len(stored.getvalue())
        usual = BytesIO()
        picture.save(usual, "JPEG", quality=min(quality, 85))
        assert apart(picture, seen(copy)) <= 2 * apart(picture, Image.open(usual)) + 1, "and shows as much"


def apart(one: Image.Image, other: Image.Image) -> float:
    """How much their pixels differ, on average, of 255."""
    return float(ImageStat.Stat(ImageChops.difference(one.convert("L"), other.convert("L"))).mean[0])


def sixteen_bits(picture: Image.Image) -> Image.Image:
    cells = b"".join((value * 257).to_bytes(2, "little") for value in picture.tobytes())
    return Image.frombytes("I;16", picture.size, cells)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("TIFF", "CMYK"), ("JPEG", "CMYK"), ("PNG", "I;16"), ("PNG", "LA"), ("PNG", "P"), ("PNG", "1")],
)
def test_odd_kinds_of_pixels_are_seen_as_they_are(tmp_path: Path, kind: str, mode: str) -> None:
    picture = sixteen_bits(drawn(240, 160, "L")) if mode == "I;16" else drawn(240, 160, mode)
    copy = copied(saved(tmp_path / "photo", picture, kind))
    assert_upright(seen(copy))


def test_what_is_see_through_is_white(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (240, 160), (0, 0, 0, 0))
    picture.paste((0, 0, 0, 255), (0, 0, 120, 80))
    assert_upright(seen(copied(saved(tmp_path / "photo", picture, "PNG"))))


@pytest.mark.parametrize(("kind", "said"), [("GIF", True), ("TIFF", True), ("WEBP", True)])
def test_of_a_moving_picture_the_first_goes_and_that_is_said(
    tmp_path: Path, kind: str, *, said: bool
) -> None:
    original = tmp_path / "moving"
    drawn(240, 160).save(
        original, kind, save_all=True, append_images=[Image.new("RGB", (240, 160), "red")], duration=100
    )
    copy = copied(original)
    assert bool(copy.note) is said
    assert_upright(seen(copy))
    assert copied(saved(tmp_path / "still", drawn(240, 160), kind)).note == ""


def profiled(path: Path, picture: Image.Image, profile: bytes) -> Path:
    picture.save(path, "PNG", icc_profile=profile)
    return path


def test_colours_are_sent_as_their_profile_means_them(tmp_path: Path) -> None:
    """Here by a profile whose red and green are swapped; the profile itself stays at home."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = plain.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    red = Image.new("RGB", (60, 40), (255, 0, 0))
    copy = seen(copied(profiled(tmp_path / "odd", red, swapped)))
    red_part, green_part, _ = copy.convert("RGB").tobytes()[:3]
    assert green_part > 200
    assert red_part < 60
    assert "icc_profile" not in copy.info


@pytest.mark.parametrize("profile", [b"no profile at all", b"", bytes(400_001)])
def test_a_spoilt_profile_spoils_no_picture(tmp_path: Path, profile: bytes) -> None:
    assert_upright(seen(copied(profiled(tmp_path / "photo", drawn(), profile))))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert_upright(seen(copied(profiled(tmp_path / "lab", drawn(), lab))))


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture", b"\xff\xd8\xff\xe0" + b"\x00" * 40, b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"],
)
def test_what_is_no_picture_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "photo.jpg"
    broken.write_bytes(content)
    with pytest.raises(UnreadableError):
        copied(broken)


def test_a_photo_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    whole = saved(tmp_path / "photo", drawn(800, 600), "JPEG").read_bytes()
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableError):
        copied(cut)


def test_a_picture_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    Image.new("1", (9000, 9000)).save(bomb)
    with pytest.raises(UnreadableError):
        copied(bomb)


def test_sample_photos_of_every_camera_go_without_anything_but_pixels(
    test_data: Path, tmp_path: Path
) -> None:
    """P9: on a folder of photos as cameras and programs wrote them."""
    made = 0
    for path in sorted((test_data / "photos").rglob("*")):
        if path.suffix.lower() not in {".jpg", ".jpeg", ".heic", ".tif", ".tiff", ".png", ".heif"}:
            continue
        try:
            copy = copied(path, longest=1024, quality=70)
        except UnreadableError:
            continue
        made += 1
        image = seen(copy)
        assert not image.getexif(), path
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}, path
        assert b"Exif\x00" not in copy.content, path
    assert made > 50


def photo(number: int, size: int) -> OutgoingPhoto:
    return OutgoingPhoto(number, f"{number:064d}", f"{number}.jpg", 1024, 768, size)


@given(st.lists(st.integers(1, 3_000_000), max_size=20), st.integers(0, 12_000_000))
def test_no_photo_is_lost_in_packing_and_none_goes_beyond_the_room(sizes: list[int], room: int) -> None:
    """What does not go is said."""
    photos = [photo(number, size) for number, size in enumerate(sizes)]
    go, stay = fitting(photos, room)
    assert {each.attachment_id for each in go} | {each.attachment_id for each in stay} == set(
        range(len(sizes))
    )
    assert len(go) + len(stay) == len(sizes)
    assert sum(over_the_line(each.size) for each in go) <= room
    assert all(each.reason for each in stay)


@given(st.integers(0, 5000))
def test_base64_is_counted_as_mail_programs_write_it(size: int) -> None:
    from email.mime.application import MIMEApplication

    body = MIMEApplication(bytes(size)).get_payload()
    lines = str(body).rstrip("\n").split("\n")
    assert over_the_line(size) == sum(len(line) + 2 for line in lines if line)


def test_the_room_is_sixty_percent_of_what_the_server_takes() -> None:
    assert budget(10_000_000) == 6_000_000
    assert budget(35_000_000) == budget(None) == budget(0) == 12_000_000
