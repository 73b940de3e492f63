"""DuckDB's errors in words for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

from wardoffice.domain.errors import CancelledError, DiskFullError, StoreError, UnreadableError
from wardoffice.language import text

_LONGEST = 200


@contextmanager
def city_file_errors(name: str) -> Iterator[None]:
    """Inside the block, trouble with the file ``name`` or the Parquet files is told in sentences.

    Raises CancelledError, DiskFullError, UnreadableError or StoreError.
    """
    import duckdb

    try:
        yield
    except duckdb.InterruptException as trouble:
        raise CancelledError from trouble
    except duckdb.InvalidInputException as trouble:
        raise UnreadableError(
            text("{name} cannot be read as a table: {reason}.", name=name, reason=_first_line(trouble)),
            text("Nothing of it was imported."),
            text("Download it from the city's portal again, as CSV."),
        ) from trouble
    except (duckdb.Error, OSError) as trouble:
        if "no space left" in str(trouble).lower():
            raise DiskFullError(
                text("The disk is full."),
                text("What was saved before is safe."),
                text("Free some space on the disk and do it again."),
            ) from trouble
        raise StoreError(
            text("The city's requests could not be kept: {reason}.", reason=_first_line(trouble)),
            text("What was saved before is safe."),
            text("Check that the data folder can be written, and do it again."),
        ) from trouble


def _first_line(trouble: Exception) -> str:
    line = (str(trouble).splitlines() or [""])[0].strip().rstrip(".")
    return line[:_LONGEST] or type(trouble).__name__
