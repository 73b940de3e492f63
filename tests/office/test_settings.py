"""The settings file: defaults for an empty folder, every mistake named, nothing lost (P8, P9)."""

import errno
import json
import tomllib
from pathlib import Path

import jsonschema
import msgspec
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from wardoffice.assets import schema
from wardoffice.domain.errors import CannotDoError, DiskFullError, SettingsError
from wardoffice.office import settings as settings_module
from wardoffice.office.mail_settings import MailSettings, SendingSettings
from wardoffice.office.settings import (
    UPGRADES,
    VERSION,
    CitySettings,
    OfficeSettings,
    Settings,
    SyncSettings,
    WindowSettings,
    load_settings,
    save_settings,
    upgraded,
)
from wardoffice.office.settings_check import WrongValueError
from wardoffice.office.settings_keys import (
    SECRET_KEYS,
    get_setting,
    is_secret,
    secret_name,
    set_setting,
    setting_keys,
    without_mailbox,
)
from wardoffice.office.settings_schema import settings_schema

NO_SURROGATES = st.characters(exclude_categories=["Cs"])
ANY_SETTINGS = st.builds(
    Settings,
    office=st.builds(
        OfficeSettings,
        ward=st.integers(0, 999),
        name=st.text(NO_SURROGATES, max_size=40),
        office_holder_title=st.sampled_from(["alderman", "alderwoman", "alderperson"]),
        language=st.sampled_from(["en", "pseudo"]),
    ),
    city=st.builds(CitySettings, base_url=st.sampled_from(["", "http://127.0.0.1:8311/open311/v2"])),
    mail=st.lists(
        st.builds(
            MailSettings,
            port=st.integers(1, 65535),
            tls=st.booleans(),
            user=st.text(NO_SURROGATES, max_size=40),
            sign_in=st.sampled_from(["password", "microsoft", "google"]),
            folders=st.lists(st.text(NO_SURROGATES, min_size=1, max_size=20), min_size=1, max_size=4).map(
                tuple
            ),
        ),
        max_size=3,
    ).map(tuple),
    sync=st.builds(SyncSettings, minutes=st.integers(1, 1440)),
    window=st.builds(WindowSettings, theme=st.sampled_from(["system", "light", "dark"])),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def trouble_with(path: Path, written: str) -> SettingsError:
    path.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    assert path.read_text(encoding="utf-8") == written, "the broken file stays as it is"
    assert str(path) in caught.value.happened
    assert caught.value.safe
    assert caught.value.next_step
    return caught.value


def test_an_empty_folder_has_all_settings_at_their_defaults(path: Path) -> None:
    assert load_settings(path) == Settings()
    assert not path.exists()


@given(settings=ANY_SETTINGS)
def test_what_was_saved_is_loaded(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> None:
    path = tmp_path_factory.mktemp("settings") / "settings.toml"
    save_settings(path, settings)
    assert load_settings(path) == settings


@given(settings=ANY_SETTINGS)
def test_what_is_saved_fits_the_published_schema(settings: Settings) -> None:
    jsonschema.validate(
        tomllib.loads(tomli_w.dumps(msgspec.to_builtins(settings))), json.loads(settings_schema())
    )


def test_the_published_schema_is_the_one_of_the_types() -> None:
    assert schema("settings.json").read_text(encoding="utf-8") == settings_schema()


def test_a_file_names_only_what_differs_from_the_defaults_if_its_writer_likes(path: Path) -> None:
    path.write_text("[office]\nward = 25\n", encoding="utf-8-sig")
    assert load_settings(path) == Settings(office=OfficeSettings(ward=25))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[mail]\nport = 70000", ["mail.port", "70000", "from 1 to 65535"]),
        ("[mail]\nport = true", ["mail.port", "true", "a whole number"]),
        ("[mail]\ntls = 'yes'", ["mail.tls", "“yes”", "true or false"]),
        ("[mail]\nfolders = []", ["mail.folders", "a list of names"]),
        ("[mail]\nfolders = ['']", ["mail.folders", "a list of names"]),
        ("[mail]\nfolders = 'INBOX'", ["mail.folders", "a list of names"]),
        ("[mail]\nhost = 'ward@example.org'", ["mail.host", "the IMAP server's name"]),
        ("[window]\ntheme = 'drak'", ["window.theme", "“drak”", "system, light, dark"]),
        ("[office]\nlanguage = 'English'", ["office.language", "marks every text"]),
        ("[city]\nbase_url = 'ftp://example.org'", ["city.base_url", "http"]),
        ("[city]\nbase_url = 'http://me:hush@example.org/v2'", ["city.base_url"]),
        ("[mail]\nprot = 993", ["mail.prot", "Did you mean mail.port?"]),
        ("[male]\nport = 993", ["[male]", "Did you mean mail?"]),
        ("[elsewhere]\nx = 1", ["[elsewhere]", "office, city, mail, sending, sync, window, store"]),
        ("mail = 3", ["mail", "must be a list of sections", "[[mail]]"]),
        ("version = 2\n[mail]\nport = 993", ["mail", "[[mail]]"]),
        ("version = 2\nmail = [3]", ["mail", "must be a section"]),
        ("version = 2\n[[mail]]\n[[mail]]\nport = 0", ["mail.2.port", "from 1 to 65535"]),
        ("version = 2\n[[mail]]\n[[mail]]\nprot = 1", ["mail.2.prot", "Did you mean mail.2.port?"]),
        (
            "version = 2\n[[mail]]\nhost = 'a.org'\nuser = 'w'\n[[mail]]\nhost = 'A.org'\nuser = 'w'",
            ["w@A.org", "is there twice", "commas"],
        ),
        (f"[mail]\nhost = '{'h' * 300}'\nuser = '{'u' * 30}'", ["too long"]),
        ("[mail]\nsign_in = 'yahoo'", ["mail.sign_in", "password", "microsoft", "google"]),
        ("version = 'one'", ["version", "one"]),
        ("version = true", ["version"]),
        ("version = 0", ["version is 0"]),
        ("version = 99", ["newer Ward Office", "99"]),
        ("[office\nward = 1", ["cannot be read", "line 1"]),
        ("x = " + "[" * 5000, ["cannot be read"]),
    ],
)
def test_a_mistake_is_named_with_its_key_and_what_is_allowed(
    path: Path, written: str, words: list[str]
) -> None:
    """P8: a clear sentence, and the file stays as it is."""
    said = str(trouble_with(path, written))
    for word in words:
        assert word in said


