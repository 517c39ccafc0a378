"""Passwords: argon2id, sized to about 20 ms, and never more of it than a core takes."""

import base64
import fcntl
import os
import secrets
import sys
import threading
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from argon2 import extract_parameters, low_level
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.crypto import constant_time_compare

from kernel.problems import FieldError, Invalid, Unavailable

SHORTEST = 8
LONGEST = 128
_PLACES = threading.BoundedSemaphore(3)
_PATIENCE = 1.0
_NICENESS = 10
_LONGEST_AWAY = 3
_SALT_BYTES, _HASH_BYTES = 16, 32
Made = TypeVar("Made")


class _Hasher:
    """The one thread of a process that hashes, and yields its core to any other.

    Two processes that hash would else take two cores from those who only read. The
    thread is as nice as it can be; what must wait for it too long is turned away.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None

    def submit(self, work: Callable[[], Made]) -> "Future[Made]":
        """Have something hashed."""
        with self._lock:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "hasher", initializer=_be_nice)
        return self._thread.submit(_alone, work)


def _alone(work: Callable[[], Made]) -> Made:
    """Hash while no other process does that shares the lock.

    There is a lock for every second core, so that hashing leaves half of them to those
    who read. Its wait is the hashing thread's, and nobody else's.
    """
    locks = max(1, (os.cpu_count() or 1) // 2)
    settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
    lock = settings.VAR_DIR / f"hashing-{os.getpid() % locks}.lock"
    with lock.open("wb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        return work()


def _be_nice() -> None:
    if sys.platform == "linux":  # elsewhere it would change the whole process
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


_hasher = _Hasher()


def _full() -> Unavailable:
    """Send away, not all until the same moment: they would come back as one wave."""
    message = "Many people are signing in at this moment."
    return Unavailable(message, retry_after=1 + secrets.randbelow(_LONGEST_AWAY))


def require_room() -> None:
    """Turn a request away, before it costs anything, while too many wait to hash."""
    if not _PLACES.acquire(blocking=False):
        raise _full()
    _PLACES.release()


def _in_turn(work: Callable[[], Made]) -> Made:
    """Let one hash run at a time in a process, few wait, and turn the rest away.

    Threads that wait for their turn are threads that serve nobody else. They hold no
    connection of the pool meanwhile, so services hash before they open a transaction.
    """
    if not connection.in_atomic_block:
        connection.close()
    if not _PLACES.acquire(blocking=False):
        raise _full()
    try:
        return _result_of(_hasher.submit(work))
    finally:
        _PLACES.release()


def _result_of(hashing: "Future[Made]") -> Made:
    try:
        return hashing.result(timeout=_PATIENCE)
    except TimeoutError:
        if hashing.cancel():
            raise _full() from None
        return hashing.result()


class Argon2id(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes and one lane, as OWASP advises."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash, in turn."""
        password = composed(password)
        return _in_turn(lambda: super(Argon2id, self).encode(password, salt))

    def verify(self, password: str, encoded: str) -> bool:
        """Compare, in turn."""
        password = composed(password)
        return _in_turn(lambda: super(Argon2id, self).verify(password, encoded))


def composed(password: str) -> str:
    """Return the same characters for however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def weaknesses(password: str) -> list[ValidationError]:
    """Return why a password must not be taken: short, or what everybody tries first."""
    found: list[ValidationError] = []
    for rule in (MinimumLengthValidator(SHORTEST), CommonPasswordValidator()):
        try:
            rule.validate(composed(password))
        except ValidationError as error:
            found += error.error_list
    return found


def hash_password(password: str) -> str:
    """Hash a new password, with a salt of its own."""
    return make_password(password)


def check_strength(password: str, *, field: str) -> None:
    """Refuse a password that is short or that everybody tries first."""
    errors = [
        FieldError(
            field=field, code=each.code or "invalid", detail=" ".join(each.messages)
        )
        for each in weaknesses(password)
    ]
    if errors:
        raise Invalid(errors=errors)


def hash_like(password: str, like: str) -> str:
    """Hash with the salt and the costs of another hash, so that the two compare."""
    algorithm, _, rest = like.partition("$")
    costs = extract_parameters(f"${rest}")
    salt = rest.split("$")[-2]
    made = _in_turn(
        lambda: low_level.hash_secret(
            composed(password).encode(),
            base64.b64decode(salt + "=" * (-len(salt) % 4)),
            time_cost=costs.time_cost,
            memory_cost=costs.memory_cost,
            parallelism=costs.parallelism,
            hash_len=costs.hash_len,
            type=costs.type,
        )
    )
    return f"{algorithm}{made.decode()}"


def pattern_of(encoded: str | None) -> str:
    """Return a hash to compare with: the account's, or one that no password has.

    Making one up costs nothing, so an unknown address costs what a known one does.
    """
    if encoded is not None and encoded.startswith("argon2$"):
        return encoded
    salt, nothing = (
        base64.b64encode(part).rstrip(b"=").decode()
        for part in (secrets.token_bytes(_SALT_BYTES), bytes(_HASH_BYTES))
    )
    costs = f"m={Argon2id.memory_cost},t={Argon2id.time_cost},p={Argon2id.parallelism}"
    return f"argon2$argon2id$v=19${costs}${salt}${nothing}"


def compare_password(password: str, hashes: Sequence[str | None]) -> list[bool]:
    """Tell of each hash whether it is the password's, at the price of one.

    The first gives the salt, the others were made with it. None is no hash; to
    compare with it takes the same time.
    """
    given = hash_like(password, pattern_of(hashes[0]))
    return [constant_time_compare(given, each or "") for each in hashes]
