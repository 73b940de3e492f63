"""Where the samples are, and the recordings of real cities when they are at hand."""

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from wardoffice.open311.context import WireContext

SAMPLES = Path(__file__).parent / "samples"
CHECKOUT = Path(__file__).parents[2]
RECORDINGS = Path(os.environ.get("WARDOFFICE_TEST_DATA", CHECKOUT / "../shared/data")) / "open311"


@pytest.fixture
def chicago() -> WireContext:
    return WireContext(
        "chicago",
        ZoneInfo("America/Chicago"),
        datetime(2026, 7, 1, tzinfo=UTC),
        (41.6, -88.0, 42.1, -87.4),
        ("extended_attributes", "ward"),
    )


@pytest.fixture
def elsewhere(chicago: WireContext) -> WireContext:
    """The same without the bounds of Chicago: for what other cities sent."""
    return replace(chicago, bounds=None)


@pytest.fixture
def recordings() -> Path:
    if not RECORDINGS.is_dir():
        pytest.skip("the recorded answers of other cities are not on this machine (WARDOFFICE_TEST_DATA)")
    return RECORDINGS
