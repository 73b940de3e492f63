"""The threads of the window share a few heaps, and give back what they freed."""

import platform
import subprocess
import sys

import pytest

_HEAPS = """
import ctypes, threading
from wardoffice.system.memory import share_heaps
shared = share_heaps({most})
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
turn = threading.Barrier(8)
heaps = set()
def ask():
    turn.wait()
    heaps.add(libc.malloc(1000) >> 26)  # a thread's own heap lies in 64 MB of its own
    turn.wait()
threads = [threading.Thread(target=ask) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
print(shared, len(heaps))
"""


def heaps_of_eight_threads(most: int) -> tuple[bool, int]:
    """Whether the system heeded the limit, and in how many places eight threads at once got memory."""
    ran = [sys.executable, "-c", _HEAPS.format(most=most)]
    heeded, places = subprocess.run(ran, capture_output=True, text=True, check=True).stdout.split()
    return heeded == "True", int(places)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc gives threads heaps of their own")
def test_many_threads_ask_few_heaps() -> None:
    heeded, places = heaps_of_eight_threads(2)
    assert heeded
    assert places <= 2
    assert heaps_of_eight_threads(8)[1] > places, "left alone they would ask more"


_HOLES = """
import ctypes, mmap
from pathlib import Path
from wardoffice.system.memory import give_back
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
pieces = [libc.malloc(60_000) for _ in range(1_000)]
for each in pieces: ctypes.memset(each, 1, 60_000)
for each in pieces[:-1]: libc.free(each)  # the last one stands at the end and keeps the rest
def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * mmap.PAGESIZE
before = held()
print(give_back(), before - held())
"""


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="only glibc keeps what lies below its last piece"
)
def test_what_was_freed_below_a_heaps_last_piece_is_given_back() -> None:
    ran = subprocess.run([sys.executable, "-c", _HOLES], capture_output=True, text=True, check=True)
    given, size = ran.stdout.split()
    assert given == "True"
    assert int(size) > 40_000_000
