"""A real Dovecot on free loopback ports, for tests that must not believe in our own idea of IMAP.

``from tests.dovecot import dovecot, mailbox_account`` in a conftest makes the fixtures; mark the tests
``dovecot``. Works as root (mail owned by uid 5000) and as an ordinary user. Dovecot 2.3 and 2.4.
"""

import contextlib
import getpass
import imaplib
import ipaddress
import itertools
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "secret"
USERS = 400
_MAIL_UID = 5000  # Dovecot refuses to keep mail as root

_COMMON = """
base_dir = {run}
state_dir = {run}
log_path = {folder}/dovecot.log
listen = 127.0.0.1
ssl = yes
first_valid_uid = 1
mail_max_userip_connections = 100
auth_failure_delay = 0
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Outgoing {{
    special_use = \\Sent
  }}
}}
service imap-login {{
{login_chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
{anvil_chroot}
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""
_VERSION_2_3 = """
protocols = imap
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = {folder}/passwd
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"""
_VERSION_2_4 = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
}}
ssl_server_cert_file = {folder}/cert.pem
ssl_server_key_file = {folder}/key.pem
auth_allow_cleartext = yes
mail_driver = maildir
mail_path = {folder}/mail/%{{user}}
mail_uid = {uid}
mail_gid = {gid}
passdb passwd-file {{
  passwd_file_path = {folder}/passwd
}}
userdb static {{
}}
"""
_TOKENS_2_3 = """
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
"""
_TOKENS_2_4 = """
auth_mechanisms = plain login xoauth2
passdb oauth2 {{
  mechanisms_filter = xoauth2
}}
"""
_INTROSPECTION = """introspection_mode = post
introspection_url = {url}
username_attribute = user
active_attribute = active
active_value = true
"""
_NOT_ROOT = """
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
"""


@dataclass(frozen=True)
class Account:
    """One fresh mailbox of the server, and a second client (the standard library's) to look into it."""

    server: "Dovecot"
    user: str

    @contextlib.contextmanager
    def other_client(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(self.server.host, self.server.port) as client:
            client.login(self.user, PASSWORD)
            client.select(folder)
            yield client

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        with self.other_client() as client:
            for mail in mails:
                status, answer = client.append(folder, "", "", mail)
                assert status == "OK", answer

    def create(self, folder: str) -> None:
        """One more folder; the server says of "Outgoing" that it is for sent mail."""
        with self.other_client() as client:
            status, answer = client.create(folder)
            assert status == "OK", answer

    def expunge(self, uid: int) -> None:
        with self.other_client() as client:
            client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            client.expunge()

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """One line a mail, with its UID and flags, as the server says."""
        with imaplib.IMAP4(self.server.host, self.server.port) as client:
            client.login(self.user, PASSWORD)
            client.select(folder, readonly=True)
            _, answer = client.uid("FETCH", "1:*", "(FLAGS)")
            return [line for line in answer if isinstance(line, bytes)]


class Dovecot:
    """A running server; ``port`` speaks plain, ``tls_port`` TLS with a certificate for localhost."""

    host = "127.0.0.1"

    def __init__(self, folder: Path, introspection_url: str = "") -> None:
        self.folder = folder
        self._introspection_url = introspection_url
        self.port, self.tls_port = _free_port(), _free_port()
        self._names = (f"desk{number}" for number in itertools.count(1))
        write_certificate(folder)
        self._configure()
        with (folder / "stderr").open("wb") as said:
            self._process = subprocess.Popen(
                [_program("dovecot"), "-F", "-c", str(folder / "dovecot.conf")],
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        self._wait_for_greeting()

    def account(self) -> Account:
        """A mailbox nobody used before."""
        return Account(self, next(self._names))

    def trusting(self) -> ssl.SSLContext:
        """Verifies names and certificates, and trusts this server's."""
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    def doveadm(self, *words: str) -> None:
        """Run the server's administration tool."""
        subprocess.run([_program("doveadm"), "-c", str(self.folder / "dovecot.conf"), *words], check=True)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)

    def _configure(self) -> None:
        import grp  # Unix only, as Dovecot is

        is_root = os.getuid() == 0
        uid, gid = (_MAIL_UID, _MAIL_UID) if is_root else (os.getuid(), os.getgid())
        mail = self.folder / "mail"
        mail.mkdir()
        (self.folder / "run").mkdir()
        if is_root:
            os.chown(mail, uid, gid)
        users = "".join(f"desk{number}:{{PLAIN}}{PASSWORD}\n" for number in range(1, USERS))
        (self.folder / "passwd").write_text(users, encoding="ascii")
        template = _VERSION_2_4 if _version() >= (2, 4) else _VERSION_2_3
        template += _COMMON if is_root else _NOT_ROOT + _COMMON
        if self._introspection_url:
            template = self._with_tokens(template)
        (self.folder / "dovecot.conf").write_text(
            template.format(
                folder=self.folder,
                run=self.folder / "run",
                port=self.port,
                tls_port=self.tls_port,
                uid=uid,
                gid=gid,
                user=getpass.getuser(),
                group=grp.getgrgid(os.getgid()).gr_name,
                login_chroot="" if is_root else "  chroot =",
                anvil_chroot="" if is_root else "  chroot =",
            ),
            encoding="ascii",
        )

    def _with_tokens(self, template: str) -> str:
        """Sign-in by XOAUTH2 too: whoever brings a token is asked about at the provider (RFC 7662)."""
        provider = _INTROSPECTION.format(url=self._introspection_url)
        if _version() >= (2, 4):  # which wants its version in the first line
            return f"{template}{_TOKENS_2_4}oauth2 {{{{\n{provider}}}}}\n"
        (self.folder / "oauth2.conf").write_text(provider, encoding="ascii")
        return _TOKENS_2_3 + template

    def _wait_for_greeting(self) -> None:
        end = time.monotonic() + 20
        gate = threading.Event()
        while True:
            with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), 5) as line:
                if line.recv(4) == b"* OK":
                    return
            said = (self.folder / "stderr").read_text(errors="replace")
            assert self._process.poll() is None, f"Dovecot did not start: {said}"
            assert time.monotonic() < end, f"Dovecot gave no greeting: {said}"
            gate.wait(0.02)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A Dovecot for the whole run."""
    with running_dovecot() as server:
        yield server


@contextlib.contextmanager
def running_dovecot(introspection_url: str = "") -> Iterator[Dovecot]:
    """A Dovecot for as long as the block lasts; skips where it is not installed, except in CI."""
    if shutil.which(_program("dovecot")) is None:
        reason = "Dovecot is not installed (Debian: apt-get install dovecot-imapd)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="dove"))  # short: the paths of Unix sockets are limited
    folder.chmod(0o755)
    server = Dovecot(folder, introspection_url)
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def mailbox_account(dovecot: Dovecot) -> Account:
    """An empty mailbox of its own for a test."""
    return dovecot.account()


def _program(name: str) -> str:
    return shutil.which(name) or f"/usr/sbin/{name}"


def _version() -> tuple[int, ...]:
    said = subprocess.run(
        [_program("dovecot"), "--version"], check=True, capture_output=True, text=True
    ).stdout
    return tuple(int(number) for number in said.split()[0].split(".")[:2])


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName(
        [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
