"""The command line: what may be typed, and which part of the program does it. No work of its own.

Exit codes: 0 done, 1 done with problems that were named (or not done, with the reason), 2 bad usage.
``doctor`` ends with 1 where it found a problem; warnings alone are 0.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from wardoffice.cli_output import (
    complain,
    print_report,
    print_trouble,
    say,
    show_parts,
    show_progress,
    stoppable,
)
from wardoffice.cli_settings import Terminal, add_settings, check_set, config, sign_in, this_terminal
from wardoffice.domain.errors import WardOfficeError
from wardoffice.domain.ports import Secrets
from wardoffice.language import text
from wardoffice.system.folders import default_data_folder
from wardoffice.system.memory import share_heaps
from wardoffice.system.qt_libraries import missing_packages, missing_sentence, prepare_environment
from wardoffice.system.secrets import KeyringSecrets

DONE = 0
PROBLEMS = 1
SEED = 42


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """What was typed, with ``data_dir`` a Path or None.

    Ends the program with 2 and a usage line where it makes no sense, with 0 after ``--help``.
    """
    folder = argparse.ArgumentParser(add_help=False)
    folder.add_argument(
        "--data-dir",
        type=Path,
        # Said before or after the command alike: a default of the command would undo what stood before it.
        default=argparse.SUPPRESS,
        metavar="DIR",
        help=text("the office's folder (default: this user's own)"),
    )
    parser = argparse.ArgumentParser(
        prog="wardoffice",
        parents=[folder],
        description=text("A ward office's work: what residents ask for, and the office's word to them."),
        epilog=text("Without a command the window opens."),
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    _add_jobs(commands, folder)
    _add_export(commands, folder)
    _add_doctor(commands, folder)
    _add_wards(commands, folder)
    add_settings(commands, folder)
    options = parser.parse_args(list(arguments))
    options.data_dir = getattr(options, "data_dir", None)
    if options.command == "config" and options.what == "set":
        check_set(parser, options)
    return options


def run(
    options: argparse.Namespace, *, secrets: Secrets | None = None, terminal: Terminal | None = None
) -> int:
    """Do what was typed; returns the exit code. Every WardOfficeError ends as its sentences on stderr.

    ``secrets`` and ``terminal`` are the system's keyring and this process's terminal unless given.
    """
    try:
        return _done(options, secrets or KeyringSecrets(), terminal or this_terminal())
    except WardOfficeError as error:
        print_trouble(error, as_json=getattr(options, "json", False))
    except KeyboardInterrupt:
        complain(text("Stopped. Everything read so far is kept."))
    return PROBLEMS


def data_folder(options: argparse.Namespace) -> Path:
    """The folder that was named, or this user's own."""
    return options.data_dir or default_data_folder()


def _done(options: argparse.Namespace, secrets: Secrets, terminal: Terminal) -> int:
    with_secrets: dict[str, Callable[[], int]] = {
        "doctor": lambda: _doctor(options, secrets),
        "config": lambda: config(options, data_folder(options), secrets, terminal),
        "sign-in": lambda: sign_in(options, data_folder(options), secrets, terminal),
    }
    if options.command in with_secrets:
        return with_secrets[options.command]()
    jobs = {"demo": _demo, "sync": _sync, "import": _import, "export": _export, "wards": _wards}
    return jobs.get(options.command, _open_window)(options)


def _open_window(options: argparse.Namespace) -> int:
    if not _qt_is_ready():
        return PROBLEMS
    from wardoffice import bootstrap

    return bootstrap.run_window(data_folder(options))


def _demo(options: argparse.Namespace) -> int:
    if not _qt_is_ready():
        return PROBLEMS
    from wardoffice import bootstrap

    return bootstrap.run_demo(options.data_dir, options.screenshots, options.seed)


def _sync(options: argparse.Namespace) -> int:
    from wardoffice import bootstrap

    with bootstrap.open_office(data_folder(options)) as office, stoppable() as cancelled:
        report = office.sync.run(
            office.actor, show_parts(quiet=options.json), cancelled, whole_year=options.year
        )
    print_report(report, as_json=options.json)
    return DONE if report.ok else PROBLEMS


def _import(options: argparse.Namespace) -> int:
    from wardoffice import bootstrap

    with bootstrap.open_office(data_folder(options)) as office, stoppable() as cancelled:
        report = office.importing.import_files(
            office.actor, options.files, show_progress(quiet=options.json), cancelled, since=options.since
        )
    print_report(report, as_json=options.json)
    return DONE if report.ok else PROBLEMS


def _wards(options: argparse.Namespace) -> int:
    from wardoffice import bootstrap

    with bootstrap.open_office(data_folder(options)) as office, stoppable() as cancelled:
        wards = office.wards.boundaries
        if options.what == "list":
            print_report(wards.listed(office.actor), as_json=options.json)
            return DONE
        if options.what == "download":
            report = wards.download(office.actor, show_progress(quiet=options.json), cancelled)
        else:
            report = wards.take(office.actor, options.file, options.since)
    print_report(report, as_json=options.json)
    return DONE if report.ok else PROBLEMS


def _export(options: argparse.Namespace) -> int:
    from wardoffice import bootstrap
    from wardoffice.office.exporting import Export, Exported, Format

    export = Export(
        Exported(options.what),
        Format(options.format),
        options.reason or "",
        options.first,
        options.last,
    )
    with bootstrap.open_office(data_folder(options)) as office:
        exporting = office.exporting
        actor = exporting.person(options.as_name) if options.as_name else office.actor
        if options.out is None:
            exporting.write(actor, export, sys.stdout.write)
        else:
            rows = exporting.write_file(actor, export, options.out)
            say(text("{rows:,} written to {path}.", rows=rows, path=options.out))
    return DONE


def _doctor(options: argparse.Namespace, secrets: Secrets) -> int:
    from wardoffice import bootstrap

    doctor = bootstrap.make_doctor(data_folder(options), options.city, secrets)
    with stoppable() as cancelled:
        report = doctor.run(show_parts(quiet=options.json), cancelled)
    print_report(report, as_json=options.json)
    return report.exit_code


def _qt_is_ready() -> bool:
    share_heaps()
    prepare_environment()
    packages = missing_packages()
    if packages:
        complain(missing_sentence(packages))
    return not packages


def _add_jobs(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    demo = commands.add_parser(
        "demo", parents=[folder], help=text("a made-up ward to try everything on, and to train with")
    )
    demo.add_argument(
        "--screenshots",
        type=Path,
        metavar="DIR",
        help=text("play the tour and write a picture of every screen, light and dark, into DIR"),
    )
    demo.add_argument(
        "--seed", type=int, default=SEED, metavar="N", help=text("another number, another ward")
    )
    sync = commands.add_parser("sync", parents=[folder], help=text("read the 311 system and the mailbox"))
    sync.add_argument(
        "--year", action="store_true", help=text("read the year before to its end too, which takes a while")
    )
    bring = commands.add_parser(
        "import", parents=[folder], help=text("take in mails, 311 answers, tables of requests (CSV), wards")
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=text("the day a map of wards among them came into force"),
    )
    for job in (sync, bring):
        job.add_argument("--json", action="store_true", help=text("print one JSON object"))


def _add_export(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    export = commands.add_parser("export", parents=[folder], help=text("write lists out for other programs"))
    export.add_argument("what", choices=("requests", "cases", "service-requests", "history", "closings"))
    export.add_argument("--format", choices=("json", "csv", "geojson"), default="json")
    export.add_argument("--out", type=Path, metavar="FILE", help=text("default: standard output"))
    export.add_argument(
        "--as", dest="as_name", metavar="NAME", help=text("who asks for it, by the staff list (default: you)")
    )
    for name, words in (
        ("--first", text("the first day of the closings that are counted (default: 30 days)")),
        ("--last", text("the last day of the closings that are counted (default: today)")),
    ):
        export.add_argument(name, type=date.fromisoformat, metavar="YYYY-MM-DD", help=words)
    export.add_argument(
        "--reason",
        metavar="TEXT",
        help=text("write the people too, and why: a manager's to say, and kept in the history"),
    )


def _add_doctor(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    doctor = commands.add_parser(
        "doctor",
        parents=[folder],
        help=text(
            "check the data, the settings, 311 and the mailbox; ends with 1 for problems, 0 for warnings"
        ),
    )
    doctor.add_argument(
        "--city", type=Path, metavar="FILE", help=text("check a city's file instead, and try its 311 system")
    )
    doctor.add_argument("--json", action="store_true", help=text("print one JSON object"))


def _add_wards(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    wards = commands.add_parser(
        "wards",
        parents=[folder],
        help=text("the maps of wards: look, fetch them from the city, bring one in"),
    )
    whats = wards.add_subparsers(dest="what", required=True, metavar="WHAT")
    whats.add_parser("list", parents=[folder], help=text("the maps that are kept, and the one in force"))
    whats.add_parser(
        "download", parents=[folder], help=text("fetch the city's maps and its list of ward offices")
    )
    bring = whats.add_parser("import", parents=[folder], help=text("keep the map of a file"))
    bring.add_argument("file", type=Path, metavar="FILE", help=text("GeoJSON, or a zipped Shapefile"))
    bring.add_argument(
        "--since",
        type=date.fromisoformat,
        metavar="YYYY-MM-DD",
        help=text("the day it came into force (default: always, but for maps with a day)"),
    )
    for job in whats.choices.values():
        job.add_argument("--json", action="store_true", help=text("print one JSON object"))
