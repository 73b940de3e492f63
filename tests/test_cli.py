"""The command line: what may be typed, what goes where, and its ends (0 done, 1 problems, 2 usage)."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import wardoffice
from wardoffice import cli
from wardoffice.cli_settings import Terminal
from wardoffice.domain.errors import CannotDoError, SecretsError
from wardoffice.domain.health import Finding, ok, problem, warning
from wardoffice.domain.ports import Secrets
from wardoffice.office.doctor import Doctor
from wardoffice.office.settings import FILE_NAME, load_settings
from wardoffice.system.secrets import MemorySecrets

NOBODY = Terminal(lambda: False, lambda _prompt: pytest.fail("nobody is there to be asked"))


@dataclass
class Report:
    """What a made-up job gives account of."""

    ok: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {"city": {"received": 3}, "words": "zażółć"}

    def sentences(self) -> tuple[str, ...]:
        return ("311: 3 records read.",)


@dataclass
class MadeUpOffice:
    """The jobs of an office; ``during`` is what happens while one runs."""

    report: Report = field(default_factory=Report)
    during: Callable[[Callable[[], bool]], None] = lambda _cancelled: None
    actor: str = "the program"
    files: tuple[Path, ...] = ()
    whole_year: bool | None = None

    @property
    def sync(self) -> "MadeUpOffice":
        return self

    @property
    def importing(self) -> "MadeUpOffice":
        return self

    def run(
        self,
        actor: str,
        progress: Callable[..., None],
        cancelled: Callable[[], bool],
        *,
        whole_year: bool = False,
    ) -> Report:
        self.whole_year = whole_year
        progress("city", 3, None)
        self.during(cancelled)
        return self.report

    def import_files(
        self,
        actor: str,
        paths: Sequence[Path],
        progress: Callable[..., None],
        cancelled: Callable[[], bool],
        *,
        since: date | None,
    ) -> Report:
        self.files = tuple(paths)
        progress(1, 1)
        return self.report


class MadeUpProgram:
    """Stands where bootstrap does, and notes what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.office = MadeUpOffice()
        self.asked: list[tuple[object, ...]] = []
        self.findings: list[Finding] = []
        module = ModuleType("wardoffice.bootstrap")
        for name in ("open_office", "run_window", "run_demo", "make_doctor"):
            setattr(module, name, getattr(self, name))
        monkeypatch.setitem(sys.modules, "wardoffice.bootstrap", module)
        monkeypatch.setattr(wardoffice, "bootstrap", module, raising=False)

    @contextmanager
    def open_office(self, data_dir: Path) -> Iterator[MadeUpOffice]:
        self.asked.append(("office", data_dir))
        yield self.office

    def run_window(self, data_dir: Path) -> int:
        self.asked.append(("window", data_dir))
        return 0

    def make_doctor(self, data_dir: Path, city: Path | None, secrets: Secrets) -> Doctor:
        self.asked.append(("doctor", data_dir, city))
        return Doctor([("311", lambda _cancelled: self.findings)])

    def run_demo(self, data_dir: Path | None, screenshots: Path | None, seed: int) -> int:
        self.asked.append(("demo", data_dir, screenshots, seed))
        return 0


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> MadeUpProgram:
    return MadeUpProgram(monkeypatch)


def ward_office(*arguments: str, secrets: Secrets | None = None, terminal: Terminal = NOBODY) -> int:
    return cli.run(cli.parse(arguments), secrets=secrets or MemorySecrets(), terminal=terminal)


class TestWhatIsTyped:
    @pytest.mark.parametrize(
        "arguments",
        [
            ["nonsense"],
            ["demo", "--seed", "many"],
            ["import"],
            ["sync", "--xml"],
            ["export"],
            ["export", "voters"],
            ["export", "cases", "--format", "xls"],
            ["config"],
            ["config", "get"],
            ["config", "set", "mail.port"],
            ["config", "set", "mail.password", "hush"],
        ],
    )
    def test_bad_usage_ends_with_2_and_says_why_on_stderr(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.parse(arguments)
        assert ended.value.code == 2
        said = capsys.readouterr()
        assert "usage: wardoffice" in said.err
        assert said.out == ""

    def test_the_help_names_every_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(SystemExit) as ended:
            cli.parse(["--help"])
        assert ended.value.code == 0
        said = capsys.readouterr().out
        assert all(
            command in said
            for command in ("demo", "sync", "import", "export", "doctor", "config", "--data-dir")
        )

    def test_the_data_folder_may_stand_before_or_after_the_command(self) -> None:
        for arguments in (["--data-dir", "x", "config", "list"], ["config", "list", "--data-dir", "x"]):
            assert cli.data_folder(cli.parse(arguments)) == Path("x")

    def test_without_a_data_folder_it_is_the_users_own(self) -> None:
        assert cli.data_folder(cli.parse(["sync"])).name == "Ward Office"


class TestJobs:
    def test_without_a_command_the_window_opens(self, program: MadeUpProgram, tmp_path: Path) -> None:
        assert ward_office("--data-dir", str(tmp_path)) == 0
        assert program.asked == [("window", tmp_path)]

    def test_the_practice_ward_never_takes_the_users_folder_by_itself(self, program: MadeUpProgram) -> None:
        assert ward_office("demo", "--screenshots", "shots", "--seed", "7") == 0
        assert program.asked == [("demo", None, Path("shots"), 7)]

    @pytest.mark.parametrize("asked", [(), ("--year",)])
    def test_the_year_before_is_read_to_its_end_where_it_is_asked_for(
        self, program: MadeUpProgram, asked: tuple[str, ...]
    ) -> None:
        assert ward_office("sync", *asked) == 0
        assert program.office.whole_year is bool(asked)

    def test_a_sync_tells_a_person_in_sentences(
        self, program: MadeUpProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ward_office("sync", "--data-dir", str(tmp_path)) == 0
        assert capsys.readouterr().out == "311: 3 records read.\n"
        assert program.asked == [("office", tmp_path)]

    @pytest.mark.parametrize("command", [["sync"], ["import", "a.eml", "b.mbox"]])
    @pytest.mark.parametrize("ok", [True, False])
    def test_json_is_exactly_one_object_on_stdout_and_problems_end_with_1(
        self,
        program: MadeUpProgram,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        command: list[str],
        ok: bool,  # noqa: FBT001 - pytest hands parameters over by name
    ) -> None:
        program.office.report = Report(ok=ok)
        assert ward_office(*command, "--json", "--data-dir", str(tmp_path)) == (0 if ok else 1)
        said = capsys.readouterr()
        assert json.loads(said.out) == Report().as_dict()
        assert said.out.count("\n") == 1
        assert said.err == ""

    def test_import_takes_every_file_that_was_named(self, program: MadeUpProgram, tmp_path: Path) -> None:
        ward_office("import", "a.eml", "b.mbox", "--data-dir", str(tmp_path))
        assert program.office.files == (Path("a.eml"), Path("b.mbox"))

    def test_an_error_ends_with_1_and_its_sentences_on_stderr(
        self, program: MadeUpProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        def fail(_cancelled: Callable[[], bool]) -> None:
            raise CannotDoError("It broke.", "All is safe.", "Try again.")

        program.office.during = fail
        assert ward_office("sync", "--data-dir", str(tmp_path)) == 1
        said = capsys.readouterr()
        assert (said.out, said.err) == ("", "It broke. All is safe. Try again.\n")
        assert ward_office("sync", "--json", "--data-dir", str(tmp_path)) == 1
        assert json.loads(capsys.readouterr().out) == {
            "ok": False,
            "error": {"happened": "It broke.", "safe": "All is safe.", "next_step": "Try again."},
        }

    def test_ctrl_c_asks_the_job_to_stop_and_a_second_one_ends_it(
        self, program: MadeUpProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seen: list[bool] = []

        def interrupted(cancelled: Callable[[], bool]) -> None:
            seen.append(cancelled())
            signal.raise_signal(signal.SIGINT)
            seen.append(cancelled())
            signal.raise_signal(signal.SIGINT)
            seen.append(True)

        before = signal.getsignal(signal.SIGINT)
        program.office.during = interrupted
        assert ward_office("sync", "--data-dir", str(tmp_path)) == 1
        assert seen == [False, True]
        assert "kept" in capsys.readouterr().err
        assert signal.getsignal(signal.SIGINT) is before


class TestConfig:
    def test_a_setting_that_was_set_is_got_and_listed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folder = str(tmp_path / "office")
        assert ward_office("config", "set", "mail.folders", "INBOX, Photos", "--data-dir", folder) == 0
        assert ward_office("config", "get", "mail.folders", "--data-dir", folder) == 0
        assert ward_office("config", "list", "--data-dir", folder) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "INBOX, Photos"
        assert "mail.folders = INBOX, Photos" in lines[1:]
        assert "window.map_tiles = false" in lines

    def test_looking_at_settings_leaves_no_folder_behind(self, tmp_path: Path) -> None:
        assert ward_office("config", "list", "--data-dir", str(tmp_path / "office")) == 0
        assert not (tmp_path / "office").exists()

    @pytest.mark.parametrize(
        "arguments", [["get", "mail.prot"], ["set", "mail.prot", "1"], ["set", "mail.port", "no"]]
    )
    def test_what_cannot_be_is_said_on_stderr_and_ends_with_1(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
    ) -> None:
        assert ward_office("config", *arguments, "--data-dir", str(tmp_path)) == 1
        said = capsys.readouterr()
        assert "mail.p" in said.err
        assert said.out == ""
        assert not (tmp_path / FILE_NAME).exists()


class TestSecrets:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> str:
        for key, value in (("mail.host", "imap.example.org"), ("mail.user", "ward25")):
            ward_office("config", "set", key, value, "--data-dir", str(tmp_path))
        return str(tmp_path)

    def test_a_password_is_asked_for_and_kept_in_the_keyring_only(
        self, folder: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        """P9: not in the settings, and never on the screen."""
        secrets = MemorySecrets()
        terminal = Terminal(lambda: True, lambda _prompt: "hush")
        command = ("config", "set", "mail.password", "--data-dir", folder)
        assert ward_office(*command, secrets=secrets, terminal=terminal) == 0
        assert secrets.get("mail:ward25@imap.example.org") == "hush"
        assert ward_office("config", "get", "mail.password", "--data-dir", folder, secrets=secrets) == 0
        assert ward_office("config", "list", "--data-dir", folder, secrets=secrets) == 0
        said = capsys.readouterr()
        assert "hush" not in said.out + said.err
        assert "hush" not in (Path(folder) / FILE_NAME).read_text(encoding="utf-8")

    def test_without_a_terminal_it_ends_with_1_and_says_so(
        self, folder: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert ward_office("config", "set", "mail.password", "--data-dir", folder) == 1
        assert "no terminal" in capsys.readouterr().err

    def test_without_a_keyring_it_ends_with_1_before_anybody_typed_anything(
        self, folder: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        class NoSecrets(MemorySecrets):
            def get(self, name: str) -> str | None:
                raise SecretsError("There is no keyring.")

        asking = Terminal(lambda: True, lambda _prompt: pytest.fail("a password was asked for in vain"))
        command = ("config", "set", "mail.password", "--data-dir", folder)
        assert ward_office(*command, secrets=NoSecrets(), terminal=asking) == 1
        assert "no keyring" in capsys.readouterr().err

    @pytest.mark.parametrize("answer", ["", None])
    def test_nothing_typed_keeps_the_old_password(self, folder: str, answer: str | None) -> None:
        def typed(_prompt: str) -> str:
            if answer is None:
                raise EOFError
            return answer

        secrets = MemorySecrets({"mail:ward25@imap.example.org": "old"})
        command = ("config", "set", "mail.password", "--data-dir", folder)
        assert ward_office(*command, secrets=secrets, terminal=Terminal(lambda: True, typed)) == 1
        assert secrets.get("mail:ward25@imap.example.org") == "old"

    def test_a_second_mailbox_is_set_listed_and_taken_out(
        self, folder: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for key, value in (("mail.2.host", "outlook.example.org"), ("mail.2.sign_in", "microsoft")):
            assert ward_office("config", "set", key, value, "--data-dir", folder) == 0
        assert ward_office("config", "list", "--data-dir", folder) == 0
        lines = capsys.readouterr().out.splitlines()
        assert "mail.host = imap.example.org" in lines
        assert "mail.2.sign_in = microsoft" in lines
        secrets = MemorySecrets()
        typing = Terminal(lambda: True, lambda _prompt: "hush")
        assert ward_office("config", "set", "mail.2.user", "photos", "--data-dir", folder) == 0
        command = ("config", "set", "mail.2.client_secret", "--data-dir", folder)
        assert ward_office(*command, secrets=secrets, terminal=typing) == 0
        assert secrets.get("mail-app:photos@outlook.example.org") == "hush"
        assert ward_office("config", "remove", "mail.2", "--data-dir", folder) == 0
        assert ward_office("config", "get", "mail.2.host", "--data-dir", folder) == 1
        assert "no mailbox 2" in capsys.readouterr().err

    def test_signing_in_tries_the_password_before_it_is_kept(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for key, value in (("mail.host", "127.0.0.1"), ("mail.port", "9"), ("mail.tls", "no")):
            ward_office("config", "set", key, value, "--data-dir", str(tmp_path))
        secrets = MemorySecrets()
        typing = Terminal(lambda: True, lambda _prompt: "hush")
        sign_in = ("sign-in", "--data-dir", str(tmp_path))
        assert ward_office(*sign_in, secrets=secrets, terminal=typing) == 1
        assert "does not work" in capsys.readouterr().err
        assert secrets.get("mail:@127.0.0.1") is None
        assert ward_office("sign-in", "2", *sign_in[1:], secrets=secrets, terminal=typing) == 1
        assert "no mailbox 2" in capsys.readouterr().err


class TestTheRealProgram:
    """Run as a person runs it."""

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "wardoffice", *arguments],
            env={**os.environ, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def test_it_speaks_utf8_whatever_the_terminal_is_set_to(self, tmp_path: Path) -> None:
        folder = ("--data-dir", str(tmp_path))
        set_name = self.run("config", "set", "office.name", "Biuro 25. okręgu", *folder)
        assert set_name.returncode == 0, set_name.stderr
        assert load_settings(tmp_path / FILE_NAME).office.name == "Biuro 25. okręgu"
        got = self.run("config", "get", "office.name", *folder, PYTHONIOENCODING="ascii")
        assert got.stdout.decode("utf-8").strip() == "Biuro 25. okręgu"

    def test_a_pipe_that_closes_early_is_no_traceback(self, tmp_path: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-m", "wardoffice", "config", "list", "--data-dir", str(tmp_path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""
            assert process.wait(60) == 1

    def test_without_a_keyring_and_a_terminal_the_password_command_ends_with_1(self, tmp_path: Path) -> None:
        folder = ("--data-dir", str(tmp_path))
        self.run("config", "set", "mail.host", "imap.example.org", *folder)
        self.run("config", "set", "mail.user", "ward25", *folder)
        no_keyring = self.run("config", "set", "mail.password", *folder)
        assert no_keyring.returncode == 1
        assert b"keyring" in no_keyring.stderr
        assert b"Traceback" not in no_keyring.stderr

    def test_a_broken_settings_file_is_named_and_left_alone(self, tmp_path: Path) -> None:
        """P8."""
        (tmp_path / FILE_NAME).write_text("[mail]\nport = 'often'\n", encoding="utf-8")
        told = self.run("sync", "--json", "--data-dir", str(tmp_path))
        assert told.returncode == 1
        assert b"mail.port" in told.stderr
        assert json.loads(told.stdout)["ok"] is False
        assert (tmp_path / FILE_NAME).read_text(encoding="utf-8") == "[mail]\nport = 'often'\n"

    @pytest.mark.skipif(sys.platform == "win32", reason="a crash by signal is POSIX's way")
    def test_a_crash_below_python_leaves_its_stacks_in_the_data_folder(self, tmp_path: Path) -> None:
        crash = (
            "import faulthandler, sys, wardoffice.cli; from wardoffice.__main__ import main;"
            "wardoffice.cli.run = lambda options: faulthandler._sigsegv();"
            f"sys.argv = ['wardoffice', 'sync', '--data-dir', {str(tmp_path)!r}]; main()"
        )
        ran = subprocess.run([sys.executable, "-c", crash], capture_output=True, timeout=60, check=False)
        assert ran.returncode == -signal.SIGSEGV
        assert "Segmentation fault" in (tmp_path / "crash.log").read_text(encoding="utf-8")

    def test_a_windowed_program_without_any_streams_does_its_work_all_the_same(self, tmp_path: Path) -> None:
        quiet = (
            "import sys; from wardoffice.__main__ import main;"
            "sys.stdin = sys.stdout = sys.stderr = None;"
            "sys.exit(main())"
        )
        typed = ["config", "set", "office.ward", "25", "--data-dir", str(tmp_path)]
        command = [sys.executable, "-c", quiet, *typed]
        ran = subprocess.run(command, capture_output=True, timeout=60, check=False)
        assert ran.returncode == 0
        assert load_settings(tmp_path / FILE_NAME).office.ward == 25


class TestTheDoctor:
    @pytest.mark.parametrize(
        ("findings", "code"),
        [
            ([ok("311", "Fine.")], 0),
            ([warning("311", "Hm.")], 0),
            ([warning("a", "Hm."), problem("b", "No.")], 1),
        ],
    )
    def test_it_ends_with_how_things_are(
        self,
        program: MadeUpProgram,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        findings: list[Finding],
        code: int,
    ) -> None:
        program.findings = findings
        assert ward_office("doctor", "--data-dir", str(tmp_path)) == code
        assert findings[0].sentence in capsys.readouterr().out
        assert program.asked == [("doctor", tmp_path, None)]

    def test_json_is_one_object(
        self, program: MadeUpProgram, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        program.findings = [problem("311", "It does not answer.", "Check the network.")]
        file = tmp_path / "city.json"
        assert ward_office("doctor", "--json", "--city", str(file), "--data-dir", str(tmp_path)) == 1
        told = json.loads(capsys.readouterr().out)
        assert told["findings"][0]["next_step"] == "Check the network."
        assert program.asked == [("doctor", tmp_path, file)]
