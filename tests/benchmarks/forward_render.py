"""50 forwards with three photos of 12 megapixels each; then once more while somebody scrolls the queue.

Figures: forward_render (seconds from the choice until all stand in the outbox: copies, texts, mails and rows,
beside Pillow alone making the same 150 pictures as small in a pool of as many processes);
forward_render_draft (the same beside Pillow told to decode them at half their size first, as our copies are
made); forward_render_stall, _own and _cpu (the window's longest wait while it is done again, in ms: all of
it, without what it waited for a processor, and the work of its own thread, as in mail_parse).
"""

import os
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image

from tests.benchmarks.big_office import build
from tests.benchmarks.figures import options, show
from tests.benchmarks.stalls import beside_a_scrolled_queue, show_stalls
from tests.builders import OfficeBuilder
from tests.forwarding import STREETS, WATER, forward_jobs
from wardoffice.domain.actor import Actor
from wardoffice.domain.forwarding import Bundling, ForwardWish, Receiver
from wardoffice.gui.tasks import Lane
from wardoffice.store.store import Store
from wardoffice.system.pool import Done, ParsingPool

_WORKERS = 2
_CASES = 5_000
_PHOTOS = 3
_PIXELS = (4032, 3024)
_COPY = (2048, 2048)
_HALF = (2016, 1512)


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
            beside = beside_a_scrolled_queue(
                store, actor, Lane.PREPARE, lambda: _send(store, pool, actor, case_ids, WATER)
            )
        finally:
            pool.close()
            store.close()
    show("forward_render", taken, "s", ("Pillow alone", alone))
    show("forward_render_draft", taken, "s", ("Pillow alone, decoding at half the size", drafted))
    show_stalls("forward_render", beside)


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


if __name__ == "__main__":
    main()
