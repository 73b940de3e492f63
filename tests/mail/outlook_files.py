"""Writes the .msg files that Outlook would: an OLE compound file ([MS-CFB]) of properties ([MS-OXMSG])."""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

Value = str | bytes | int | datetime
Properties = Mapping[int, "Value | Mapping[int, Value]"]
Tree = dict[str, "bytes | Tree"]

SUBJECT, BODY, HTML, CLASS, HEADERS = 0x0037, 0x1000, 0x1013, 0x001A, 0x007D
SENDER_NAME, SENDER_ADDRESS, SENDER_SMTP, SUBMITTED, MESSAGE_ID = 0x0C1A, 0x0C1F, 0x5D01, 0x0039, 0x1035
DISPLAY_NAME, SMTP_ADDRESS = 0x3001, 0x39FE
ATTACH_DATA, ATTACH_METHOD, ATTACH_NAME, ATTACH_TYPE, ATTACH_ID = 0x3701, 0x3705, 0x3707, 0x370E, 0x3712

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_1601 = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = _FREE
    right: int = _FREE
    start: int = _END


@dataclass
class _Sectors:
    """Sectors in a row, each with the number of the next one of its chain."""

    content: list[bytes] = field(default_factory=list)
    following: list[int] = field(default_factory=list)

    def add(self, raw: bytes, size: int = _SECTOR) -> int:
        if not raw:
            return _END
        first = len(self.content)
        pieces = [raw[at : at + size].ljust(size, b"\0") for at in range(0, len(raw), size)]
        self.content += pieces
        self.following += [*range(first + 1, first + len(pieces)), _END]
        return first


def outlook_file(
    properties: Mapping[int, Value],
    *,
    attachments: Sequence[Properties] = (),
    recipients: Sequence[Mapping[int, Value]] = (),
) -> bytes:
    """A whole .msg; an attachment whose data is a mapping is a mail inside it."""
    tree = _storage({CLASS: "IPM.Note", **properties}, header=32)
    for number, each in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = _storage(each, header=8)
    for number, attached in enumerate(attachments):
        data = attached.get(ATTACH_DATA)
        plain = {pid: value for pid, value in attached.items() if not isinstance(value, Mapping)}
        storage = _storage({ATTACH_METHOD: 5 if isinstance(data, Mapping) else 1, **plain}, header=8)
        if isinstance(data, Mapping):
            storage["__substg1.0_3701000D"] = _storage({CLASS: "IPM.Note", **data}, header=24)
        tree[f"__attach_version1.0_#{number:08X}"] = storage
    return compound_file(tree)


def _storage(properties: Mapping[int, Value], *, header: int) -> Tree:
    tree: Tree = {}
    lines = b""
    for pid, value in properties.items():
        kind, inline = 0x0003, b""
        if isinstance(value, int):
            inline = struct.pack("<q", value)
        elif isinstance(value, datetime):
            kind, inline = 0x0040, struct.pack("<q", int((value - _1601).total_seconds() * 10_000_000))
        else:
            kind = 0x001F if isinstance(value, str) else 0x0102
            raw = value.encode("utf-16-le", "surrogatepass") if isinstance(value, str) else value
            tree[f"__substg1.0_{pid:04X}{kind:04X}"] = raw
            inline = struct.pack("<II", len(raw) + (2 if isinstance(value, str) else 0), 0)
        lines += struct.pack("<HHI", kind, pid, 6) + inline
    tree["__properties_version1.0"] = bytes(header) + lines
    return tree


def compound_file(tree: Tree) -> bytes:
    """An OLE compound file of version 3 with these streams and storages."""
    entries = [_Entry("Root Entry", 5)]
    entries[0].child = _add(entries, tree)
    sectors, minis = _Sectors(), _Sectors()
    for entry in entries[1:]:
        if entry.kind == 2:
            large = len(entry.content) >= _CUTOFF
            entry.start = sectors.add(entry.content) if large else minis.add(entry.content, _MINI)
    root = entries[0]
    root.content = b"".join(minis.content)
    root.start = sectors.add(root.content)
    mini_fat = sectors.add(_numbers(minis.following))
    directory = sectors.add(b"".join(map(_written, entries)).ljust(-(-len(entries) // 4) * _SECTOR, b"\0"))
    count = -(-len(sectors.content) // 127)
    fat_at = len(sectors.content)
    fat = _numbers([*sectors.following, *[_FAT] * count])
    fat = fat.ljust(count * _SECTOR, b"\xff")
    mini_count = -(-len(minis.following) // 128)
    head = struct.pack(
        "<8s16sHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        bytes(16),
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        count,
        directory,
        0,
        _CUTOFF,
        mini_fat,
        mini_count,
        _END,
        0,
        fat_at,
    )
    head += b"".join(struct.pack("<I", fat_at + number) for number in range(1, count))
    return head.ljust(_SECTOR, b"\xff") + b"".join(sectors.content) + fat


def _add(entries: list[_Entry], tree: Tree) -> int:
    first = before = _FREE
    for name, content in tree.items():
        entry = _Entry(name, 2, content) if isinstance(content, bytes) else _Entry(name, 1)
        number = len(entries)
        entries.append(entry)
        if not isinstance(content, bytes):
            entry.child = _add(entries, content)
        if first == _FREE:
            first = number
        else:
            entries[before].right = number
        before = number
    return first


def _written(entry: _Entry) -> bytes:
    name = entry.name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        name,
        len(name) + 2,
        entry.kind,
        1,
        _FREE,
        entry.right,
        entry.child,
        bytes(16),
        0,
        0,
        0,
        entry.start,
        len(entry.content),
    )


def _numbers(numbers: Iterable[int]) -> bytes:
    raw = b"".join(struct.pack("<I", number) for number in numbers)
    return raw.ljust(-(-len(raw) // _SECTOR) * _SECTOR, b"\xff")
