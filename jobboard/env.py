"""Small typed readers of the environment; every setting goes through one.

Each reader records the name it read, so that a test can hold
`docs/configuration.md` to the truth. A value that does not parse stops the
process with a sentence that names the variable.
"""

import os
from collections.abc import Callable
from ipaddress import ip_network
from typing import TypeVar
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")

READ: dict[str, str] = {}
"""Every variable that was asked for, with its default as the docs show it."""

DATABASE_SCHEMES = ("postgres", "postgresql")
SHORTEST_TIME = 0.01
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


def integer(name: str, default: int, *, least: int = 0, most: int = 2**31 - 1) -> int:
    """Read a whole number between two bounds."""

    def parse(raw: str) -> int:
        number = int(raw)
        if not least <= number <= most:
            message = f"it must be from {least} to {most}"
            raise ValueError(message)
        return number

    return _read(name, default, parse)


def seconds(name: str, default: float) -> float:
    """Read a duration in seconds; one below a hundredth would round to no limit."""

    def parse(raw: str) -> float:
        number = float(raw)
        if not SHORTEST_TIME <= number < float("inf"):
            message = f"it must be a number of seconds, {SHORTEST_TIME} or more"
            raise ValueError(message)
        return number

    return _read(name, default, parse)


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """Read a list that commas or blanks separate."""
    return _read(name, list(default), lambda raw: raw.replace(",", " ").split())


def one_of(name: str, default: str, known: tuple[str, ...]) -> str:
    """Read one of a few words, in capitals."""

    def parse(raw: str) -> str:
        if raw.upper() not in known:
            message = f"say one of {', '.join(known)}"
            raise ValueError(message)
        return raw.upper()

    return _read(name, default, parse)


def address(name: str, schemes: tuple[str, ...]) -> str:
    """Read an address of one of some schemes, without its last slash; or nothing."""
    return _read(name, "", lambda raw: checked_address(raw, schemes).rstrip("/"))


def addresses(name: str, schemes: tuple[str, ...]) -> list[str]:
    """Read a list of addresses."""

    def parse(raw: str) -> list[str]:
        found = raw.replace(",", " ").split()
        return [checked_address(each, schemes).rstrip("/") for each in found]

    return _read(name, [], parse)


def checked_address(text: str, schemes: tuple[str, ...]) -> str:
    """Return an address if it has one of the schemes and says where."""
    parts = urlsplit(text)
    if parts.scheme not in schemes or not (parts.netloc or parts.path):
        message = f"it must begin with {' or '.join(f'{each}://' for each in schemes)}"
        raise ValueError(message)
    _ = parts.port  # a port that is no number is refused here
    return text


def networks(name: str) -> list[str]:
    """Read a list of networks or single addresses."""

    def parse(raw: str) -> list[str]:
        found = raw.replace(",", " ").split()
        for each in found:
            if ip_network(each, strict=False).prefixlen == 0:
                message = f"{each} is everybody"
                raise ValueError(message)
        return found

    return _read(name, [], parse)


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

    # A blank value is an absent one: it must not read as the None of "off".
    given = os.environ.get(name, "").strip()
    value: float | None = _read(name, None, parse) if given else 1.0
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
    try:
        parts = urlsplit(checked_address(url, DATABASE_SCHEMES))
    except ValueError:
        parts = urlsplit("")
    if not parts.path.strip("/"):
        message = (
            "DATABASE_URL must look like postgresql://user:password@host:5432/name"
        )
        raise ImproperlyConfigured(message)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "kernel.postgres",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": options.pop("port", str(parts.port or "")),
        "OPTIONS": options,
    }
