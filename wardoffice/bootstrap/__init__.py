"""The composition root: the one place where the parts are wired together.

An office opens without Qt (sync, import); the window and the practice ward load when they are asked for.
"""

from pathlib import Path

from wardoffice.bootstrap.doctor import make_doctor
from wardoffice.bootstrap.office import Office
from wardoffice.bootstrap.opening import open_office

__all__ = ["Office", "make_doctor", "open_office", "run_demo", "run_window"]


def run_window(data_dir: Path | None) -> int:
    """Open the office's window and stay until it is closed; returns the exit code.

    Raises CannotDoError where another window is open on the same folder.
    """
    from wardoffice.bootstrap.window import run

    return run(data_dir)


def run_demo(data_dir: Path | None, screenshots: Path | None, seed: int) -> int:
    """Open the practice ward: its window where there is a display, else the tour of it.

    ``screenshots`` asks for the tour anywhere, with a picture of every screen in that folder. The practice
    ward has a folder of its own (under ``data_dir``, else one that is removed at the end).
    """
    from wardoffice.bootstrap.practice import run

    return run(data_dir, screenshots, seed)
