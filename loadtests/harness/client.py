"""An HTTP/1.1 client that sends exactly the bytes it is given.

Libraries mend what they send and hide what they get; a script that looks for
faults needs neither. It talks to loopback addresses only.
"""

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Self

_LONGEST_HEAD = 1024 * 1024
_BODYLESS = {204, 304}
_INFORMATIONAL = range(100, 200)


class NoAnswer(Exception):
    """The connection failed, or ended before a whole answer had come."""


@dataclass(frozen=True)
class Answer:
    """One answer, with its header fields in the order they came."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float

    def header(self, name: str) -> str | None:
        """Return a header field's value, or None without one."""
        found = [value for field, value in self.fields if field == name.lower()]
        return found[0] if found else None


def request_bytes(
    method: str,
    target: str | bytes,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
) -> bytes:
    """Return a request's bytes, with nothing checked and nothing escaped."""
    path = target if isinstance(target, bytes) else target.encode()
    lines = [method.encode() + b" " + path + b" HTTP/1.1"]
    given = {"Host": "localhost", **(headers or {})}
    if body is not None:
        given.setdefault("Content-Length", str(len(body)))
    # Text stands for its UTF-8 bytes: `\udcff` for a byte that is none.
    lines += [
        f"{name}: {value}".encode("utf-8", "surrogateescape")
        for name, value in given.items()
    ]
    return b"\r\n".join([*lines, b"", body or b""])


class Client:
    """One connection at a time, kept alive while the server lets it."""

    def __init__(
        self,
        port: int,
        *,
        source: str = "",
        timeout: float = 15.0,
        resends: bool = True,
    ) -> None:
        """Make one; `resends` when a kept connection turns out to be closed."""
        if source and not ip_address(source).is_loopback:
            raise ValueError("only loopback addresses")
        self._port = port
        self._source = source
        self._timeout = timeout
        self._resends = resends
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def send(
        self, raw: bytes, *, head: bool = False, last: bool = False
    ) -> Answer:
        """Send the bytes and return the answer; `NoAnswer` when there is none.

        After the `last` ones the connection says that nothing more will come.
        """
        stale = self._streams is not None and self._resends
        try:
            return await asyncio.wait_for(self._send(raw, head, last), self._timeout)
        except (OSError, asyncio.IncompleteReadError, ValueError, IndexError) as error:
            self.close()
            # A kept connection may be closed just as we write: its end, not a fault.
            if stale and isinstance(error, ConnectionError | EOFError):
                return await self.send(raw, head=head)
            raise NoAnswer(f"{type(error).__name__}: {error}"[:200]) from error
        except (TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            raise NoAnswer(type(error).__name__) from error

    async def request(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> Answer:
        """Send an ordinary request."""
        raw = request_bytes(method, target, headers, body)
        return await self.send(raw, head=method == "HEAD")

    async def _send(self, raw: bytes, head: bool, last: bool) -> Answer:
        if self._streams is None:
            address = (self._source, 0) if self._source else None
            self._streams = await asyncio.open_connection(
                "127.0.0.1", self._port, limit=_LONGEST_HEAD, local_addr=address
            )
        reader, writer = self._streams
        started = time.perf_counter()
        writer.write(raw)
        if last:
            writer.write_eof()
        status, fields = await _read_head(reader)
        while status in _INFORMATIONAL:
            status, fields = await _read_head(reader)
        known = dict(fields)
        bodyless = head or status in _BODYLESS
        body = b"" if bodyless else await _read_body(reader, known)
        seconds = time.perf_counter() - started
        if known.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, tuple(fields), body, seconds)

    def close(self) -> None:
        """Let the connection go."""
        if self._streams is not None:
            with suppress(OSError, RuntimeError):
                self._streams[1].close()
        self._streams = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()


async def _read_head(
    reader: asyncio.StreamReader,
) -> tuple[int, list[tuple[str, str]]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head[:-4].split("\r\n")
    pairs = [line.partition(":") for line in lines]
    fields = [(name.strip().lower(), value.strip()) for name, _, value in pairs]
    return int(first.split()[1]), fields


async def _read_body(reader: asyncio.StreamReader, known: dict[str, str]) -> bytes:
    if "chunked" in known.get("transfer-encoding", ""):
        parts = []
        while size := int(await reader.readuntil(b"\r\n"), 16):
            parts.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return b"".join(parts)
    if "content-length" in known:
        return await reader.readexactly(int(known["content-length"]))
    return await reader.read()
