"""A query cut into classes, best first, each of which the index serves.

Full matches have all words as they are typed: in the title (short titles first), in
title and head, elsewhere by how much of the weight the title has. Partial matches are
ordered by the share of the weight that they cover, and by the length of their titles.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from search.language.tree import EVERYTHING
from search.relevance.asked import NEAR_WORDS, Asked
from search.relevance.coverage import Coverage, Level, Term
from search.relevance.ladder import AFFORDED, WORTH_SPLITTING, Band, Ladder
from search.relevance.parts import Part, every, some, without
from search.relevance.pieces import Pieces

SAME, MENTIONED, NEAR, ELSEWHERE = 0.7, 0.6, 0.35, 0.3
"""What a relative in the title is worth, a word that the text says most, a near word in
the title, a word anywhere in the text."""
FULL_WORDS, PARTIAL_WORDS = 6, 3
"""So many words, the most telling ones, decide how much of a query a job covers."""
WIDENED_WORDS = 2
"""So many of them are met by relatives, and counted where the text says them most."""
MOST_TEXTS, MOST_PARTIAL = 8, 10
LONGEST = 12_000
"""So many letters all partial classes together have; else there are fewer relatives."""
FLOOR = 2
"""What covers fewer of the sixteen steps is not worth to be shown."""


@dataclass(frozen=True, slots=True)
class Class:
    """One step of the order: what its jobs satisfy, and about how many there are."""

    name: str
    query: str | None
    guess: float
    full: bool = True
    reach: Part | None = field(default=None, compare=False)
    """What any class up to this one of the same kind satisfies, where that is known."""


def full_classes(asked: Asked) -> list[Class]:
    """Return the classes of jobs that match the whole query, best first."""
    pieces = Pieces(asked)
    if asked.query.node == EVERYTHING:
        return [Class("all", None, pieces.size)]
    anywhere = pieces.whole("")
    if not pieces.is_positive:
        return [Class("text", anywhere.text, anywhere.guess, reach=anywhere)]
    title, head = pieces.whole("="), pieces.whole("+")
    return [
        *_titles(pieces, title),
        Class("head", without(head, [title]).text, head.guess),
        *_texts(pieces, anywhere, head),
    ]


def partial_classes(asked: Asked) -> list[Class]:
    """Return the classes of jobs that match a part of the words, best first."""
    found: list[Class] = []
    for each in asked.thriftier():
        found = _numbered("partial", _partial(Pieces(each)), full=False)
        if sum(len(one.query or "") for one in found) <= LONGEST:
            break
    return found


def _partial(pieces: Pieces) -> list[Band]:
    if not pieces.words:
        return []
    shares = pieces.asked.shares(PARTIAL_WORDS)
    terms = [
        Term(share, tuple(_levels(pieces, place, rank)))
        for rank, (place, share) in enumerate(shares.items())
    ]
    ladder = Ladder(
        pieces,
        Coverage(terms, pieces.size),
        floor=FLOOR,
        within=pieces.bound(),
        above=[pieces.whole("")],
    )
    return ladder.bands(MOST_PARTIAL)


def _titles(pieces: Pieces, title: Part) -> list[Class]:
    words = len(pieces.words)
    lengths = 3  # of titles that are told apart
    is_dear = lengths * title.cost > AFFORDED
    if not words or pieces.fixed or is_dear or title.guess < WORTH_SPLITTING:
        return [Class("title", title.text, title.guess)]
    exact, close = pieces.length(words), pieces.length(words + 1, words + 2)
    alike = every([title, exact], pieces.size)
    longer = every([title, close], pieces.size)
    rest = without(title, [exact, close])
    return [
        Class("title_exact", alike.text, alike.guess),
        Class("title_close", without(longer, [exact]).text, longer.guess),
        Class("title", rest.text, rest.guess),
    ]


def _texts(pieces: Pieces, anywhere: Part, head: Part) -> list[Class]:
    """Cut what has all words, though not in the head, by where else it has them."""
    if anywhere.guess < WORTH_SPLITTING or not pieces.words:
        rest = without(anywhere, [head])
        return [Class("text", rest.text, anywhere.guess, reach=anywhere)]
    terms = [
        Term(
            share,
            (
                Level(1.0, pieces.typed(place, "=")),
                Level(MENTIONED, pieces.typed(place, "^")),
            ),
        )
        for place, share in pieces.asked.shares(FULL_WORDS).items()
    ]
    ruler = Coverage(terms, pieces.size)
    ladder = Ladder(pieces, ruler, floor=0, within=[anywhere], above=[head])
    found = _numbered("text", ladder.bands(MOST_TEXTS), full=True)
    # A step of this ruler is not reached by the titles before it; all of it is.
    return [replace(one, reach=anywhere if one is found[-1] else None) for one in found]


def _numbered(name: str, found: Iterable[Band], *, full: bool) -> list[Class]:
    return [
        Class(f"{name}_{number}", band.part.text, band.part.guess, full, band.reach)
        for number, band in enumerate(found, start=1)
    ]


def _levels(pieces: Pieces, place: int, rank: int) -> Iterable[Level]:
    yield Level(1.0, pieces.typed(place, "="), whole=True)
    similar = pieces.similar(place) if rank < WIDENED_WORDS else []
    if similar:
        yield Level(SAME, some(similar))
    near = pieces.near(place) if rank < NEAR_WORDS else []
    if near:
        yield Level(NEAR, some(near))
    if len(pieces.words) > 1:
        if rank < WIDENED_WORDS:
            yield Level(MENTIONED, pieces.typed(place, "^"), whole=True)
        yield Level(ELSEWHERE, pieces.typed(place, ""), whole=True)