def test_a_file_that_is_no_text_is_told_of(path: Path) -> None:
    path.write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)
    assert path.read_bytes() == b"\xff\xfe\x00broken"


@given(written=st.text(NO_SURROGATES))
def test_any_text_at_all_is_settings_or_a_settings_error(
    tmp_path_factory: pytest.TempPathFactory, written: str
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "settings.toml"
    path.write_bytes(written.encode())
    try:
        loaded = load_settings(path)
    except SettingsError:
        assert path.read_bytes() == written.encode()
    else:
        assert isinstance(loaded, Settings)


@pytest.mark.parametrize("key", ["store.url", "mail.password", "city.api_key"])
def test_no_secret_can_be_written_into_the_settings(path: Path, key: str) -> None:
    """P9: not by hand, and not by the program."""
    section, _, name = key.partition(".")
    said = trouble_with(path, f"[{section}]\n{name} = 'postgresql://ward:hush@db.example.org/office'\n")
    assert "hush" not in str(said)
    with pytest.raises(SettingsError) as caught:
        set_setting(Settings(), key, "postgresql://ward:hush@db.example.org/office")
    assert "hush" not in str(caught.value)


def test_a_database_address_without_a_password_is_taken() -> None:
    address = "postgresql+psycopg://ward@db.example.org/office"
    assert get_setting(set_setting(Settings(), "store.url", address), "store.url") == address


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("office.ward", " 25 ", 25),
        ("mail.tls", "No", False),
        ("mail.tls", "on", True),
        ("mail.folders", "INBOX, Requests/Photos ,", ("INBOX", "Requests/Photos")),
        ("office.name", "25th Ward", "25th Ward"),
        ("window.theme", "dark", "dark"),
    ],
)
def test_a_setting_is_understood_as_people_write_it(key: str, written: str, value: object) -> None:
    changed = set_setting(Settings(), key, written)
    assert get_setting(changed, key) == value
    others = [each for each in setting_keys() if each != key]
    assert all(get_setting(changed, each) == get_setting(Settings(), each) for each in others)


