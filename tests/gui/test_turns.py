"""While a window stands, whoever waits for Python gets its turn quickly."""

import sys

import pytest

from wardoffice.gui.turns import quick_turns


def test_a_repaint_waits_a_tenth_as_long_for_each_turn_and_all_is_as_before_at_the_end() -> None:
    """P10: a repaint needs hundreds of turns, each as late as a busy worker keeps it."""
    before = sys.getswitchinterval()
    with quick_turns():
        assert sys.getswitchinterval() <= 0.001
    assert sys.getswitchinterval() == before


def test_a_window_that_ends_by_an_error_gives_the_turns_back() -> None:
    before = sys.getswitchinterval()
    with pytest.raises(RuntimeError), quick_turns():
        raise RuntimeError
    assert sys.getswitchinterval() == before
