"""A server's certificate: trusted and until when, or why not; and no waiting for one that is silent."""

import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from wardoffice.domain.errors import CancelledError
from wardoffice.system.certificates import look_at_certificate

HERE = "127.0.0.1"


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine for thirty days, signed by itself, and its key."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "here.pem", folder / "here.key"
    how = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=here", "-addext"]
    subprocess.run(
        [openssl, *how, f"subjectAltName=IP:{HERE}", "-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return certificate, key


@contextmanager
def _server(files: tuple[Path, Path] | None) -> Iterator[int]:
    """Shakes hands with whoever comes, or never says a word; gives its port."""
    listening = socket.create_server((HERE, 0))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if files is not None:
        context.load_cert_chain(*files)
    open_lines: list[socket.socket] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                line, _ = listening.accept()
                open_lines.append(line)
                if files is not None:
                    with suppress(OSError):
                        context.wrap_socket(line, server_side=True).close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)  # it may have taken one more just then
        for line in open_lines:
            line.close()


def test_a_trusted_certificate_says_when_it_ends(own_certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(own_certificate[0]))
    with _server(own_certificate) as port:
        seen = look_at_certificate(HERE, port, lambda: False, context=trusting)
    assert seen is not None
    assert seen.trusted
    assert seen.ends_at is not None
    left = seen.ends_at - datetime.now(UTC)
    assert timedelta(days=28) < left < timedelta(days=31)


def test_a_certificate_nobody_vouches_for_is_not_trusted_and_says_why(
    own_certificate: tuple[Path, Path],
) -> None:
    with _server(own_certificate) as port:
        seen = look_at_certificate(HERE, port, lambda: False)
    assert seen is not None
    assert not seen.trusted
    assert "self" in seen.reason


def test_a_certificate_of_another_name_is_not_trusted(own_certificate: tuple[Path, Path]) -> None:
    trusting = ssl.create_default_context(cafile=str(own_certificate[0]))
    with _server(own_certificate) as port:
        seen = look_at_certificate("localhost", port, lambda: False, context=trusting)
    assert seen is not None
    assert not seen.trusted


def test_where_nobody_answers_there_is_no_certificate() -> None:
    with _server(None) as port:
        pass
    assert look_at_certificate(HERE, port, lambda: False) is None


def test_a_server_that_says_nothing_is_left_at_once_when_it_is_told_to() -> None:
    """P10: quitting waits for no endpoint."""
    with _server(None) as port, pytest.raises(CancelledError):
        look_at_certificate(HERE, port, lambda: True)