@pytest.mark.parametrize(
    ("key", "written", "words"),
    [
        ("mail.port", "993x", "a whole number from 1 to 65535"),
        ("mail.port", "²", "a whole number"),
        ("office.ward", "-1", "a whole number"),
        ("mail.tls", "maybe", "true or false"),
        ("mail.folders", " , ", "a list of names"),
        ("window.theme", "dim", "system, light, dark"),
        ("mail.prot", "1", "Did you mean mail.port?"),
        ("version", "2", "There is no setting"),
        ("mail.passwort", "x", "Did you mean mail.password?"),
    ],
)
def test_a_value_that_is_not_allowed_is_refused_in_words(key: str, written: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        set_setting(Settings(), key, written)
    assert words in str(caught.value)
    assert key in str(caught.value)


def test_every_setting_can_be_got_and_is_explained_to_whoever_reads_the_schema() -> None:
    sections = json.loads(settings_schema())["$defs"]
    described = {
        f"{section.removesuffix('Settings').lower()}.{name}": field.get("description", "")
        for section, table in sections.items()
        if section != "Settings"
        for name, field in table["properties"].items()
    }
    assert set(described) == set(setting_keys(Settings()))
    assert all(described.values())


def test_every_older_version_of_the_file_has_an_upgrade() -> None:
    assert sorted(UPGRADES) == list(range(1, VERSION))


def test_an_old_file_is_brought_through_every_version_in_turn() -> None:
    upgrades = {
        1: lambda tables: {"inbox": tables["mail"]},
        2: lambda tables: {"inbox": {**tables["inbox"], "port": 993}},
    }
    tables = {"version": 1, "mail": {"host": "a"}}
    assert upgraded(tables, upgrades, newest=3) == {"version": 3, "inbox": {"host": "a", "port": 993}}
    assert upgraded({"mail": {"host": "a"}}, upgrades, newest=3)["version"] == 3
    assert tables == {"version": 1, "mail": {"host": "a"}}


def test_a_newer_file_is_not_guessed_at() -> None:
    with pytest.raises(WrongValueError) as caught:
        upgraded({"version": VERSION + 1})
    assert "newer" in caught.value.detail
    assert caught.value.hint


@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, DiskFullError), (errno.EACCES, SettingsError)])
def test_settings_that_cannot_be_written_leave_the_old_ones(
    path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[Exception]
) -> None:
    save_settings(path, Settings())
    before = path.read_bytes()

    def fail(_path: Path, _content: bytes) -> None:
        raise OSError(code, "it did not work")

    monkeypatch.setattr(settings_module, "replace_file", fail)
    with pytest.raises(kind):
        save_settings(path, Settings(office=OfficeSettings(ward=1)))
    assert path.read_bytes() == before


def test_the_saved_file_is_plain_toml_with_its_version_first(path: Path) -> None:
    save_settings(path, Settings())
    written = path.read_text(encoding="utf-8")
    assert written.startswith(f"version = {VERSION}\n")
    assert set(tomllib.loads(written)) == {
        "version", "office", "city", "mail", "sending", "sync", "window", "store",
    }  # fmt: skip


def test_one_mailbox_of_an_old_file_becomes_the_first_of_the_list(path: Path) -> None:
    path.write_text("version = 1\n[mail]\nhost = 'imap.example.org'\nuser = 'ward25'\n", encoding="utf-8")
    mail = MailSettings(host="imap.example.org", user="ward25")
    assert load_settings(path) == Settings(mail=(mail,))
    path.write_text("[mail]\n", encoding="utf-8")
    assert load_settings(path).mail == ()


TWO = Settings(
    mail=(
        MailSettings(host="imap.example.org", user="ward25"),
        MailSettings(host="outlook.example.org", user="photos", sign_in="microsoft"),
    ),
    city=CitySettings(key="boston"),
)


