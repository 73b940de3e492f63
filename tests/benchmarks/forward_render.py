"""50 forwards with three photos of 12 megapixels each; then once more while somebody scrolls the queue.

Figures: forward_render (seconds from the choice until all stand in the outbox: copies, texts, mails and rows,
beside Pillow alone making the same 150 pictures as small in a pool of as many processes);
forward_render_draft (the same beside Pillow told to decode them at half their size first, as our copies are
made); forward_render_stall and forward_render_stall_own (the window's longest wait while it is done again, in
ms: all of it, and without what it waited for a processor, as in mail_parse).
"""

import os
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
from tests.builders import OfficeBuilder
from tests.forwarding import STREETS, WATER, forward_jobs
from wardoffice.domain.actor import Actor
from wardoffice.domain.forwarding import Bundling, ForwardWish, Receiver
from wardoffice.domain.queue import View
from wardoffice.gui.app import make_application
from wardoffice.gui.collecting import GuiCollector
from wardoffice.gui.queue.view import QueueView
from wardoffice.gui.tasks import Lane, Tasks
from wardoffice.gui.turns import quick_turns
from wardoffice.office.queue import Queue
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, ParsingPool

_WORKERS = 2
_CASES = 5_000
_PHOTOS = 3
_PIXELS = (4032, 3024)
_COPY = (2048, 2048)
_HALF = (2016, 1512)
_MOST_SECONDS = 600
_SETTLING_SECONDS = 3  # the first rows come, and the window is drawn


def main() -> None:
    """Make the photos, send them on, make them small with Pillow alone, print."""
    size = options(__doc__ or "", 50).size
    with TemporaryDirectory() as name:
        folder = Path(name)
        store = build(folder, _CASES)
        pool = ParsingPool(_WORKERS, 60.0, 2_000_000_000)
        try:
            actor, case_ids, photos = _problems(store, size)
            print(f"# {size} forwards, {len(photos)} photos of {photos[0].stat().st_size / 1e6:.1f} MB")
            pool.run(plain, photos[:_WORKERS])  # the workers start
            began = perf_counter()
            _send(store, pool, actor, case_ids, STREETS)
            taken = perf_counter() - began
            began = perf_counter()
            assert all(isinstance(each, Done) for each in pool.run(plain, photos))
            alone = perf_counter() - began
            began = perf_counter()
            assert all(isinstance(each, Done) for each in pool.run(half, photos))
            drafted = perf_counter() - began
            busy = _with_window(store, pool, actor, case_ids)
        finally:
            pool.close()
            store.close()
    show("forward_render", taken, "s", ("Pillow alone", alone))
    show("forward_render_draft", taken, "s", ("Pillow alone, decoding at half the size", drafted))
    show("forward_render_stall", busy.longest, "ms", ("50 ms", 50.0))
    show("forward_render_stall_own", busy.own, "ms", ("50 ms", 50.0))


def plain(path: Path) -> int:
    """A photo made small by Pillow; the bytes of the copy."""
    with Image.open(path) as image:
        image.thumbnail(_COPY)
        written = BytesIO()
        image.save(written, "JPEG", quality=85)
    return len(written.getvalue())


def half(path: Path) -> int:
    """The same with a decoder that is told to make it half as large."""
    with Image.open(path) as image:
        image.draft("RGB", _HALF)
        image.thumbnail(_COPY)
        written = BytesIO()
        image.save(written, "JPEG", quality=85)
    return len(written.getvalue())


def _problems(store: Store, size: int) -> tuple[Actor, tuple[int, ...], list[Path]]:
    """So many problems with their photos, and where the photos are."""
    office = OfficeBuilder(store)
    actor = office.staff("Ana")
    office.service_type("PHF", "Pothole in Street")
    soft = Image.effect_noise((504, 378), 60).resize(_PIXELS, Image.Resampling.BICUBIC)
    noise = Image.effect_noise(_PIXELS, 24)
    photo = BytesIO()
    Image.blend(soft, noise, 0.3).convert("RGB").save(photo, "JPEG", quality=85)
    case_ids, photos = [], []
    for number in range(size):
        case_id = office.mail(
            f"Hole {number}", address=f"{4000 + number} N Damen Ave", service_code="PHF"
        ).case_id
        case_ids.append(case_id)
        for which in range(_PHOTOS):
            content = photo.getvalue() + (number * _PHOTOS + which).to_bytes(4, "big")
            office.photo(case_id, content)
            photos.append(store.files.path(store.files.keep(content).sha256))
    return actor, tuple(case_ids), photos


def _send(
    store: Store, pool: ParsingPool, actor: Actor, case_ids: tuple[int, ...], receiver: Receiver
) -> None:
    """All of them, each in a mail of its own; no copy is there yet."""
    forwarding = forward_jobs(store, pool=pool).forwarding
    wish = ForwardWish(case_ids, receiver, with_map=False, bundling=Bundling.EACH)
    preview = forwarding.preview(actor, wish)
    assert len(preview.mails) == len(case_ids)
    assert all(len(each.pictures) == _PHOTOS for each in preview.mails)
    forwarding.send(actor, preview)


def _with_window(store: Store, pool: ParsingPool, actor: Actor, case_ids: tuple[int, ...]) -> Stalls:
    """The stalls while all go to somebody else."""
    app = make_application(["forward_render"], dark=False)
    collector = GuiCollector()
    collector.start()
    tasks = Tasks(lambda error: print(f"# {error}"))
    view = QueueView(Queue(store), tasks, actor, ZoneInfo("America/Chicago"), lambda: NOW)
    view.resize(560, 800)
    view.show()
    view.start()
    view.show_view(View.ALL)
    stalls(view, seconds=_SETTLING_SECONDS)
    done: list[float] = []
    began = perf_counter()

    def send() -> None:
        _send(store, pool, actor, case_ids, WATER)
        done.append(perf_counter() - began)

    tasks.submit(Lane.PREPARE, send, owner=view)
    with quick_turns():
        busy = stalls(view, seconds=_MOST_SECONDS, until=done)
    collector.stop()
    tasks.shutdown(1)
    app.closeAllWindows()
    return busy


if __name__ == "__main__":
    main()
