"""100 photo mails of about 4 MB read by the worker processes, while somebody scrolls the queue.

Figures: mail_parse (seconds for all of them, pictures included, beside the standard library's parser and
Pillow's thumbnails alone, in a pool of as many processes); mail_parse_stall (the window's longest wait
meanwhile, in ms, beside the same window for as long with nothing else to do); mail_parse_stall_own (the same
without what the GUI thread waited for a processor while others had them all, beside the 50 ms of P10; Linux
only, elsewhere the same as the stall). A machine that is busy with other things shows in the second figure's
baseline, and a fault of the program in the third.
"""

import os
from email import policy
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from tests.benchmarks.big_office import NOW, build
from tests.benchmarks.figures import options, show
from tests.benchmarks.stalls import Stalls, stalls
from tests.mail.mails import mixed, part, picture
from wardoffice.domain.actor import Actor, Role
from wardoffice.domain.queue import View
from wardoffice.gui.app import make_application
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane, Tasks
from wardoffice.gui.turns import quick_turns
from wardoffice.office.queue import Queue
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures
from wardoffice.system.pool import Done, ParsingPool

_WORKERS = 2
_CASES = 5_000
_PIXELS = (3264, 2448)
_THUMBNAIL = (512, 512)
_MOST_SECONDS = 600
_SETTLING_SECONDS = 3  # the first rows come, and the window is drawn


def main() -> None:
    """Write the mails, read them both ways, print."""
    size = options(__doc__ or "", 100).size
    with TemporaryDirectory() as name:
        folder = Path(name)
        jobs = _mails(folder, size)
        print(f"# {size} mails of {jobs[0].raw.stat().st_size / 1e6:.1f} MB")
        pool = ParsingPool(_WORKERS, 60.0, 2_000_000_000)
        try:
            _measure(folder, pool, jobs)
        finally:
            pool.close()


def bare(job: ReadingJob) -> int:
    """A mail as the standard library and Pillow alone read it; how many bytes its parts hold."""
    read = 0
    with job.raw.open("rb") as file:
        message = BytesParser(policy=policy.compat32).parse(file)
    for leaf in message.walk():
        payload = leaf.get_payload(decode=True)
        if isinstance(payload, bytes):
            read += len(payload)
            if leaf.get_content_maintype() == "image":
                image = Image.open(BytesIO(payload))
                image.draft("RGB", _THUMBNAIL)
                image.thumbnail(_THUMBNAIL)
    return read


def _mails(folder: Path, size: int) -> list[ReadingJob]:
    photo = BytesIO()
    Image.effect_noise(_PIXELS, 32).convert("RGB").save(photo, "JPEG", quality=78)
    jobs = []
    for number in range(size):
        content = photo.getvalue() + number.to_bytes(4, "big")
        raw = mixed(
            part(f"Pothole number {number} at {4000 + number} N Damen Ave"),
            picture(content, f"IMG_{number:04d}.jpg"),
            Message_ID=f"<{number}@example.org>",
        )
        path = folder / f"{number}.eml"
        path.write_bytes(raw)
        jobs.append(ReadingJob(path, folder / f"out-{number}"))
    return jobs


def _measure(folder: Path, pool: ParsingPool, jobs: list[ReadingJob]) -> None:
    pool.run(read_mail_with_pictures, jobs[:_WORKERS])  # the workers start
    began = perf_counter()
    pool.run(bare, jobs)
    other = perf_counter() - began
    taken, busy, idle = _with_window(folder / "office", pool, jobs)
    show("mail_parse", taken, "s", ("stdlib and Pillow alone", other))
    show("mail_parse_stall", busy.longest, "ms", (f"{idle.longest:.3g} ms of the window alone", idle.longest))
    show("mail_parse_stall_own", busy.own, "ms", ("50 ms", 50.0))
    show("mail_parse_stall_own_idle", idle.own, "ms", ("50 ms", 50.0))


def _with_window(folder: Path, pool: ParsingPool, jobs: list[ReadingJob]) -> tuple[float, Stalls, Stalls]:
    """Seconds for all mails, and the stalls with them and without, over as many seconds."""
    folder.mkdir()
    store = build(folder, _CASES)
    app = make_application(["mail_parse"], dark=False)
    collector = GuiCollector()
    collector.start()
    tasks = Tasks(lambda error: print(f"# {error}"))
    ana = Actor(None, "Ana", Role.STAFF)
    view = QueueView(Queue(store), tasks, ana, ZoneInfo("America/Chicago"), lambda: NOW)
    view.resize(560, 800)
    view.show()
    view.start()
    view.show_view(View.ALL)
    stalls(view, seconds=_SETTLING_SECONDS)
    done: list[float] = []
    began = perf_counter()

    def read() -> None:
        results = pool.run(read_mail_with_pictures, jobs)
        assert all(isinstance(each, Done) for each in results)
        done.append(perf_counter() - began)

    tasks.submit(Lane.MAIL, read, owner=view)
    with quick_turns():
        busy = stalls(view, seconds=_MOST_SECONDS, until=done)
        idle = stalls(view, seconds=done[0])
    collector.stop()
    tasks.shutdown(1)
    app.closeAllWindows()
    store.close()
    return done[0], busy, idle


if __name__ == "__main__":
    main()
