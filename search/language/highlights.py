"""Marks in a title and a text what a query looks for; everything else is escaped."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from search.language.forms import lexeme_of
from search.language.lexicon import Lexicon
from search.language.sightings import (
    Sighting,
    beginnings,
    flat,
    side_by_side,
    sightings,
)
from search.language.tree import And, Node, Or, Phrase, Prefix, Word
from search.language.tsqueries import Forms

_LENGTH = 200
_LEAD = 60  # how far before the first mark a snippet may start
_MOST_MARKS = 64
_READ = 6_000  # no mark is looked for further down


class Shown(NamedTuple):
    """What is shown of an ad, in its language."""

    title: str
    text: str
    language: str


class Highlight(NamedTuple):
    """A title and the best part of a text, as HTML in which only <mark> is markup."""

    title: str
    snippet: str


class Highlighter:
    """Shows why ads match one query."""

    def __init__(self, node: Node, forms: Forms) -> None:
        self._runs = list(_runs(node, forms))
        self._starts = beginnings(
            start
            for run in self._runs
            for piece in run.pieces
            for start in piece.starts
        )

    def page(self, rows: Sequence[Shown], lexicon: Lexicon) -> list[Highlight]:
        """Return the highlights of a page; a language it knows costs no query."""
        places = [(self._look(row.title), self._look(row.text)) for row in rows]
        lexemes = {
            language: lexicon.lexemes(
                {
                    sighting.word
                    for row, (title, text) in zip(rows, places, strict=True)
                    if row.language == language
                    for sighting in (*title.seen, *text.seen)
                },
                language,
            )
            for language in {row.language for row in rows}
        }
        return [
            Highlight(
                _whole(row.title, self._marks(title, lexemes[row.language])),
                _snippet(row.text, self._marks(text, lexemes[row.language])),
            )
            for row, (title, text) in zip(rows, places, strict=True)
        ]

    def _look(self, text: str) -> "_Looked":
        low = flat(text[:_READ])
        return _Looked(low, sightings(low, self._starts))

    def _marks(self, looked: "_Looked", lexemes: Mapping[str, str]) -> list["_Mark"]:
        found = [
            _Mark(first.start, end, run.clause)
            for run in self._runs
            for place, first in enumerate(looked.seen)
            if run.pieces[0].is_seen(first.word, lexemes)
            and (end := _end_of(run, looked, place, lexemes))
        ]
        return sorted(found)[:_MOST_MARKS]


class _Piece(NamedTuple):
    """One word of what is looked for: its lexemes, or how it begins."""

    lexemes: frozenset[str]
    beginning: str
    starts: tuple[str, ...]

    def is_seen(self, word: str, lexemes: Mapping[str, str]) -> bool:
        if self.beginning:
            return word.startswith(self.beginning)
        return lexemes[word] in self.lexemes


class _Run(NamedTuple):
    """Words that stand side by side, and the clause of the query they come from."""

    clause: int
    pieces: tuple[_Piece, ...]


class _Looked(NamedTuple):
    low: str
    seen: list[Sighting]


class _Mark(NamedTuple):
    start: int
    end: int
    clause: int


def _runs(node: Node, forms: Forms) -> Iterator[_Run]:
    clauses = node.nodes if isinstance(node, And) else (node,)
    for number, clause in enumerate(clauses):
        for leaf in _asked(clause):
            words = leaf.words if isinstance(leaf, Phrase) else (leaf,)
            yield _Run(number, tuple(_piece(word, forms) for word in words))
            if isinstance(leaf, Word) and leaf.parts:
                parts = (_piece(Word(part), forms) for part in leaf.parts)
                yield _Run(number, tuple(parts))


def _asked(node: Node) -> Iterator[Word | Prefix | Phrase]:
    match node:
        case Word() | Prefix() | Phrase():
            yield node
        case And() | Or():
            for one in node.nodes:
                yield from _asked(one)


def _piece(word: Word | Prefix, forms: Forms) -> _Piece:
    if isinstance(word, Prefix):
        return _Piece(frozenset(), word.text, (word.text,))
    lexemes = tuple(map(lexeme_of, forms.get(word.text) or (word.text,)))
    return _Piece(frozenset(lexemes), "", (word.text, *lexemes))


def _end_of(run: _Run, looked: _Looked, place: int, lexemes: Mapping[str, str]) -> int:
    """Return where a run that starts at a sighting ends, 0 where it is cut off."""
    end = looked.seen[place].end
    for piece in run.pieces[1:]:
        place, end = _next(piece, looked, place, end, lexemes)
        if not end:
            break
    return end


def _next(
    piece: _Piece, looked: _Looked, place: int, end: int, lexemes: Mapping[str, str]
) -> tuple[int, int]:
    """Return which sighting right after an end is a piece, and where it ends."""
    for after in range(place + 1, len(looked.seen)):
        sighting = looked.seen[after]
        if sighting.start < end:
            continue
        if not side_by_side(looked.low, end, sighting.start):
            break
        if piece.is_seen(sighting.word, lexemes):
            return after, sighting.end
    return 0, 0


def _whole(text: str, marks: Sequence[_Mark]) -> str:
    return _marked(text, 0, len(text), marks)


def _snippet(text: str, marks: Sequence[_Mark]) -> str:
    """Return the part of a text that shows most of what was asked for."""
    if len(text) <= _LENGTH:
        return _marked(text, 0, len(text), marks)
    best = max(marks, key=lambda mark: _clauses_from(mark, marks), default=None)
    start = 0
    if best is not None and best.start > _LEAD:
        start = best.start - _LEAD
        start = text.find(" ", start, best.start) + 1 or best.start
    end = start + _LENGTH
    if end < len(text):
        space = text.rfind(" ", best.end if best else start + 1, end)
        end = space if space > 0 else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return f"{before}{_marked(text, start, end, marks)}{after}"


def _clauses_from(mark: _Mark, marks: Sequence[_Mark]) -> int:
    """Count the clauses of the query that a snippet from a mark on would show."""
    last = mark.start + _LENGTH - _LEAD
    return len({one.clause for one in marks if mark.start <= one.start < last})


def _marked(text: str, start: int, end: int, marks: Sequence[_Mark]) -> str:
    """Return a part of a text as HTML, white space collapsed."""
    parts = []
    place = start
    for mark in marks:
        if place <= mark.start and mark.end <= end:
            parts.append(escape(text[place : mark.start]))
            parts.append(f"<mark>{escape(text[mark.start : mark.end])}</mark>")
            place = mark.end
    parts.append(escape(text[place:end]))
    return " ".join("".join(parts).split())
