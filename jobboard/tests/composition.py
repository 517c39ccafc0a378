"""Reads docker-compose.yml as compose would: with its variables put in."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from jobboard.tests.pages import ROOT

SECRETS = {
    "SECRET_KEY": "k7Qw9Zr3" * 5,
    "POSTGRES_PASSWORD": "p0stgres",
    "RABBITMQ_PASSWORD": "r4bbit",
    "ALLOWED_HOSTS": "board.example.org",
    "PUBLIC_URL": "https://board.example.org",
}
OURS = {"web", "worker", "relay", "beat", "migrate"}
_VARIABLE = re.compile(r"\$(?:\$|\{(\w+)(?:(:[-?])([^}]*))?\})")


class Stopped(Exception):
    """Compose stops, with this to say."""


def interpolate(text: str, given: Mapping[str, str]) -> str:
    """Put variables in as compose does."""

    def value(match: re.Match[str]) -> str:
        name, operator, rest = match.groups()
        if name is None:
            return "$"
        if given.get(name):
            return given[name]
        if operator == ":?":
            raise Stopped(f"{name}: {rest}")
        return rest or ""

    return _VARIABLE.sub(value, text)


def compose(given: Mapping[str, str] = SECRETS) -> dict[str, Any]:
    """Return the compose file as it reads with these variables."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    document = yaml.safe_load(text)

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [filled(inner) for inner in value]
        return interpolate(value, given) if isinstance(value, str) else value

    return dict(filled(document))


def services() -> dict[str, Any]:
    """Return what compose starts."""
    return dict(compose()["services"])


def environment(service: str) -> dict[str, str]:
    """Return what compose tells one service."""
    return dict(services()[service]["environment"])
