"""How much of the machine a process asks for."""

import os
import sys
from contextlib import suppress

_NICER = 10
"""Steps on POSIX's scale of 20: about a tenth of a processor that somebody else wants, all of an idle one."""
_BELOW_NORMAL = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of Windows' SetPriorityClass."""
_THIS_PROCESS = -1
"""What Windows' GetCurrentProcess answers in every process."""


def give_way() -> None:
    """Let this process step back wherever another wants the processor; a system that refuses leaves it be.

    It cannot be taken back, so it is for processes that nobody waits for at a window.
    """
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.kernel32.SetPriorityClass(ctypes.c_void_p(_THIS_PROCESS), _BELOW_NORMAL)
    else:
        with suppress(OSError):
            os.nice(_NICER)
