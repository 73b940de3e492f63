"""The commands that change an office: its settings, its secrets, and who is signed in to its mail."""

import argparse
import getpass
import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wardoffice.cli_output import say, stoppable
from wardoffice.domain.errors import SecretsError
from wardoffice.domain.mailboxes import SignInWay
from wardoffice.domain.ports import Secrets
from wardoffice.language import text
from wardoffice.office.settings import FILE_NAME, load_settings, save_settings
from wardoffice.office.settings_keys import (
    get_setting,
    is_secret,
    secret_name,
    set_setting,
    setting_keys,
    without_mailbox,
)


@dataclass(frozen=True, slots=True)
class Terminal:
    """How a secret is asked for: ``ask(prompt)`` without echo, where ``is_there()`` finds somebody to ask."""

    is_there: Callable[[], bool]
    ask: Callable[[str], str]


def config(options: argparse.Namespace, folder: Path, secrets: Secrets, terminal: Terminal) -> int:
    """Look at or change the settings of the office in ``folder``; returns the exit code."""
    path = folder / FILE_NAME
    settings = load_settings(path)
    match options.what:
        case "list":
            for key in setting_keys(settings):
                say(f"{key} = {_written(get_setting(settings, key))}")
        case "get" if is_secret(options.key):
            kept = secrets.get(secret_name(settings, options.key)) is not None
            say(text("kept in the keyring, and not shown") if kept else text("not set"))
        case "get":
            say(_written(get_setting(settings, options.key)))
        case "remove":
            save_settings(path, without_mailbox(settings, options.key))
        case _ if is_secret(options.key):
            _keep_secret(secret_name(settings, options.key), options.key, secrets, terminal)
        case _:
            save_settings(path, set_setting(settings, options.key, options.value))
    return 0


def sign_in(options: argparse.Namespace, folder: Path, secrets: Secrets, terminal: Terminal) -> int:
    """Sign in to a mailbox of the office in ``folder``; returns the exit code."""
    from wardoffice import bootstrap

    with bootstrap.open_office(folder, secrets=secrets) as office, stoppable() as cancelled:
        account, way = office.signing_in.numbered(options.mailbox)
        if way is SignInWay.PASSWORD:
            password = _asked(text("the password of {account}", account=account), terminal)
            office.signing_in.with_password(office.actor, account, password, cancelled)
        else:
            say(text("Sign in to {account} on the page in your browser.", account=account))
            office.signing_in.in_browser(office.actor, account, webbrowser.open, cancelled)
    say(text("Signed in to {account}.", account=account))
    return 0


def _keep_secret(name: str, key: str, secrets: Secrets, terminal: Terminal) -> None:
    secrets.get(name)  # where there is no keyring, say so before anybody types a password
    secrets.put(name, _asked(key, terminal))
    say(text("Kept in this computer's keyring."))


def _asked(key: str, terminal: Terminal) -> str:
    """What somebody types, unseen."""
    unchanged = text("Nothing was changed.")
    if not terminal.is_there():
        raise SecretsError(
            text("There is no terminal to ask for {key} on.", key=key),
            unchanged,
            text("Run the command in a terminal, where it asks without showing what you type."),
        )
    try:
        secret = terminal.ask(text("{key} (not shown while you type): ", key=key))
    except EOFError:
        secret = ""
    if not secret:
        raise SecretsError(text("Nothing was typed."), unchanged, text("Run the command again."))
    return secret


def this_terminal() -> Terminal:
    """The terminal of this process."""
    return Terminal(sys.stdin.isatty, getpass.getpass)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def check_set(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program with a usage line where ``config set`` makes no sense."""
    if is_secret(options.key) and options.value is not None:
        # What is typed on a command line stays in the shell's history and shows in the list of processes.
        parser.error(text("{key} is asked for, never written on the command line", key=options.key))
    if not is_secret(options.key) and options.value is None:
        parser.error(text("config set {key} needs a value", key=options.key))


def add_settings(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", folder: argparse.ArgumentParser
) -> None:
    """What may be typed after ``config`` and ``sign-in``."""
    config = commands.add_parser("config", parents=[folder], help=text("look at and change the settings"))
    whats = config.add_subparsers(dest="what", required=True, metavar="WHAT")
    get = whats.add_parser("get", parents=[folder], help=text("print one setting"))
    get.add_argument("key", metavar="KEY")
    change = whats.add_parser(
        "set", parents=[folder], help=text("change one setting; a password is asked for, not written here")
    )
    change.add_argument("key", metavar="KEY")
    change.add_argument("value", nargs="?", metavar="VALUE")
    remove = whats.add_parser(
        "remove", parents=[folder], help=text("read a mailbox no longer, such as mail.2")
    )
    remove.add_argument("key", metavar="MAILBOX")
    whats.add_parser("list", parents=[folder], help=text("print all settings"))
    sign_in = commands.add_parser("sign-in", parents=[folder], help=text("sign in to a mailbox"))
    sign_in.add_argument(
        "mailbox",
        nargs="?",
        type=int,
        default=1,
        metavar="N",
        help=text("which of them (default: the first)"),
    )
