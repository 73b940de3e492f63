"""One window per data folder: a second one would show what the first is changing.

Other programs (``wardoffice sync``, ``import``) may run beside the window; leases keep those apart.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from wardoffice.domain.errors import CannotDoError, StoreError
from wardoffice.language import text

LOCK_NAME = "window.lock"
MUTEX_NAME = "WardOfficeWindow"
"""The installer (``AppMutex`` in installer.iss) looks for it before it replaces a running program."""


@contextmanager
def window_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's window while the block runs.

    The system lets go of it when the process ends in whatever way. Raises CannotDoError where another
    window has it, StoreError where the folder cannot be locked (missing, read-only, a network share
    without locks).
    """
    lock = FileLock(folder / LOCK_NAME, blocking=False)
    try:
        lock.acquire()
    except Timeout as taken:
        raise CannotDoError(
            text("Ward Office is already open on {folder}.", folder=folder),
            text("Nothing was changed."),
            text("Use the window that is open; if you can't see it, look for it in the task bar."),
        ) from taken
    except (OSError, NotImplementedError) as trouble:
        raise StoreError(
            text("The data folder {folder} cannot be locked: {reason}.", folder=folder, reason=trouble),
            text("Nothing was changed."),
            text("Put the data folder on a disk of this computer."),
        ) from trouble
    try:
        with _mutex():
            yield
    finally:
        lock.release()


if sys.platform == "win32":

    @contextmanager
    def _mutex() -> Iterator[None]:
        import ctypes

        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateMutexW.restype = ctypes.c_void_p
        handle = kernel.CreateMutexW(None, False, MUTEX_NAME)
        try:
            yield
        finally:
            kernel.CloseHandle(ctypes.c_void_p(handle))

else:

    @contextmanager
    def _mutex() -> Iterator[None]:
        yield
