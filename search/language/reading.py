"""Cuts what people type into words, phrases and signs."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import Enum

from search.language.tree import Node, Not, Phrase, Prefix, Word, leaves
from search.language.words import compound_in, pattern, words_in

MAX_WORDS = 32
MAX_PIECES = 128  # a run of Chinese, Japanese, Korean or Thai is a piece a character

_UNREADABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_KEYS = str.maketrans(
    {
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys(",;|[]{}<>", " "),
        "\u2212": "-",
    }
)
_AMPERSAND = re.compile(pattern("(?<!W)(L) ?& ?(?=L(?!W))"))
_STAR = re.compile(r'\*(?=[^\s"()])')
_ITEM = re.compile(
    r'(?P<minus>-*)(?:"(?P<phrase>[^"]*)"|(?P<open>\()|(?P<chunk>[^\s"()]+))'
    r"|(?P<close>\))"
)
_CHUNK = re.compile(r'(?P<minus>-*)(?P<core>[^\s"()*]+)(?P<star>\*?)')
_LONGEST_NORMAL = 200


class TooManyWords(ValueError):
    """A query holds more words than are looked for."""

    def __init__(self) -> None:
        super().__init__(f"At most {MAX_WORDS} words can be searched for at once.")


class Sign(Enum):
    """What joins the parts of a query."""

    OPEN = "("
    OPEN_NOT = "-("
    CLOSE = ")"
    OR = "OR"
    AND = "AND"


def readable(q: str) -> str:
    """Return a text with one kind of each sign, single spaces and paired quotes."""
    text = unicodedata.normalize("NFKC", _UNREADABLE.sub(" ", q).translate(_KEYS))
    text = " ".join(_STAR.sub("* ", text.translate(_KEYS)).split())
    if text.count('"') % 2:
        start, _, end = text.rpartition('"')
        text = " ".join(f"{start} {end}".split())
    return _AMPERSAND.sub(r"\1&", text)


def normal(q: str) -> str:
    """Return the text under which equal queries are counted."""
    words = readable(q).split()
    folded = " ".join(word if word in {"OR", "AND"} else word.lower() for word in words)
    return folded[:_LONGEST_NORMAL]


def respelt(q: str, better: Mapping[str, str]) -> str:
    """Return a query with some of its words replaced, and all else as it was."""

    def instead(match: re.Match[str]) -> str:
        words = words_in(match["core"])
        if len(words) == 1 and words[0] in better:
            return match["minus"] + better[words[0]] + match["star"]
        return match[0]

    return _CHUNK.sub(instead, readable(q))


def items_in(text: str) -> Iterator[Node | Sign]:
    """Yield the parts of a readable text that mean something, and count them.

    `C#/.NET` is both words, wherever they are, but `A/B` and what is excluded a phrase.
    """
    typed = pieces = 0
    for match in _ITEM.finditer(text):
        negated = bool(match["minus"])
        if match["close"]:
            yield Sign.CLOSE
        elif match["open"]:
            yield Sign.OPEN_NOT if negated else Sign.OPEN
        elif match["chunk"] in {"OR", "AND"} and not negated:
            yield Sign(match["chunk"])
        else:
            nodes = _units(match["phrase"], match["chunk"], apart=not negated)
            typed += len((match["phrase"] or "-").split()) if nodes else 0
            pieces += sum(1 for node in nodes for _ in leaves(node))
            if typed > MAX_WORDS or pieces > MAX_PIECES:
                raise TooManyWords
            yield from _grouped([Not(node) if negated else node for node in nodes])


def _units(phrase: str | None, chunk: str | None, *, apart: bool) -> list[Node]:
    """Return what a phrase or chunk means, `apart` where slashes join longer words."""
    sides: list[str | None] = [chunk]
    if apart and chunk and not any(len(side) == 1 for side in chunk.split("/")):
        sides = [*chunk.split("/")]
    return [node for side in sides if (node := _unit(phrase, side))]


def _grouped(nodes: list[Node]) -> Iterator[Node | Sign]:
    if len(nodes) > 1:
        yield from (Sign.OPEN, *nodes, Sign.CLOSE)
    else:
        yield from nodes


def _unit(phrase: str | None, chunk: str | None) -> Node | None:
    if chunk is None:
        parts = (phrase or "").split()
        pieces = [piece for part in parts for piece in _pieces(part)]
        return Phrase(tuple(pieces)) if pieces else None
    together, words = compound_in(chunk)
    if together and chunk.endswith("*"):
        return Prefix(together)
    if together:
        return Word(together, tuple(words))
    pieces = _pieces(chunk)
    if len(pieces) == 1:
        return pieces[0]
    return Phrase(tuple(pieces)) if pieces else None


def _pieces(chunk: str) -> list[Word | Prefix]:
    words = words_in(chunk)
    pieces: list[Word | Prefix] = [Word(word) for word in words]
    if words and chunk.endswith("*"):
        pieces[-1] = Prefix(words[-1])
    return pieces
