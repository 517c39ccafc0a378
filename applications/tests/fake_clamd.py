"""A clamd for tests: it speaks INSTREAM on a socket, and knows one virus."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# In two parts, so that no scanner stumbles over this file.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 10 * 1024 * 1024


class Clamd:
    """Answers one connection after the other."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.seen: list[bytes] = []
        self.answer: bytes | None = None
        """What it says whatever it gets; None for the truth."""

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                connection.settimeout(10)
                self._answer(stream)

    def _answer(self, stream: "socket.SocketIO") -> None:  # type: ignore[name-defined]  # a file of both ways
        command = stream.read(10)
        if command != b"zINSTREAM\0":
            stream.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack(">L", stream.read(4))[0]:
            content += stream.read(size)
            if len(content) > LARGEST:
                stream.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.seen.append(content)
        found = b"stream: Eicar-Signature FOUND\0"
        truth = found if EICAR in content else b"stream: OK\0"
        stream.write(truth if self.answer is None else self.answer)


@contextmanager
def clamd_at(place: str | Path) -> Iterator[tuple[Clamd, str]]:
    """Run one on a port of this machine, or on a socket at a path."""
    if isinstance(place, Path):
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(place))
        url = f"unix://{place}"
    else:
        listening = socket.create_server((place, 0))
        url = f"tcp://{place}:{listening.getsockname()[1]}"
    listening.listen()
    clamd = Clamd(listening)
    thread = threading.Thread(target=clamd.serve, daemon=True)
    thread.start()
    try:
        yield clamd, url
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=10)
