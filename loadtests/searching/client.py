"""A closed loop of HTTP clients in a process of its own, light enough not to count.

    python -m loadtests.searching.client < plan.json > seen.json

Each connection sends the next request as soon as its last answer has come. Libraries
take longer for a request than the board takes for a cheap one, so this reads the
status and the length of an answer and throws the rest away.
"""

import gc
import json
import selectors
import socket
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

LARGEST = 1 << 20
PATIENCE = 120.0
HOST = "127.0.0.1"
_HEAD_END, _CHUNKS_END = b"\r\n\r\n", b"0\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(eq=False)
class _Line:
    """One connection, and the answer that it waits for."""

    socket: socket.socket
    which: int = 0
    sent: float = 0.0
    head: bytes = b""
    status: int = 0
    missing: int | None = None
    tail: bytes = b""


@dataclass
class Loop:
    """Requests sent in turn over some connections until the time is over."""

    port: int
    paths: Sequence[str]
    connections: int
    seconds: float
    begin: int = 0
    seen: list[tuple[int, int, float]] = field(default_factory=list)
    """Which request it was, its status (0 without an answer), and its seconds."""

    def run(self) -> float:
        """Send until the time is over; return how long it was until the last answer."""
        self._raw = [
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            for path in self.paths
        ]
        self._buffer = memoryview(bytearray(LARGEST))
        self._next = self.begin
        self._selector = selectors.DefaultSelector()
        began = time.perf_counter()
        self._until = began + self.seconds
        for _ in range(self.connections):
            self._connect()
        while self._selector.get_map():
            ready = self._selector.select(PATIENCE)
            if not ready:
                raise SystemExit(f"No answer within {PATIENCE} s.")
            for key, _ in ready:
                self._read(key.data)
        return time.perf_counter() - began

    def _connect(self) -> None:
        line = _Line(socket.create_connection((HOST, self.port)))
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._selector.register(line.socket, selectors.EVENT_READ, line)
        self._ask(line)

    def _ask(self, line: _Line) -> None:
        line.sent = time.perf_counter()
        if line.sent >= self._until:
            self._close(line)
            return
        line.which = self._next % len(self._raw)
        self._next += 1
        line.head, line.status, line.missing, line.tail = b"", 0, None, b""
        line.socket.sendall(self._raw[line.which])

    def _read(self, line: _Line) -> None:
        try:
            size = line.socket.recv_into(self._buffer)
        except OSError:
            size = 0
        if not size:
            self._note(line, 0)
            self._close(line)
            self._connect()
        elif _is_whole(line, bytes(self._buffer[:size])):
            self._note(line, line.status)
            self._ask(line)

    def _note(self, line: _Line, status: int) -> None:
        self.seen.append((line.which, status, time.perf_counter() - line.sent))

    def _close(self, line: _Line) -> None:
        self._selector.unregister(line.socket)
        line.socket.close()


def _is_whole(line: _Line, data: bytes) -> bool:
    """Take what has come; tell whether the answer ends there."""
    if not line.status:
        line.head += data
        head, end, data = line.head.partition(_HEAD_END)
        if not end:
            return False
        line.status = int(head[9:12])
        _, named, length = head.lower().partition(_LENGTH)
        if named:
            line.missing = int(length.partition(b"\r\n")[0])
    if line.missing is None:
        line.tail = (line.tail + data)[-len(_CHUNKS_END) :]
        return line.tail == _CHUNKS_END
    line.missing -= len(data)
    return line.missing <= 0


def run(plan: dict[str, Any]) -> dict[str, Any]:
    """Run one plan; return what was seen, and what it cost us."""
    loop = Loop(**plan)
    gc.disable()
    before = time.process_time()
    took = loop.run()
    used = time.process_time() - before
    return {"seen": loop.seen, "seconds": took, "cpu": used}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
