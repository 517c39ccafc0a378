"""The pieces from which the classes of one query are put together."""

from collections.abc import Sequence
from math import prod, sqrt

from search.language.tree import And, Node, Not, Or, Phrase, Prefix, Word
from search.language.tsqueries import tsquery_of
from search.relevance import thesaurus
from search.relevance.asked import LONGEST, MOST_NEAR, MOST_SAME, ROOTED, Asked
from search.relevance.parts import Part, every, lexeme, some
from search.relevance.roots import root_of

EVERY_JOB = "':all'"


class Pieces:
    """What each word, and the whole, of a query is in each field."""

    def __init__(self, asked: Asked) -> None:
        self.asked, self.size = asked, asked.size()
        clauses = asked.query.clauses
        self.words = [one for one in clauses if isinstance(one, Word)]
        self.fixed = [one for one in clauses if not isinstance(one, Word)]
        self.everything = Part(self.size, self.size, EVERY_JOB)

    @property
    def is_positive(self) -> bool:
        """Tell whether only jobs that have some word can match."""
        return bool(self.words) or any(map(_is_positive, self.fixed))

    def typed(self, place: int, field: str) -> Part:
        """Return a word as it was typed, in any of its forms."""
        return self._part(self.words[place], field)

    def whole(self, field: str) -> Part:
        """Return everything that is asked, in a field."""
        kept = [self.typed(place, field) for place in range(len(self.words))]
        if field:
            named = [one for one in self.fixed if not isinstance(one, Not)]
            kept += [self._part(one, field) for one in named]
            # A field knows neither the order of words nor what is excluded.
            kept += [self._part(one, "") for one in self.words if one.parts]
        return every([*kept, *self.bound()], self.size)

    def bound(self) -> list[Part]:
        """Return what is never relaxed: all that is no plain word."""
        found = [self._part(one, "") for one in self.fixed]
        # An index cannot say what is not there without going through all that is.
        return found if self.is_positive else [self.everything, *found]

    def similar(self, place: int) -> list[Part]:
        """Return what means the same as a word or has its root, in the title."""
        ways, word = self._relatives(place, "same", MOST_SAME), self.words[place].text
        if len(word) >= ROOTED:
            ways.append(self._lexeme("~" + root_of(word)))
        return ways

    def near(self, place: int) -> list[Part]:
        """Return what is near to a word, in the title."""
        return self._relatives(place, "near", MOST_NEAR)

    def length(self, *words: int) -> Part:
        """Return the titles of so many words."""
        marks = {f":t{min(number, LONGEST)}": None for number in words}
        return some([self._lexeme(mark) for mark in marks])

    def _relatives(self, place: int, kind: str, most: int) -> list[Part]:
        found = [
            self._phrase(phrase)
            for one in self.asked.relatives
            if one.covers(place)
            for phrase in getattr(one, kind)
        ]
        return sorted(found, key=lambda part: -part.guess)[:most]

    def _phrase(self, phrase: thesaurus.Phrase) -> Part:
        return every([self._lexeme("=" + each) for each in phrase], self.size)

    def _lexeme(self, name: str) -> Part:
        return lexeme(name, self.asked.count(name))

    def _part(self, node: Node, field: str) -> Part:
        text = tsquery_of(node, self.asked.forms, prefix=field)
        guess = self._guess(node, field)
        return Part(guess, guess, text)

    def _guess(self, node: Node, field: str) -> float:
        match node:
            case Word():
                return self.asked.in_field(node.text, field)
            case Prefix():
                return self.asked.in_field(f"{node.text}*", field)
            case Phrase(words=parts) | And(nodes=parts):
                return self._joint([self._guess(each, field) for each in parts])
            case Or():
                return sum(self._guess(each, field) for each in node.nodes)
        return self.size

    def _joint(self, guesses: Sequence[float]) -> float:
        least = min(guesses, default=self.size)
        chance = self.size * prod(min(one / self.size, 1.0) for one in guesses)
        return sqrt(least * chance)


def _is_positive(node: Node) -> bool:
    """Tell whether only jobs that have some lexeme can satisfy this."""
    match node:
        case Not():
            return False
        case And():
            return any(map(_is_positive, node.nodes))
        case Or():
            return all(map(_is_positive, node.nodes))
    return True
