"""Small typed readers of the environment; every setting goes through one.

Each reader records the name it read, so that a test can hold
`docs/configuration.md` to the truth. A value that does not parse stops the
process with a sentence that names the variable.
"""

import os
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

READ: dict[str, str] = {}
"""Every variable that was asked for, with its default as the docs show it."""

_FLAGS = {"1": True, "true": True, "yes": True, "on": True} | {
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


def _read(name: str, default: T, parse: Callable[[str], T]) -> T:
    """Return the parsed variable, or the default when it is absent or blank."""
    READ[name] = _shown(default)
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except (ValueError, KeyError) as error:
        message = f"{name} is not usable: {error}. See docs/configuration.md."
        raise ImproperlyConfigured(message) from error


def _shown(default: object) -> str:
    """Return how a default reads in the docs."""
    if isinstance(default, bool):
        return "on" if default else "off"
    if isinstance(default, (list, tuple)):
        return " ".join(map(str, default))
    return str(default)


def text(name: str, default: str = "") -> str:
    """Read a text."""
    return _read(name, default, str)


def flag(name: str, *, default: bool) -> bool:
    """Read on or off."""

    def parse(raw: str) -> bool:
        if raw.lower() not in _FLAGS:
            message = "say on or off"
            raise ValueError(message)
        return _FLAGS[raw.lower()]

    return _read(name, default, parse)


def integer(name: str, default: int, *, least: int = 0) -> int:
    """Read a whole number that is not below `least`."""

    def parse(raw: str) -> int:
        number = int(raw)
        if number < least:
            message = f"it must be at least {least}"
            raise ValueError(message)
        return number

    return _read(name, default, parse)


def seconds(name: str, default: float) -> float:
    """Read a duration in seconds, longer than none."""

    def parse(raw: str) -> float:
        number = float(raw)
        if not 0 < number < float("inf"):
            message = "it must be a positive number of seconds"
            raise ValueError(message)
        return number

    return _read(name, default, parse)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a list that commas or blanks separate."""
    return _read(name, list(default), lambda raw: raw.replace(",", " ").split())


def scale(name: str) -> float | None:
    """Read a factor; `off` is None, `on` is 1."""

    def parse(raw: str) -> float | None:
        if raw.lower() in _FLAGS and raw not in {"0", "1"}:
            return 1.0 if _FLAGS[raw.lower()] else None
        number = float(raw)
        if not 0 < number < float("inf"):
            message = "say off, on or a positive number"
            raise ValueError(message)
        return number

    value: float | None = _read(name, None, parse) if os.environ.get(name) else 1.0
    READ[name] = "on"
    return value


def required(name: str, *, missing: list[str], development: str | None) -> str:
    """Read a text that production must give; note in `missing` that it did not."""
    READ[name] = "required"
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if development is None:
        missing.append(name)
        return ""
    return development


def database(url: str) -> dict[str, object]:
    """Turn `postgresql://user:password@host:port/name?option=…` into Django's form."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        message = (
            "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        )
        raise ImproperlyConfigured(message)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }
