"""Ids that a seed and a number make: the same ones in every run, in their order."""

from hashlib import blake2b
from uuid import UUID

_BEGIN = 1_767_225_600_000
"""2026-01-01 in milliseconds; what is older than that was written before."""


def id_of(kind: str, seed: int, number: int, part: int = 0) -> UUID:
    """Return a UUIDv7 whose time grows with the number."""
    digest = blake2b(f"{kind}:{seed}:{number}:{part}".encode(), digest_size=10).digest()
    bits = ((_BEGIN + number) << 80) | int.from_bytes(digest)
    bits = bits & ~(0xF << 76) | (0x7 << 76)
    return UUID(int=bits & ~(0x3 << 62) | (0x2 << 62))
