"""Asking clamd whether a file is harmless; without the setting nobody is asked.

clamd's INSTREAM: the file in pieces, each after its length in four bytes, then a piece
of no length; the answer is one line that ends in NUL.
"""

import socket
import struct
import time
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

SECONDS = 40.0
"""So long may clamd take for one file, with all that it is sent."""
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerAway(Exception):
    """Nobody answers, or not in words that we know: nothing is known of the file."""


def is_on() -> bool:
    """Tell whether files are to be scanned."""
    return bool(settings.CLAMD_URL)


def is_clean(file: BinaryIO) -> bool:
    """Tell whether clamd finds nothing in a file; it must say so in so many words."""
    until = time.monotonic() + SECONDS
    try:
        with _connect() as clamd:
            _send(clamd, file, until)
            answer = _receive(clamd, until)
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return False
    raise ScannerAway("it answered with an error")


def _connect() -> socket.socket:
    place = urlsplit(settings.CLAMD_URL)
    if place.scheme == "unix":
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(3)
        try:
            clamd.connect(place.path)
        except OSError:
            clamd.close()
            raise
        return clamd
    return socket.create_connection((place.hostname, place.port or 3310), timeout=3)


def _send(clamd: socket.socket, file: BinaryIO, until: float) -> None:
    _wait_until(clamd, until)
    clamd.sendall(b"zINSTREAM\0")
    while piece := file.read(_PIECE):
        _wait_until(clamd, until)
        clamd.sendall(struct.pack(">L", len(piece)) + piece)
    clamd.sendall(struct.pack(">L", 0))


def _receive(clamd: socket.socket, until: float) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        _wait_until(clamd, until)
        piece = clamd.recv(_LONGEST_ANSWER)
        if not piece:
            break
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")


def _wait_until(clamd: socket.socket, until: float) -> None:
    """Let the next step take what is left of the time."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    clamd.settimeout(left)
