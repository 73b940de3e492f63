"""All the city's requests in Parquet: what a file says is kept, what is broken is named (P8)."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portal_files import HEADER, LEFT_OUT, OLD_HEADER, old_row, portal_row, write_csv
from wardoffice.domain.errors import CancelledError, StoreError
from wardoffice.domain.places import Point
from wardoffice.domain.portal import PortalColumns, PortalRow
from wardoffice.open311.portal_columns import header_of, portal_columns
from wardoffice.store.city.lines import look_at
from wardoffice.store.city.parquet import CityParquet, Taken, Wanted

ZONE = ZoneInfo("America/Chicago")
ALL = Wanted(47, (Point(41.9, -87.8), Point(42.0, -87.6)))


def never() -> bool:
    return False


@pytest.fixture
def city(tmp_path: Path) -> CityParquet:
    return CityParquet(tmp_path / "city", LEFT_OUT)


def take(city: CityParquet, path: Path) -> tuple[str, Taken]:
    columns = portal_columns(header_of(path))
    assert columns is not None
    taken = city.take_csv(path, columns, zone=ZONE, known=lambda _: False, cancelled=never)
    assert taken is not None
    return taken.digest, taken


def rows(city: CityParquet, digest: str, wanted: Wanted = ALL) -> list[PortalRow]:
    return [row for some in city.rows(digest, wanted, ZONE, never) for row in some]


def test_a_row_comes_back_with_its_types_and_utc_times(city: CityParquet, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            portal_row(
                "sr26-00000001",
                status="Completed",
                closed_date="2026-01-05T13:00:00.000",
                duplicate="true",
                parent_sr_number="SR26-00000000",
            )
        ],
    )
    digest, taken = take(city, path)
    assert taken == Taken(rows=1, broken=0, without_date=0, examples=(), digest=digest)
    assert rows(city, digest) == [
        PortalRow(
            number="SR26-00000001",
            service_name="Pothole in Street Complaint",
            service_code="PHF",
            agency="CDOT - Department of Transportation",
            status="Completed",
            origin="Phone Call",
            address="4812 N DAMEN AVE",
            zipcode="60625",
            parent_number="SR26-00000000",
            requested_at=datetime(2026, 6, 29, 20, 4, 5, tzinfo=UTC),
            updated_at=datetime(2026, 6, 30, 14, tzinfo=UTC),
            closed_at=datetime(2026, 1, 5, 19, tzinfo=UTC),
            ward=47,
            duplicate=True,
            point=Point(41.95, -87.68),
            more={"community_area": "4", "police_district": "19", "legacy_record": "false"},
        )
    ]


def test_a_row_is_kept_in_full_but_for_the_precinct_and_its_point_said_again(
    city: CityParquet, tmp_path: Path
) -> None:
    values = {name.lower(): f"{name} {place}" for place, name in enumerate(HEADER)}
    values |= {"sr_number": "SR26-00000001", "created_department": 'a \x1f b,\n"c"', "ward": "47"}
    values |= {"community_area": "4", "latitude": "41.95", "longitude": "-87.68", "created_hour": " "}
    row = values.pop("sr_number")
    digest, _ = take(city, write_csv(tmp_path / "a.csv", [portal_row(row, **values)]))
    (found,) = rows(city, digest)
    assert found.more["created_department"] == 'a   b,\n"c"'
    assert found.more["sanitation_division_days"] == "SANITATION_DIVISION_DAYS 30"
    expected = {
        name.lower()
        for name in HEADER
        if name.startswith(("STREET_N", "STREET_D", "STREET_T", "ELECTRIC", "POLICE_", "CREATED_DAY"))
    }
    expected |= {"created_department", "city", "state", "legacy_record", "created_month"}
    assert set(found.more) == expected | {"community_area", "sanitation_division_days"}


def test_columns_without_a_name_or_with_one_name_are_all_kept(city: CityParquet, tmp_path: Path) -> None:
    header = [*HEADER, "", "Note", "note", "Precinct 2015", "Lat"]
    path = write_csv(tmp_path / "a.csv", [[*portal_row("SR26-00000001"), "a", "b", "c", "d", "e"]], header)
    digest, _ = take(city, path)
    (row,) = rows(city, digest)
    usual = {"community_area": "4", "police_district": "19", "legacy_record": "false"}
    assert row.more == {**usual, "column_40": "a", "note": "b", "note_42": "c", "lat_44": "e"}


@pytest.mark.parametrize(
    "written",
    [
        "06/29/2026 03:04:05 PM",
        "06/29/2026 3:04:05 PM",
        "06/29/2026 15:04:05",
        "2026 Jun 29 03:04:05 PM",
        "2026-06-29T15:04:05.000",
    ],
)
def test_a_time_is_read_as_any_export_writes_it(city: CityParquet, tmp_path: Path, written: str) -> None:
    digest, _ = take(city, write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001", created_date=written)]))
    assert [row.requested_at for row in rows(city, digest)] == [datetime(2026, 6, 29, 20, 4, 5, tzinfo=UTC)]


@pytest.mark.parametrize("written", ["06/29/2026 3:04 PM", "06/29/2026 15:04"])
def test_a_time_without_seconds_is_read(city: CityParquet, tmp_path: Path, written: str) -> None:
    digest, _ = take(city, write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001", created_date=written)]))
    assert [row.requested_at for row in rows(city, digest)] == [datetime(2026, 6, 29, 20, 4, tzinfo=UTC)]


def test_an_older_export_comes_back_with_what_it_has(city: CityParquet, tmp_path: Path) -> None:
    digest, taken = take(city, write_csv(tmp_path / "old.csv", [old_row("1200012345")], OLD_HEADER))
    (row,) = rows(city, digest)
    assert taken.rows == 1
    assert (row.number, row.status, row.duplicate) == ("12-00012345", "Completed - Dup", True)
    assert row.requested_at == datetime(2012, 1, 3, 6, tzinfo=UTC)
    assert row.updated_at is None


def test_broken_rows_are_named_and_counted_and_the_others_go_in(city: CityParquet, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            portal_row("SR26-00000001"),
            ["cut", "short"],
            [*portal_row("SR26-00000002"), "too", "long"],
            portal_row(""),
            portal_row("SR26-" + "9" * 200),
            portal_row("SR26-00000003", created_date="yesterday"),
            portal_row("SR26-00000004", street_address='4812 N "DAMEN"\nAVE, REAR'),
        ],
    )
    with path.open("ab") as file:
        file.write(b"SR26-00000005,\xff\xfe\n")
    digest, taken = take(city, path)
    assert (taken.rows, taken.broken, taken.without_date) == (3, 5, 1)
    assert [example.line for example in taken.examples[:2]] == [3, 4]
    assert taken.examples[0].excerpt == "cut,short"
    assert taken.examples[-1].reason == "no usable number"
    assert {row.number[-1] for row in rows(city, digest)} == {"1", "3", "4"}


def test_no_precinct_and_nothing_of_the_header_is_written(city: CityParquet, tmp_path: Path) -> None:
    """Section 11 of the design: no field for precincts anywhere."""
    digest, _ = take(
        city, write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001", precinct="PRECINCT24")])
    )
    (place,) = (tmp_path / "city").glob("*.parquet")
    with duckdb.connect() as duck:
        kept = duck.execute("SELECT * FROM read_parquet(?)", [str(place)]).fetchall()
        names = [name for name, *_ in duck.description]
    assert "number" in names
    assert not [name for name in names if "precinct" in name.lower()]
    assert "PRECINCT24" not in str(kept)
    assert place.stem == digest


def test_the_rows_wanted_are_those_that_may_be_the_wards(city: CityParquet, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [
            portal_row("SR26-00000001"),
            portal_row("SR26-00000002", ward="32", latitude="41.99"),
            portal_row("SR26-00000003", ward="32", latitude="41.5"),
            portal_row("SR26-00000004", ward="32", latitude="", longitude=""),
            portal_row("SR26-00000005", ward="47", latitude="41.5"),
            portal_row("SR26-00000006", ward="1", latitude="41.5"),
            portal_row("SR26-00000007", ward="0", latitude="0", longitude="0"),
            portal_row("SR26-00000008", sr_type="311 INFORMATION ONLY CALL", sr_short_code="311IOC"),
            portal_row("SR26-00000009", sr_type="Aircraft Noise Complaint", sr_short_code=""),
        ],
    )
    digest, _ = take(city, path)
    wanted = Wanted(ALL.ward, ALL.box, ["SR26-00000006"])
    assert [row.number[-1] for row in rows(city, digest, wanted)] == ["7", "6", "5", "4", "2", "1"]
    assert [row.number[-1] for row in rows(city, digest, Wanted(47, None))] == ["7", "5", "1"]
    assert city.left_out(digest, 47) == {"311IOC": 1, "AVN": 1}
    assert city.left_out(digest, 32) == {}


def test_a_file_is_there_only_when_it_is_whole(city: CityParquet, tmp_path: Path) -> None:
    """P3: what a killed or stopped import leaves is never taken for a file."""
    path = write_csv(tmp_path / "a.csv", [portal_row(f"SR26-{number:08}") for number in range(20_000)])
    columns = portal_columns(HEADER)
    assert columns is not None
    with pytest.raises(CancelledError):
        city.take_csv(
            path,
            columns,
            zone=ZONE,
            known=lambda _: False,
            cancelled=lambda: True,
        )
    assert not city.has(look_at(path, never).digest)
    assert list((tmp_path / "city").iterdir()) == []


def test_a_known_file_is_read_no_further_than_it_takes_to_know_it(city: CityParquet, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001")])
    digest, _ = take(city, path)
    columns = portal_columns(HEADER)
    assert columns is not None
    asked: list[str] = []

    def known(said: str) -> bool:
        asked.append(said)
        return True

    again = city.take_csv(path, columns, zone=ZONE, known=known, cancelled=never)
    assert (again, asked) == (None, [digest])
    assert [each.name for each in (tmp_path / "city").iterdir()] == [f"{digest}.parquet"]


def test_a_file_that_is_not_there_is_told_as_such(city: CityParquet, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        city.take_csv(
            tmp_path / "a.csv",
            PortalColumns(3, {"number": 0}),
            zone=ZONE,
            known=lambda _: False,
            cancelled=never,
        )


def test_a_folder_that_cannot_be_used_is_told_of_in_words(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001")])
    (tmp_path / "city").write_text("a file stands in the way")
    with pytest.raises(StoreError) as told:
        take(CityParquet(tmp_path / "city", LEFT_OUT), path)
    assert told.value.safe


FIELD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(HEADER[1:]).map(str.lower), FIELD, max_size=8), max_size=5))
def test_whatever_stands_in_the_columns_every_row_is_counted_once(
    tmp_path: Path, told: list[dict[str, str]]
) -> None:
    """P8: any text in any column is a value, an empty one, or a named broken row; never a crash or a loss."""
    city = CityParquet(tmp_path / "city", LEFT_OUT)
    path = write_csv(
        tmp_path / "a.csv", [portal_row(f"SR26-{place:08}", **values) for place, values in enumerate(told)]
    )
    digest, taken = take(city, path)
    assert taken.rows + taken.broken == len(told)
    assert len(rows(city, digest, Wanted(47, (Point(-90, -180), Point(90, 180))))) <= taken.rows


def test_the_citys_own_file_of_2012_is_read_whole(city: CityParquet, test_data: Path) -> None:
    files = sorted((test_data / "chicago311").glob("*.csv"))
    if not files:
        pytest.skip("the older export is not on this machine (WARDOFFICE_TEST_DATA)")
    with files[0].open(encoding="utf-8-sig", newline="") as file:
        expected = list(csv.DictReader(file))
    digest, taken = take(city, files[0])
    assert (taken.rows, taken.broken, taken.without_date) == (len(expected), 0, 0)
    in_ward = [row for row in expected if row["Ward"] == "47"]
    got = [row for row in rows(city, digest, Wanted(47, None)) if row.ward == 47]
    assert len(got) == len(in_ward) > 0
    assert sum(row.duplicate for row in got) == sum("Dup" in row["Status"] for row in in_ward)


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-06-29T20:04:05Z", datetime(2026, 6, 29, 20, 4, 5, tzinfo=UTC)),
        ("2026-06-29T20:04:05.000Z", datetime(2026, 6, 29, 20, 4, 5, tzinfo=UTC)),
        (" 2026-01-29 20:04:05z", datetime(2026, 1, 29, 20, 4, 5, tzinfo=UTC)),
        ("2026-03-08T07:30:00Z", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        ("2026-03-08T08:30:00Z", datetime(2026, 3, 8, 8, 30, tzinfo=UTC)),  # the clock was put forward at 8
        ("2026-06-29T15:04:05.000", datetime(2026, 6, 29, 20, 4, 5, tzinfo=UTC)),
        ("neverZ", None),
    ],
)
def test_a_time_that_ends_with_z_is_utc_and_all_others_are_the_citys_clock(
    city: CityParquet, tmp_path: Path, written: str, moment: datetime | None
) -> None:
    path = write_csv(tmp_path / "a.csv", [portal_row("SR26-00000001", created_date=written)])
    digest, _ = take(city, path)
    assert [row.requested_at for row in rows(city, digest)] == [moment]


def test_rows_in_an_older_code_are_read_counted_and_lose_no_other(city: CityParquet, tmp_path: Path) -> None:
    """P8: one letter that is not UTF-8 costs neither its row nor the file."""
    path = write_csv(
        tmp_path / "a.csv",
        [
            portal_row("SR26-00000001", street_address="1 W CAF\u00c9 ST"),
            portal_row("SR26-00000002", street_address="2 W CAF\u00c9 ST"),
            portal_row("SR26-00000003"),
        ],
    )
    written = path.read_bytes().replace("1 W CAF\u00c9".encode(), b"1 W CAF\xc9 \x96")
    path.write_bytes(written)
    digest, taken = take(city, path)
    assert (taken.rows, taken.broken, taken.lines_not_utf8) == (3, 0, 1)
    assert {row.number: row.address for row in rows(city, digest)} == {
        "SR26-00000001": "1 W CAF\u00c9 \u2013 ST",
        "SR26-00000002": "2 W CAF\u00c9 ST",
        "SR26-00000003": "4812 N DAMEN AVE",
    }


@pytest.mark.parametrize("spoilt", [b"\xe9", b"\xe2\x82", b"\x80"])
@pytest.mark.parametrize("before", [0, (1 << 20) - 2, (1 << 20) - 1, 1 << 20])
def test_a_letter_that_is_not_utf8_is_seen_wherever_it_stands(
    tmp_path: Path, spoilt: bytes, before: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * before + spoilt)
    assert not look_at(path, never).is_utf8
    path.write_bytes(b"x" * before + "\u20ac".encode())
    assert look_at(path, never).is_utf8
