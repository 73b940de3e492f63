"""What a file of a mail is, by its first bytes, and a name for it that is safe to show and to save.

A sender's file name and media type are claims: 11 of 811 names in a corpus of awkward mail climb out of
their folder, and phones call HEIC pictures JPEG.
"""

import re
import unicodedata

LONGEST_NAME = 120
PICTURE_TYPES = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "image/tiff",
        "image/heic",
        "image/heif",
        "image/avif",
    }
)
"""Media types whose files are worth handing to the picture reader."""

UNKNOWN = "application/octet-stream"
_ZIP = "application/zip"
_OLE = "application/x-ole-storage"

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", _ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLE),
    (b"{\\rtf", "application/rtf"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"OggS", "audio/ogg"),
    (b"ID3\x02", "audio/mpeg"),
    (b"ID3\x03", "audio/mpeg"),
    (b"ID3\x04", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS = {  # ISO 14496-12 file types: the major brand after "ftyp"
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"hevc": "image/heic",
    b"hevx": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"hevm": "image/heic",
    b"hevs": "image/heic",
    b"mif1": "image/heif",
    b"msf1": "image/heif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
_SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
    "image/webp": ".webp",
    "image/avif": ".avif",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "application/pdf": ".pdf",
    _ZIP: ".zip",
    "application/rtf": ".rtf",
    "application/ms-tnef": ".dat",
    "audio/wav": ".wav",
    "audio/mpeg": ".mp3",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "audio/amr": ".amr",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/csv": ".csv",
    "text/calendar": ".ics",
    "text/vcard": ".vcf",
    "message/rfc822": ".eml",
}
_CONTAINERS = {  # what may truly be inside a zip or OLE file, when the sender says so
    _ZIP: ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."),
    _OLE: ("application/msword", "application/vnd.ms-"),
}
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")


def media_type(head: bytes, declared: str) -> str:
    """The media type by the file's first bytes (4 KB are plenty); a claim counts for text, and for sound.

    A container for films (ISO 14496-12) holds sound alone where it is sent as such.
    Text keeps the text type it claims; Office documents are zip or OLE files that say what is inside.
    """
    claim = declared.strip().lower()
    found = _by_sign(head)
    if found in _CONTAINERS and claim.startswith(_CONTAINERS[found]) and _MEDIA_TYPE.fullmatch(claim):
        return claim
    if found == "video/mp4" and claim.startswith("audio/"):
        return "audio/mp4"
    if found:
        return found
    if b"\0" in head:
        return UNKNOWN
    is_text = claim.startswith("text/") and _MEDIA_TYPE.fullmatch(claim)
    return claim if is_text else UNKNOWN


def suffix(kind: str) -> str:
    """The file name suffix of a media type, ``.bin`` where there is no usual one."""
    return _SUFFIXES.get(kind, ".bin")


def safe_name(claimed: str, fallback: str) -> str:
    """A name to show and to save under on any system: no folders, controls, bidi tricks or device names.

    At most LONGEST_NAME characters, the suffix kept; ``fallback`` where nothing is left.
    """
    last = re.split(r"[/\\]", claimed)[-1]
    kept = "".join(
        each
        for each in unicodedata.normalize("NFC", last)
        if each not in _BIDI and unicodedata.category(each) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    name = " ".join(_FORBIDDEN.sub("_", kept).split()).strip(". ")
    if not name:
        return fallback
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    return name if len(name) <= LONGEST_NAME else _shortened(name)


def _shortened(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:  # noqa: PLR2004 - longer than any real file name suffix
        return name[:LONGEST_NAME].rstrip(". ")
    return stem[: LONGEST_NAME - len(ending) - 1].rstrip(". ") + "." + ending


def _by_sign(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[:2] == b"BM" and head[6:10] == bytes(4):  # two letters alone would claim "BMW parked ..."
        return "image/bmp"
    return next((kind for sign, kind in _SIGNS if head.startswith(sign)), "")


def _by_brands(head: bytes) -> str:
    """By the major brand, else by the first compatible one of a picture (ISO 14496-12, 4.3)."""
    if (kind := _BRANDS.get(head[8:12])) is not None:
        return kind
    end = min(int.from_bytes(head[:4], "big"), len(head))
    others = (_BRANDS.get(head[at : at + 4], "") for at in range(16, end, 4))
    return next((each for each in others if each in PICTURE_TYPES), "video/mp4")