def test_a_further_mailbox_is_made_by_its_number() -> None:
    settings = Settings()
    for key, written in (
        ("mail.host", "imap.example.org"),
        ("mail.1.user", "ward25"),
        ("mail.2.host", "outlook.example.org"),
        ("mail.2.user", "photos"),
        ("mail.2.sign_in", "microsoft"),
    ):
        settings = set_setting(settings, key, written)
    assert settings.mail == TWO.mail
    assert get_setting(settings, "mail.host") == get_setting(settings, "mail.1.host") == "imap.example.org"
    assert get_setting(settings, "mail.2.user") == "photos"
    keys = setting_keys(settings)
    assert [key for key in keys if key.endswith(".host")] == ["mail.host", "mail.2.host", "sending.host"]
    assert keys.index("mail.2.host") < keys.index("sync.minutes")
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", setting_keys(TWO))
def test_every_listed_key_can_be_got(key: str) -> None:
    get_setting(TWO, key)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("mail.4.host", "The next one is mail.3"),
        ("mail.0.host", "There is no setting"),
        ("mail.2.prot", "2.port"),
    ],
)
def test_no_mailbox_is_left_out_in_between(key: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        set_setting(TWO, key, "x.example.org")


def test_a_mailbox_that_is_not_there_has_no_settings_to_show() -> None:
    with pytest.raises(SettingsError, match="There is no mailbox 3"):
        get_setting(TWO, "mail.3.host")


def test_one_account_is_one_mailbox() -> None:
    """P1: it has one set of books and one lease."""
    same_host = set_setting(TWO, "mail.2.host", "imap.example.org")
    with pytest.raises(SettingsError, match="is there twice"):
        set_setting(same_host, "mail.2.user", "ward25")


@pytest.mark.parametrize("folder", ["Photos", "inbox"])
def test_mail_is_not_moved_to_a_folder_that_is_read(folder: str) -> None:
    """It would come from there as new mail, for ever."""
    reads = set_setting(TWO, "mail.2.folders", "INBOX,Photos")
    with pytest.raises(SettingsError, match="a folder that is read"):
        set_setting(reads, "mail.2.move_to", folder)
    assert set_setting(reads, "mail.2.move_to", "Done").mail[1].move_to == "Done"


def test_a_mailbox_is_taken_out_and_the_next_moves_up() -> None:
    assert without_mailbox(TWO, "mail.1").mail == TWO.mail[1:]
    assert without_mailbox(TWO, "mail.2").mail == TWO.mail[:1]
    for key in ("mail.3", "mail", "mail.1.host", "city"):
        with pytest.raises(SettingsError):
            without_mailbox(TWO, key)


def test_a_mailbox_without_a_host_is_not_read() -> None:
    assert set_setting(TWO, "mail.host", "").mailboxes == TWO.mail[1:]


def test_secrets_are_named_by_what_they_open() -> None:
    own = msgspec.structs.replace(TWO, sending=SendingSettings(host="smtp.example.org", user="out"))
    assert [secret_name(own, key) for key in SECRET_KEYS] == [
        "mail:ward25@imap.example.org",
        "mail-app:ward25@imap.example.org",
        "mail:out@smtp.example.org",
        "city:boston",
        "portal:boston",
    ]
    assert secret_name(TWO, "mail.2.password") == "mail:photos@outlook.example.org"
    assert is_secret("mail.2.client_secret")
    assert not is_secret("mail.2.user")
    assert not is_secret("mail.password.2")


def test_mail_is_sent_with_the_first_mailboxs_password_unless_another_is_named() -> None:
    with pytest.raises(CannotDoError, match=r"sending\.host and sending\.user"):
        secret_name(TWO, "sending.password")


def test_a_password_needs_a_mailbox_first() -> None:
    with pytest.raises(CannotDoError, match=r"mail\.host and mail\.user"):
        secret_name(Settings(), "mail.password")
    with pytest.raises(CannotDoError, match=r"mail\.3\.host and mail\.3\.user"):
        secret_name(TWO, "mail.3.password")
