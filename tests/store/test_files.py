"""The file store: the same content once, and never half a file under a hash (P3)."""

import errno
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.errors import DiskFullError, FileLostError, StoreError
from wardoffice.store.files import FileStore

CHECKOUT = Path(__file__).parents[2]


def _files(root: Path) -> list[Path]:
    return [each for each in (root / "files").rglob("*") if each.is_file()]


@given(content=st.binary(max_size=2000))
def test_what_is_kept_is_found_under_its_hash(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    store = FileStore(tmp_path_factory.mktemp("files"))
    kept = store.keep(content)
    assert kept.sha256 == sha256(content).hexdigest()
    assert kept.size == len(content)
    assert store.path(kept.sha256).read_bytes() == content


def test_the_same_content_is_kept_once_whichever_way_it_comes(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "store")
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"a photo" * 1000)
    first = store.keep(source.read_bytes())
    assert store.keep_file(source) == first
    assert store.keep(source.read_bytes()) == first
    assert len(_files(tmp_path / "store")) == 1
    assert source.exists()
    assert list((tmp_path / "store" / "incoming").iterdir()) == []


_KILLED_WRITER = """
import os, signal, sys
from pathlib import Path
from wardoffice.store import files

point, root, source = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if point == "thumbnail":
    # A copy that is killed when half of it is written.
    def half(source, place, *_):
        Path(place).write_bytes(Path(source).read_bytes()[:10])
        die()
    files.shutil.copyfile = half
elif point == "copying":
    def half_open(original, file, _size):
        file.write(original.read(10)); file.flush(); die()
    files.shutil.copyfileobj = half_open
elif point == "syncing":
    files.os.fsync = die
elif point == "renaming":
    files.Path.replace = die
store = files.FileStore(root)
if point == "thumbnail":
    store.keep_thumbnail("ab" * 32, source)
else:
    store.keep_file(source)
"""


@pytest.mark.parametrize("point", ["copying", "syncing", "renaming", "thumbnail"])
def test_a_program_killed_while_it_writes_leaves_nothing_under_a_hash(tmp_path: Path, point: str) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"a photo" * 100_000)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED_WRITER, point, tmp_path / "store", source], cwd=CHECKOUT, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert _files(tmp_path / "store") == []
    assert not FileStore(tmp_path / "store").thumbnail("ab" * 32).exists()
    store = FileStore(tmp_path / "store")
    assert store.sweep() == 1
    assert _left(tmp_path) == []
    kept = store.keep_file(source)
    assert store.path(kept.sha256).read_bytes() == source.read_bytes()


def _left(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "store" / "incoming").iterdir())


def test_a_sweep_removes_what_was_left_in_progress_and_nothing_that_is_kept(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    kept = store.keep(b"kept")
    (tmp_path / "incoming" / "half").write_bytes(b"ha")
    (tmp_path / "incoming" / "folder").mkdir()
    (tmp_path / "incoming" / "folder" / "half").write_bytes(b"ha")
    assert store.sweep() == 2
    assert store.sweep() == 0
    assert store.path(kept.sha256).read_bytes() == b"kept"


def test_a_sweep_passes_over_what_another_program_renames_into_its_place_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path / "store")
    for name in ("renamed", "left"):
        (tmp_path / "store" / "incoming" / name).write_bytes(b"half")
    looked_at = Path.stat

    def renamed_before(self: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if self.name == "renamed":
            self.unlink(missing_ok=True)
        return looked_at(self, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(Path, "stat", renamed_before)
    assert store.sweep() == 1
    assert _left(tmp_path) == []


def test_what_is_lost_or_cannot_be_read_is_told_in_sentences(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    kept = store.keep(b"kept")
    assert store.read(kept.sha256) == b"kept"
    store.path(kept.sha256).unlink()
    with pytest.raises(FileLostError, match="not there any more"):
        store.read(kept.sha256)
    store.path(kept.sha256).mkdir()
    with pytest.raises(StoreError, match="could not be read"):
        store.read(kept.sha256)


def test_work_in_progress_has_a_folder_that_is_gone_afterwards(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    with store.scratch() as folder:
        (folder / "part").write_bytes(b"part")
    assert not folder.exists()
    assert store.sweep() == 0


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, DiskFullError), (errno.EDQUOT, DiskFullError), (errno.EIO, StoreError)],
)
def test_a_full_disk_is_told_in_sentences_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[StoreError]
) -> None:
    """P8: what goes wrong is said with what is safe and what to do next."""
    store = FileStore(tmp_path / "store")
    source = tmp_path / "photo.jpg"
    source.write_bytes(b"a photo")

    def refuse(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    writers: list[Callable[[], object]] = [lambda: store.keep(b"a photo"), lambda: store.keep_file(source)]
    for keep in writers:
        with pytest.raises(expected) as refused:
            keep()
        assert type(refused.value) is expected
        assert refused.value.safe
        assert refused.value.next_step
        assert _files(tmp_path / "store") == []
        assert _left(tmp_path) == []


def test_half_a_thumbnail_is_removed_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = FileStore(tmp_path / "store")

    def half(_source: Path, place: Path) -> None:
        place.write_bytes(b"ha")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", half)
    with pytest.raises(DiskFullError):
        store.keep_thumbnail("ab" * 32, tmp_path / "thumbnail.jpg")
    assert not store.thumbnail("ab" * 32).exists()
    assert _left(tmp_path) == []


def test_trouble_with_the_pieces_of_a_file_is_told_in_sentences(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    (tmp_path / "parts").rmdir()
    (tmp_path / "parts").write_bytes(b"no folder")
    asked: list[Callable[[], object]] = [
        store.parts,
        lambda: store.drop_parts("city"),
        lambda: store.part_size("city"),
    ]
    for ask in asked:
        with pytest.raises(StoreError, match="could not be written"):
            ask()
