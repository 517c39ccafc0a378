"""A query with all that is known of its words: what its classes depend on, and no more.

A cursor keeps it, so that the same classes come out of it however the board or the
synonyms change. Counts are rounded to half a power of two: a letter each is enough.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import log1p, log2
from typing import Any

from search.language.forms import languages_of, lexeme_of
from search.language.tree import Query
from search.relevance.roots import root_of
from search.relevance.thesaurus import Phrase, Relatives

Counts = Callable[[Iterable[str]], Mapping[str, int]]
"""Says how many jobs have each lexeme, and RARE of those that it does not know."""
RARE = 0
GUESSED = 16
"""What is taken for the count of those on a board that is counted by a sample."""
COUNTED_WHOLE = 40_000
"""On a board of so many jobs at most, what was not counted was in no job then."""
LONGEST = 12
"""Titles of so many words and more share one mark."""
FIELDS = ("", "^", "+", "=")
"""Anywhere; among what the text says most; in the title or the head; in the title."""
ROOTED = 5
"""Words of so many letters may be met by others of the same root."""
MOST_SAME, MOST_NEAR = 4, 4
NEAR_WORDS = 2
"""So many words, the weightiest ones, are met by near ones as well."""
NEAR_TIMES, NEAR_SHARE = 2.0, 0.01
"""A near word is so many times as common as the word at most, or in that share of all:
what stands in every other title is near to nothing."""
_FIRST = 48


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, the lexemes of its words, and in how many jobs each of them is."""

    query: Query
    forms: Mapping[str, Sequence[str]]
    counts: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0
    relatives: tuple[Relatives, ...] = ()

    def names(self) -> list[str]:
        """Return the lexemes whose counts matter, always in the same order."""
        words = self.query.words
        names = [f":t{number}" for number in range(1, LONGEST + 1)]
        for word in _spoken(self.query):
            for form in self.forms_of(word):
                names += [kind + lexeme_of(form) for kind in FIELDS]
                names += [f":l:{language}" for language in languages_of(form)]
        names += ["~" + root_of(word) for word in words if len(word) >= ROOTED]
        names += [
            "=" + lexeme
            for one in self.relatives
            for phrase in (*one.same, *one.near)
            for lexeme in phrase
        ]
        return list(dict.fromkeys(names))

    def forms_of(self, word: str) -> Sequence[str]:
        """Return the lexemes of a word, or of a prefix under `prefix*`."""
        return self.forms.get(word) or (() if word.endswith("*") else (word,))

    def count(self, name: str) -> float:
        """Return about how many jobs have a lexeme."""
        found = self.counts.get(name, RARE)
        is_known = found or 0 < self.documents <= COUNTED_WHOLE
        return _rounded(found if is_known else GUESSED)

    def size(self) -> float:
        """Return about how many jobs there are."""
        return max(_rounded(self.documents), 1.0)

    def in_titles(self, word: str) -> float:
        """Return about how many titles have a word."""
        return min(self.in_field(word, "="), self.size())

    def in_field(self, word: str, field: str) -> float:
        """Return about how many jobs have a word in a field, in any of its forms."""
        return sum([self._count_form(form, field) for form in self.forms_of(word)])

    def _count_form(self, form: str, field: str) -> float:
        found, spoken = self.count(field + lexeme_of(form)), languages_of(form)
        if not spoken:
            return found
        jobs = sum([self.count(f":l:{language}") for language in spoken])
        return found * min(jobs / self.size(), 1.0)

    def shares(self, most: int) -> dict[int, float]:
        """Return of so many of the most telling words the share of their weight.

        A word is the more telling the fewer titles have it.
        """
        size, found = self.size(), map(self.in_titles, self.query.words)
        weights = [log1p((size - each + 0.5) / (each + 0.5)) for each in found]
        chosen = sorted(range(len(weights)), key=lambda place: -weights[place])[:most]
        total = sum([weights[place] for place in chosen])
        return {place: weights[place] / total for place in chosen}

    def thriftier(self) -> Iterator["Asked"]:
        """Yield the same, then with less and less of what may stand for its words."""
        yield self
        if self.relatives:
            same = (replace(one, near=()) for one in self.relatives if one.same)
            yield replace(self, relatives=tuple(same))
            yield replace(self, relatives=())

    def widened(self, relatives: Iterable[Relatives], counts: Counts) -> "Asked":
        """Return the same with the best of what may stand for its words."""
        wider = replace(self, relatives=tuple(relatives))
        wider = replace(wider, counts={**self.counts, **counts(wider.names())})
        weightiest = list(self.shares(NEAR_WORDS))
        best = (_best(wider, one, weightiest) for one in wider.relatives)
        return replace(wider, relatives=tuple(one for one in best if one.ways))

    def to_kept(self) -> dict[str, Any]:
        """Return what a cursor keeps: everything but the query."""
        numbers = (self.counts.get(name, RARE) for name in self.names())
        return {
            "f": [" ".join(self.forms_of(word)) for word in _spoken(self.query)],
            "c": "".join(_letter(number) for number in (self.documents, *numbers)),
            "r": [one.written() for one in self.relatives],
        }

    @classmethod
    def from_kept(cls, query: Query, kept: Mapping[str, Any]) -> "Asked":
        """Return what was kept.

        Raises ValueError, KeyError or TypeError where it was not kept for the query.
        """
        texts = zip(_spoken(query), kept["f"], strict=True)
        forms = {word: tuple(text.split()) for word, text in texts}
        relatives = tuple(Relatives.read(text) for text in kept["r"])
        plain = cls(query, forms, relatives=relatives)
        documents, *numbers = (
            round(_count_of(ord(letter) - _FIRST)) for letter in kept["c"]
        )
        counts = dict(zip(plain.names(), numbers, strict=True))
        return cls(query, forms, counts, documents, relatives)


def _best(asked: Asked, one: Relatives, weightiest: Sequence[int]) -> Relatives:
    """Return the commonest of what may stand for a stretch, if not too common."""

    def common(phrase: Phrase) -> float:
        return min([asked.count("=" + lexeme) for lexeme in phrase])

    typed = asked.query.words[one.start : one.start + one.size]
    rarest = min(map(asked.in_titles, typed))
    limit = max(NEAR_SHARE * asked.size(), NEAR_TIMES * rarest)
    near = [each for each in one.near if common(each) <= limit]
    most = MOST_NEAR if any(map(one.covers, weightiest)) else 0
    return replace(
        one,
        same=tuple(sorted(one.same, key=common, reverse=True)[:MOST_SAME]),
        near=tuple(sorted(near, key=common, reverse=True)[:most]),
    )


def _spoken(query: Query) -> list[str]:
    return sorted((*query.vocabulary, *(f"{each}*" for each in query.prefixes)))


def _level_of(number: int) -> int:
    return round(2 * log2(number + 1))


def _count_of(level: int) -> float:
    return float(round(2 ** (level / 2) - 1))


@lru_cache(maxsize=10_000)
def _rounded(number: int) -> float:
    return _count_of(_level_of(number))


def _letter(number: int) -> str:
    return chr(_FIRST + _level_of(number))
