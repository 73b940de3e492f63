"""The data folder: made, checked, and files in it replaced whole (P3, P8)."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.errors import DiskFullError, StoreError
from wardoffice.system.folders import default_data_folder, make_data_folder, replace_file, require_room

Usage = namedtuple("Usage", "total used free")  # noqa: PYI024 - the shape of shutil's own answer


def test_the_default_folder_is_the_users_own_and_bears_the_programs_name() -> None:
    assert default_data_folder().name == "Ward Office"
    assert Path.home() in default_data_folder().parents or os.environ.get("XDG_DATA_HOME")


def test_a_missing_folder_is_made_with_its_parents_for_its_owner_only(tmp_path: Path) -> None:
    made = make_data_folder(tmp_path / "a" / "b")
    assert made.is_dir()
    assert list(made.iterdir()) == []
    if sys.platform != "win32":
        assert stat.S_IMODE(made.stat().st_mode) == 0o700


def test_an_existing_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "office.sqlite").write_bytes(b"x")
    assert make_data_folder(tmp_path) == tmp_path
    assert [each.name for each in tmp_path.iterdir()] == ["office.sqlite"]


def test_a_file_in_the_folders_place_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        make_data_folder(tmp_path / "taken")
    assert str(tmp_path / "taken") in caught.value.happened
    assert "--data-dir" in caught.value.next_step


def test_a_disk_with_too_little_room_is_refused_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(10**12, 10**12 - 5_000_000, 5_000_000))
    with pytest.raises(DiskFullError, match="only 5 MB left"):
        require_room(tmp_path)
    require_room(tmp_path, least=5_000_000)


def test_a_folder_that_vanished_is_no_full_disk(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        require_room(tmp_path / "gone")
    assert not isinstance(caught.value, DiskFullError)


def test_a_full_disk_is_named_as_such_when_the_folder_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    with pytest.raises(DiskFullError):
        make_data_folder(tmp_path)


@given(contents=st.lists(st.binary(max_size=200), min_size=1, max_size=4))
def test_a_replaced_file_holds_what_was_written_last(
    tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("replace") / "settings.toml"
    for content in contents:
        replace_file(path, content)
    assert path.read_bytes() == contents[-1]
    assert [each.name for each in path.parent.iterdir()] == ["settings.toml"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """P3: whichever step fails, a reader finds the old file whole."""
    path = tmp_path / "settings.toml"
    replace_file(path, b"old")

    def fail(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(*((os, "fsync", fail) if step == "fsync" else (Path, "replace", fail)))
    with pytest.raises(OSError, match="No space"):
        replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]
