"""100 photo mails of about 4 MB read by the worker processes, while somebody scrolls the queue.

Figures: mail_parse (seconds for all of them, pictures included, beside the standard library's parser and
Pillow's thumbnails alone, in a pool of as many processes); mail_parse_stall (the window's longest wait
meanwhile, in ms, beside the same window for as long with nothing else to do); mail_parse_stall_own (the same
without what the GUI thread waited for a processor while others had them all, beside the 50 ms of P10; Linux
only, elsewhere the same as the stall); mail_parse_stall_cpu (the longest work of that thread itself). A
machine that is busy with other things shows in the second figure's baseline, and a fault of the program in
the third.
"""

import os
from email import policy
from email.parser import BytesParser
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from tests.benchmarks.big_office import build
from tests.benchmarks.figures import options, show
from tests.benchmarks.stalls import beside_a_scrolled_queue, show_stalls
from tests.mail.mails import mixed, part, picture
from wardoffice.domain.actor import Actor, Role
from wardoffice.gui.tasks import Lane
from wardoffice.office.reading import ReadingJob, read_mail_with_pictures
from wardoffice.system.pool import Done, ParsingPool

_WORKERS = 2
_CASES = 5_000
_PIXELS = (3264, 2448)
_THUMBNAIL = (512, 512)


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
    place = folder / "office"
    place.mkdir()
    store = build(place, _CASES)

    def read() -> None:
        assert all(isinstance(each, Done) for each in pool.run(read_mail_with_pictures, jobs))

    beside = beside_a_scrolled_queue(store, Actor(None, "Ana", Role.STAFF), Lane.MAIL, read)
    store.close()
    show("mail_parse", beside.seconds, "s", ("stdlib and Pillow alone", other))
    show_stalls("mail_parse", beside)


if __name__ == "__main__":
    main()
