"""What else people call a job: words that mean the same, and words that are near.

A line of it is `nurse = rn ~ nursing, midwife`: what stands between `=` means the same,
what follows `~` is near to each of that.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

Phrase = tuple[str, ...]
Read = Callable[[str], Sequence[str]]
"""Takes a text apart into folded words."""
Stem = Callable[[Collection[str], str], Mapping[str, str]]
"""Says what lexeme each word has in a language."""
MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Phrases that mean the same, and those that are near to them."""

    language: str
    same: tuple[Phrase, ...]
    near: tuple[Phrase, ...] = ()

    @classmethod
    def read(cls, line: str, language: str, read: Read) -> "Group":
        """Return what a line says; an empty language stands for all."""
        same, _, near = line.partition("~")
        return cls(
            language, _phrases(same.split("="), read), _phrases(near.split(","), read)
        )

    def words(self) -> Iterator[str]:
        """Yield every word of this."""
        for phrase in (*self.same, *self.near):
            yield from phrase


@dataclass(frozen=True, slots=True)
class Relatives:
    """Lexemes that may stand for a stretch of a query's words."""

    start: int
    size: int
    same: tuple[Phrase, ...] = ()
    near: tuple[Phrase, ...] = ()

    @property
    def ways(self) -> tuple[Phrase, ...]:
        """Return whatever may stand for the stretch."""
        return self.same + self.near

    def covers(self, place: int) -> bool:
        """Tell whether a word of the query is in the stretch."""
        return self.start <= place < self.start + self.size

    def written(self) -> str:
        """Return this as a short text; no lexeme has the signs that it is made with."""
        same = "=".join(" ".join(phrase) for phrase in self.same)
        near = ",".join(" ".join(phrase) for phrase in self.near)
        return f"{self.start}:{self.size}:{same}~{near}"

    @classmethod
    def read(cls, text: str) -> "Relatives":
        """Return what was written."""
        start, size, phrases = text.split(":")
        same, near = phrases.split("~")
        return cls(
            int(start), int(size), _split(same.split("=")), _split(near.split(","))
        )


def _split(texts: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(tuple(text.split(" ")) for text in texts if text)


def _phrases(texts: Iterable[str], read: Read) -> tuple[Phrase, ...]:
    phrases = (tuple(read(text)) for text in texts)
    return tuple(phrase for phrase in phrases if 0 < len(phrase) <= MOST_WORDS)


class Thesaurus:
    """Groups, found by any form of the words in them."""

    def __init__(
        self, groups: Iterable[Group], stem: Stem, languages: Collection[str]
    ) -> None:
        """Take the groups of a board's languages."""
        self._stem = stem
        self._languages = tuple(languages)
        self._same: dict[tuple[str, Phrase], dict[Phrase, None]] = {}
        self._near: dict[tuple[str, Phrase], dict[Phrase, None]] = {}
        listed = tuple(groups)
        for language in self._languages:
            spoken = [one for one in listed if one.language in {"", language}]
            stems = stem({word for one in spoken for word in one.words()}, language)
            for group in spoken:
                self._add(
                    language, _stemmed(group.same, stems), _stemmed(group.near, stems)
                )

    def relatives(self, words: Sequence[str]) -> Iterator[Relatives]:
        """Yield what may stand for each stretch of a query that is known here."""
        stems = {each: self._stem(set(words), each) for each in self._languages}
        for start, size in product(range(len(words)), range(1, MOST_WORDS + 1)):
            stretch = words[start : start + size]
            if len(stretch) == size:
                typed = {
                    each: _one_way([known[word] for word in stretch])
                    for each, known in stems.items()
                }
                same = _least(self._found(self._same, typed), typed.values())
                others = (*typed.values(), *same)
                near = _least(self._found(self._near, typed), others)
                if same or near:
                    yield Relatives(start, size, same, near)

    @staticmethod
    def _found(
        known: Mapping[tuple[str, Phrase], Iterable[Phrase]],
        typed: Mapping[str, Phrase],
    ) -> Iterator[Phrase]:
        for key in typed.items():
            yield from known.get(key, ())

    def _add(
        self, language: str, same: Sequence[Phrase], near: Sequence[Phrase]
    ) -> None:
        for phrase in same:
            others = dict.fromkeys(one for one in same if one != phrase)
            self._same.setdefault((language, phrase), {}).update(others)
            self._near.setdefault((language, phrase), {}).update(dict.fromkeys(near))
        for phrase in near:
            known = self._near.setdefault((language, phrase), {})
            known.update(dict.fromkeys(same))


def _stemmed(phrases: Iterable[Phrase], stems: Mapping[str, str]) -> list[Phrase]:
    return [_one_way([stems[word] for word in phrase]) for phrase in phrases]


def _one_way(lexemes: Iterable[str]) -> Phrase:
    """Return lexemes in the one order in which they are compared."""
    return tuple(sorted(set(lexemes)))


def _least(found: Iterable[Phrase], others: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Return the phrases that do not ask for all that another one asks for."""
    less = [set(phrase) for phrase in others]
    kept = list(dict.fromkeys(found))
    return tuple(
        phrase
        for phrase in kept
        if not any(set(phrase) >= one for one in less)
        and not any(set(phrase) > set(one) for one in kept)
    )
