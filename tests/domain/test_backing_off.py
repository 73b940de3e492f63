"""How long a server that does not answer is left alone."""

from hypothesis import given
from hypothesis import strategies as st

from wardoffice.domain.backing_off import LONGEST_SECONDS, seconds_away


def test_waits_double_from_a_second_to_five_minutes() -> None:
    waits = [seconds_away(failures, 0, lambda: 0) for failures in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


@given(st.integers(1, 10_000), st.floats(0, 3600), st.floats(0, 1))
def test_a_server_is_never_asked_sooner_than_it_said_and_desks_do_not_come_in_step(
    failures: int, told: float, chance: float
) -> None:
    wait = seconds_away(failures, told, lambda: chance)
    assert max(told, min(2 ** min(failures - 1, 20), LONGEST_SECONDS)) <= wait
    assert wait <= max(told, LONGEST_SECONDS) * 1.25
