"""Who stands behind a reference, asked at the moment of sending.

The app that owns users registers how `user:<id>` becomes an address, the app
that owns companies how `company:<id>` becomes users.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """A person as a mail needs one."""

    reference: str
    address: str
    name: str = ""


Resolve = Callable[[str], Recipient | None]
Expand = Callable[[str], Iterable[str]]

_resolvers: dict[str, Resolve] = {}
_groups: dict[str, Expand] = {}


def register(prefix: str, resolve: Resolve) -> None:
    """Say how `<prefix>:<id>` becomes a person; None means: nobody to write to."""
    _resolvers[prefix] = resolve


def register_group(prefix: str, expand: Expand) -> None:
    """Say which references stand behind the group `<prefix>:<id>`."""
    _groups[prefix] = expand


def expand(references: Iterable[str]) -> list[str]:
    """Return the persons behind references, each once, groups opened."""
    persons: dict[str, None] = {}
    for reference in references:
        prefix = reference.partition(":")[0]
        opened = _groups[prefix](reference) if prefix in _groups else [reference]
        persons.update(dict.fromkeys(opened))
    return list(persons)


def resolve(reference: str) -> Recipient | None:
    """Return the person behind a reference, or None when there is none any more."""
    prefix, _, rest = reference.partition(":")
    if prefix == "email":
        return Recipient(reference=reference, address=rest)
    return _resolvers[prefix](reference)
