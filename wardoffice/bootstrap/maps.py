"""Wires what the maps and the pages for paper are made of. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from wardoffice.geo.addresses import normalise
from wardoffice.geo.place_finding import PlaceFinder
from wardoffice.office.blocks import Blocks
from wardoffice.office.boundaries import Boundaries
from wardoffice.office.case_pane import CasePane
from wardoffice.office.map_layers import Layers
from wardoffice.office.queue import Queue
from wardoffice.office.streets import Streets
from wardoffice.store.store import Store


@dataclass(frozen=True, slots=True)
class MapJobs:
    """The jobs of the maps."""

    layers: Layers
    blocks: Blocks


def make_maps(
    store: Store,
    boundaries: Boundaries,
    streets: Streets,
    *,
    ward: int,
    queue: Queue,
    cases: CasePane,
    finder: Callable[[], PlaceFinder],
) -> MapJobs:
    """The jobs of the maps for one office; ``ward`` is ours."""
    return MapJobs(Layers(boundaries, streets, ward), Blocks(store, queue, cases, finder, normalise))
