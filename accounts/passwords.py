"""Passwords: argon2id, sized to about 20 ms, and never more of it than a core takes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher, check_password
from django.contrib.auth.hashers import make_password as hash_password
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
)
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.secrets import new_secret
from kernel.problems import FieldError, Invalid, Unavailable

SHORTEST = 8
LONGEST = 128
_AT_ONCE = threading.BoundedSemaphore(1)
_WAITING = threading.BoundedSemaphore(3)
_PATIENCE = 1.0


@contextmanager
def _turn() -> Iterator[None]:
    """Let one hash run at a time in a process, few wait, and turn the rest away.

    Threads that wait for their turn are threads that serve nobody else.
    """
    if not _WAITING.acquire(blocking=False):
        raise Unavailable("Many people are signing in at this moment.")
    try:
        if not _AT_ONCE.acquire(timeout=_PATIENCE):
            raise Unavailable("Many people are signing in at this moment.")
        try:
            yield
        finally:
            _AT_ONCE.release()
    finally:
        _WAITING.release()


class Argon2id(Argon2PasswordHasher):
    """argon2id with 19 MiB, two passes and one lane, as OWASP advises."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """Hash, in turn."""
        with _turn():
            return super().encode(password, salt)

    def verify(self, password: str, encoded: str) -> bool:
        """Compare, in turn."""
        with _turn():
            return super().verify(password, encoded)


def check_strength(password: str, *, field: str) -> None:
    """Refuse a password that is short or that everybody tries first."""
    errors: list[FieldError] = []
    for rule in (MinimumLengthValidator(SHORTEST), CommonPasswordValidator()):
        try:
            rule.validate(password)
        except ValidationError as error:
            code = error.error_list[0].code or "invalid"
            detail = " ".join(error.messages)
            errors.append(FieldError(field=field, code=code, detail=detail))
    if errors:
        raise Invalid(errors=errors)


def is_password_of(user: User | None, password: str) -> bool:
    """Tell whether the password is the account's, in the same time for no account."""
    encoded = user.password if user is not None else _nobodys_password()
    return check_password(password, encoded) and user is not None


_nobodys: list[str] = []


def _nobodys_password() -> str:
    """Return a hash that no password has, made once."""
    if not _nobodys:
        _nobodys.append(hash_password(new_secret()))
    return _nobodys[0]


__all__ = ["Argon2id", "check_strength", "hash_password", "is_password_of"]
