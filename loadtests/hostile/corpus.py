"""Reads the corpus: one atom a line, each a hostile thing with where it may go.

`make` says what the atom is: `{"text": …}`, `{"base64": …}`, or `{"parts": […]}`,
where a text stands for itself and `[text, n]` for n of them, so that a megabyte of
brackets is a short line. `where` names kinds of places, which `places.py` knows;
`allowed` the statuses that may come back; `why` what the atom is after.
"""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).with_name("corpus.jsonl")


@dataclass(frozen=True)
class Atom:
    """One hostile thing."""

    id: str
    family: str
    where: frozenset[str]
    content: str | bytes
    allowed: frozenset[int]
    why: str

    @property
    def text(self) -> str:
        """The content as text; bytes that are no UTF-8 become lone surrogates."""
        if isinstance(self.content, bytes):
            return self.content.decode("utf-8", "surrogateescape")
        return self.content

    @property
    def raw(self) -> bytes:
        """The content as bytes, lone surrogates included."""
        if isinstance(self.content, str):
            return self.content.encode("utf-8", "surrogatepass")
        return self.content


def read_corpus(path: Path = CORPUS) -> list[Atom]:
    """Return every atom; an id that comes twice is an error."""
    atoms = [_atom(json.loads(line)) for line in path.read_text().splitlines()]
    if len({atom.id for atom in atoms}) != len(atoms):
        raise ValueError("an id comes twice in the corpus")
    return atoms


def _atom(line: dict[str, Any]) -> Atom:
    return Atom(
        id=line["id"],
        family=line["family"],
        where=frozenset(line["where"]),
        content=make(line["make"]),
        allowed=frozenset(line["allowed"]),
        why=line["why"],
    )


def make(recipe: dict[str, Any]) -> str | bytes:
    """Return what a recipe stands for."""
    if "base64" in recipe:
        return base64.b64decode(recipe["base64"])
    if "text" in recipe:
        return str(recipe["text"])
    parts = [[part, 1] if isinstance(part, str) else part for part in recipe["parts"]]
    return "".join(text * times for text, times in parts)
