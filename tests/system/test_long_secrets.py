"""Long secrets in small entries: the old one or the new one, whenever the program is killed (P3, P9)."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.test_secrets import DictKeyring
from wardoffice.system.long_secrets import LONGEST
from wardoffice.system.secrets import SERVICE, KeyringSecrets

NAME = "mail-sign-in:ward25@outlook.example.org"
WINDOWS_BYTES = 2_560
LETTERS = st.characters(exclude_categories=["Cs"])


class KilledError(Exception):
    """The program ends here."""


class SmallKeyring(DictKeyring):
    """Refuses what Windows would refuse, and dies after so many writes."""

    def __init__(self) -> None:
        super().__init__()
        self.writes_left: int | None = None

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password.encode("utf-16-le")) <= WINDOWS_BYTES
        self._write()
        super().set_password(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        self._write()
        super().delete_password(service, username)

    def _write(self) -> None:
        if self.writes_left is not None:
            if self.writes_left == 0:
                raise KilledError
            self.writes_left -= 1


def secrets_in(keyring: SmallKeyring) -> KeyringSecrets:
    return KeyringSecrets(find_keyring=lambda: keyring)


@given(
    st.lists(
        st.tuples(st.text(LETTERS, max_size=20), st.integers(1, 400)).map(lambda pair: pair[0] * pair[1]),
        min_size=1,
        max_size=4,
    )
)
def test_what_was_put_last_is_there_whole_and_nothing_else(written: list[str]) -> None:
    keyring = SmallKeyring()
    secrets = secrets_in(keyring)
    for secret in written:
        secrets.put(NAME, secret)
        assert secrets.get(NAME) == secret
    once = SmallKeyring()
    secrets_in(once).put(NAME, written[-1])
    assert len(keyring.kept) == len(once.kept), "no part of an older one is left"
    secrets.remove(NAME)
    assert not keyring.kept


@pytest.mark.parametrize(
    "secret", ["\x1e a 2 x", "\x1e" * 3, "x" * LONGEST, "x" * (LONGEST + 1), "🔑" * 900, ""]
)
def test_odd_secrets_come_back_as_they_were(secret: str) -> None:
    secrets = secrets_in(SmallKeyring())
    secrets.put(NAME, secret)
    assert secrets.get(NAME) == secret


@pytest.mark.parametrize("new", ["n" * 3000, "n" * 9000, "short"])
def test_killed_at_any_write_the_old_or_the_new_one_is_there(new: str) -> None:
    """P3."""
    old = "o" * 6000
    for writes in range(40):
        keyring = SmallKeyring()
        secrets = secrets_in(keyring)
        secrets.put(NAME, old)
        keyring.writes_left = writes
        try:
            secrets.put(NAME, new)
        except Exception:  # noqa: BLE001 - the keyring's edge turns the end into a sentence
            keyring.writes_left = None
            assert secrets.get(NAME) in (old, new)
            secrets.put(NAME, new)
            assert secrets.get(NAME) == new
        else:
            break
    else:
        pytest.fail("it never got to its end")
    assert writes > 3


class CrossedKeyring(SmallKeyring):
    """Calls ``meanwhile`` before its write of that number: another program's turn."""

    def __init__(self, at: int, meanwhile: Callable[["CrossedKeyring"], None]) -> None:
        super().__init__()
        self.at = at
        self._meanwhile = meanwhile

    def _write(self) -> None:
        self.at -= 1
        if self.at == 0:
            self._meanwhile(self)


@pytest.mark.parametrize("at", range(1, 14))
@pytest.mark.parametrize("new", ["n" * 6000, "n" * 1500, "short"])
def test_of_two_programs_that_renew_at_once_one_wins_whole_and_no_part_is_left(at: int, new: str) -> None:
    """P9."""
    other = "o" * 4000
    old = "x" * 6000
    before = SmallKeyring()
    secrets_in(before).put(NAME, old)
    keyring = CrossedKeyring(at, lambda crossed: secrets_in(crossed).put(NAME, other))
    keyring.kept |= before.kept
    secrets = secrets_in(keyring)
    secrets.put(NAME, new)
    assert secrets.get(NAME) in (new, other)
    keyring.at = 0  # the other has ended
    secrets.remove(NAME)
    assert not keyring.kept


def test_parts_that_killed_programs_left_do_not_pile_up() -> None:
    keyring = SmallKeyring()
    secrets = secrets_in(keyring)
    for _ in range(20):
        keyring.writes_left = 3
        with suppress(Exception):
            secrets.put(NAME, "k" * 6000)
    keyring.writes_left = None
    secrets.put(NAME, "w" * 6000)
    assert len(keyring.kept) < 30
    secrets.remove(NAME)
    assert not keyring.kept


def test_one_whose_parts_are_gone_is_as_good_as_none() -> None:
    keyring = SmallKeyring()
    secrets = secrets_in(keyring)
    secrets.put(NAME, "x" * 3000)
    del keyring.kept[next(each for each in keyring.kept if each[1].endswith("2)"))]
    assert secrets.get(NAME) is None
    secrets.put(NAME, "y" * 3000)
    assert secrets.get(NAME) == "y" * 3000


def test_a_short_secret_lies_under_its_own_name_as_it_is() -> None:
    keyring = SmallKeyring()
    secrets_in(keyring).put(NAME, "app password")
    assert keyring.kept == {(SERVICE, NAME): "app password"}
