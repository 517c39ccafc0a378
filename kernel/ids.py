"""Ids that are made in Python: UUIDv7, so that they sort by the time they were made."""

import os
import time
import uuid


def new_id() -> uuid.UUID:
    """Return a UUIDv7: 48 bits of milliseconds, 74 random ones (RFC 9562)."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | int.from_bytes(os.urandom(10))
    bits = bits & ~(0xF << 76) | (0x7 << 76)
    bits = bits & ~(0x3 << 62) | (0x2 << 62)
    return uuid.UUID(int=bits)


def id_in(text: str) -> uuid.UUID | None:
    """Return the id that a text is, however it is spelt; None where it is none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
