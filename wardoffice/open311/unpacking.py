"""Unpacking what a server sends, with a bound on what comes out (gzip bombs)."""

import zlib

_PLAIN = frozenset({"", "identity"})
_PACKED = frozenset({"gzip", "x-gzip", "deflate"})
_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """More than the bound, packed or unpacked."""


class UnpackingError(Exception):
    """Packed in an unknown way, damaged, or broken off."""


class Unpacker:
    """Takes chunks of a body in its HTTP Content-Encoding and gives the whole, ``most`` bytes at most."""

    def __init__(self, encoding: str, most: int) -> None:
        encoding = encoding.strip().lower()
        if encoding not in _PLAIN | _PACKED:
            raise UnpackingError(encoding)
        self._stream = None if encoding in _PLAIN else zlib.decompressobj(_GZIP_OR_ZLIB)
        self._most = most
        self._taken = 0
        self._body = bytearray()

    def take(self, chunk: bytes) -> None:
        """Add a chunk; never makes more than the bound plus one byte of it."""
        self._taken += len(chunk)
        if self._stream is None:
            self._body += chunk
        else:
            try:
                self._body += self._stream.decompress(chunk, self._most + 1 - len(self._body))
            except zlib.error as trouble:
                raise UnpackingError(str(trouble)) from trouble
        if max(len(self._body), self._taken) > self._most:
            raise TooLargeError

    def close(self) -> None:
        """Let go of what was taken."""
        self._body = bytearray()

    def whole(self) -> bytes:
        """The whole body; raises UnpackingError when the packed stream did not end or something follows."""
        if self._stream is not None and self._taken:
            if not self._stream.eof:
                raise UnpackingError("broken off")
            if self._stream.unused_data.strip(b"\0"):
                raise UnpackingError("more behind its end")
        return bytes(self._body)
