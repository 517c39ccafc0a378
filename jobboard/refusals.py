"""What a process refuses to start with, beyond what does not parse.

Each refusal names the variable and says what to do.
"""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from jobboard import env

REDIS_SCHEMES = ("redis", "rediss", "unix", "redis+socket")
BROKER_SCHEMES = ("amqp", "amqps", *REDIS_SCHEMES)
SHORTEST_SECRET_KEY = 32
FEWEST_CHARACTERS = 8


def refuse_missing(missing: list[str]) -> None:
    """Stop when production lacks what only its operator can give."""
    if missing:
        message = (
            f"missing in the environment: {', '.join(missing)}. Production (DEBUG off)"
            " has no defaults for them; see docs/configuration.md."
        )
        raise ImproperlyConfigured(message)


def refuse_unsafe(settings: dict[str, Any]) -> None:
    """Stop at the first setting that contradicts another, or that is not safe."""
    reasons = list(_contradictions(settings))
    if not settings["DEVELOPMENT"]:
        reasons += _dangers(settings)
    if reasons:
        raise ImproperlyConfigured(" ".join(reasons))


def _contradictions(settings: dict[str, Any]) -> Iterator[str]:
    for name, schemes in (
        ("REDIS_URL", REDIS_SCHEMES),
        ("CELERY_BROKER_URL", BROKER_SCHEMES),
    ):
        try:
            env.checked_address(settings[name], schemes)
        except ValueError as error:
            yield f"{name} is not usable: {error}."
    pool = settings["DATABASES"]["default"]["OPTIONS"]["pool"]
    if pool["min_size"] > pool["max_size"]:
        yield "DATABASE_POOL_MIN is above DATABASE_POOL_MAX."
    if settings["EMAIL_USE_TLS"] and settings["EMAIL_USE_SSL"]:
        yield "EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other: switch one off."
    for name in ("FILES_KEY_ID", "FILES_SECRET"):
        if settings["FILES_URL"] and not settings[name]:
            yield f"{name} is missing: the bucket of FILES_URL asks for it."
    if any("@" in settings[name] for name in ("FILES_URL", "FILES_PUBLIC_URL")):
        yield (
            "FILES_URL is the address of a bucket and no more: FILES_KEY_ID and"
            " FILES_SECRET say who we are there."
        )
    if "@" not in parseaddr(settings["DEFAULT_FROM_EMAIL"])[1]:
        yield "EMAIL_FROM must hold an address: Name <name@example.org>."


def _dangers(settings: dict[str, Any]) -> Iterator[str]:
    urls = [settings[f"{name}_URL"] for name in ("DATABASE", "REDIS", "CELERY_BROKER")]
    if any("embedded" in url for url in urls):
        yield (
            "The embedded PostgreSQL and Valkey are for development: point"
            " DATABASE_URL, REDIS_URL and CELERY_BROKER_URL at real servers."
        )
    if "//guest:guest@" in settings["CELERY_BROKER_URL"]:
        yield "CELERY_BROKER_URL uses the account that everybody knows: make another."
    for name in ("SECRET_KEY", "SECRET_KEY_FALLBACKS"):
        value = settings[name]
        if any(map(_is_guessable, [value] if isinstance(value, str) else value)):
            yield f"{name} is too easy to guess: give 32 random characters or more."
    if "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS=* lets any Host header in: name your hosts."


def _is_guessable(secret: str) -> bool:
    return (
        len(secret) < SHORTEST_SECRET_KEY
        or len(set(secret)) < FEWEST_CHARACTERS
        or secret.startswith("development")
    )
