"""Where outside samples are, for the tests that read them beside the project's own made-up ones."""

import os
from pathlib import Path

import pytest


def samples(kind: str) -> list[Path]:
    """Every sample file of a kind (``mail``, ``photos``); skips the test where there are none."""
    checkout = Path(__file__).resolve().parents[1]
    folder = Path(os.environ.get("WARDOFFICE_TEST_DATA", checkout / "../shared/data")) / kind
    found = sorted(
        path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".tsv", ".md"}
    )
    if not found:
        pytest.skip(f"no samples in {folder}: set WARDOFFICE_TEST_DATA")
    return found
