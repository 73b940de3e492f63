"""Photos of the practice ward as phones take them: JPEG and HEIC with EXIF, and a signature's logo.

EXIF tags follow CIPA DC-008 (Exif 2.32): GPS in degrees, minutes, seconds; the camera's clock and its offset.
"""

from datetime import datetime
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image, ImageDraw, ImageFont
from PIL.TiffImagePlugin import IFDRational

from wardoffice.demo.canvas import Light, develop
from wardoffice.demo.dice import die
from wardoffice.demo.inbox import PicturePlan
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.scenes import SCENES
from wardoffice.domain.places import Point

_QUALITY = 52
_HEIC_QUALITY = 35
_SIDEWAYS = 6  # EXIF orientation: turn a quarter clockwise to look at it
_BY_SERVICE = {
    "PHF": "pothole", "PHB": "pothole", "PBE": "pothole", "AAD": "pothole", "PBS": "sidewalk", "SFA": "light",
    "SFD": "light", "SFK": "pole", "PCB": "sign", "PCE": "sign", "SDR": "mattress", "SCB": "carts",
    "SGA": "carts", "GRAF": "graffiti", "SKA": "car", "SCC": "carts", "SIE": "carts", "SCP": "weeds",
    "SCT": "weeds", "SEL": "limb", "SEC": "limb", "SEE": "limb", "AAE": "flood", "CHECKFOR": "flood",
    "AAI": "flood", "WM3": "flood", "WBT": "flood", "BBA": "house", "BBK": "house",
}  # fmt: skip


def take_picture(plan: PicturePlan) -> bytes:
    """Take the planned photo: the file's bytes, 1600 x 1200 pixels, about 150 KB as JPEG."""
    local = plan.taken_at.astimezone(CITY_ZONE)
    light = Light.at(local.hour)
    picture = SCENES[plan.kind](die(plan.look), light)
    picture = develop(die(plan.shot), picture, light)
    if plan.sideways:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    exif = _exif(plan, local)
    file = BytesIO()
    if plan.heic:
        pillow_heif.register_heif_opener()
        # x265's slow presets take 1.6 s a picture, this one 0.3 s
        speed = {"preset": "ultrafast"}
        picture.save(file, "HEIF", quality=_HEIC_QUALITY, exif=exif.tobytes(), enc_params=speed)
    else:
        picture.save(file, "JPEG", quality=_QUALITY, exif=exif.tobytes())
    return file.getvalue()


def city_picture(number: str, service_code: str, hour: int) -> bytes:
    """Draw the picture the city shows for a request: a small JPEG without EXIF, as cities give them."""
    light = Light.at(hour)
    scene = SCENES[_BY_SERVICE.get(service_code, "sidewalk")](die(number, "look"), light)
    file = BytesIO()
    picture = develop(die(number, "shot"), scene, light).resize((800, 600))
    picture.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def signature_logo(name: str) -> bytes:
    """Draw the logo of a signature: a small PNG with transparent ground."""
    logo = Image.new("RGBA", (180, 60))
    draw = ImageDraw.Draw(logo)
    draw.rounded_rectangle((2, 6, 50, 54), 10, (24, 92, 132))
    draw.polygon([(12, 44), (26, 16), (40, 44)], (255, 255, 255))
    draw.text((60, 30), name, (24, 92, 132), ImageFont.load_default(20), anchor="lm")
    file = BytesIO()
    logo.save(file, "PNG")
    return file.getvalue()


def _exif(plan: PicturePlan, local: datetime) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = plan.make
    exif[ExifTags.Base.Model] = plan.model
    exif[ExifTags.Base.Orientation] = _SIDEWAYS if plan.sideways else 1
    exif[ExifTags.Base.DateTime] = local.strftime("%Y:%m:%d %H:%M:%S")
    offset = local.strftime("%z")
    exif.get_ifd(ExifTags.IFD.Exif).update(
        {
            ExifTags.Base.DateTimeOriginal: local.strftime("%Y:%m:%d %H:%M:%S"),
            ExifTags.Base.OffsetTimeOriginal: f"{offset[:3]}:{offset[3:]}",
        }
    )
    if plan.point:
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(_gps(plan.point))
    return exif


def _gps(point: Point) -> dict[int, object]:
    return {
        ExifTags.GPS.GPSLatitudeRef: "N" if point.lat >= 0 else "S",
        ExifTags.GPS.GPSLatitude: _degrees(abs(point.lat)),
        ExifTags.GPS.GPSLongitudeRef: "E" if point.long >= 0 else "W",
        ExifTags.GPS.GPSLongitude: _degrees(abs(point.long)),
    }


def _degrees(value: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    hundredths = round(value * 360_000)  # of a second of arc: 30 cm on the ground
    degrees, rest = divmod(hundredths, 360_000)
    minutes, seconds = divmod(rest, 6000)
    return IFDRational(degrees, 1), IFDRational(minutes, 1), IFDRational(seconds, 100)
