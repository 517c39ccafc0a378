"""What may stand for the words of a query: synonyms, mended spellings, compounds."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import product

from search.language.lexicon import Lexicon
from search.language.reading import respelt
from search.relevance import spellings
from search.relevance.asked import GUESSED, Asked, Counts
from search.relevance.synonyms import current_thesaurus
from search.relevance.thesaurus import Phrase, Relatives


class Widening:
    """Finds what may stand for the words of queries on a board; it is for one request.

    What it has found once it says again, though the board may have changed.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        counts: Counts,
        languages: Collection[str],
        main: Collection[str],
    ) -> None:
        self._lexicon, self._counts = lexicon, counts
        self._languages, self._main = tuple(languages), tuple(main)
        self._mended: dict[tuple[str, ...], dict[str, list[str]]] = {}

    def widened(self, asked: Asked) -> Asked:
        """Return a query with everything that may stand for its words."""
        words = asked.query.words
        thesaurus = current_thesaurus(self._lexicon.lexemes, self._languages)
        mended = self.mended(words)
        found = [
            *thesaurus.relatives(words),
            *(
                Relatives(place, 1, same=tuple(self._phrases([[each]])))
                for place, word in enumerate(words)
                for each in mended.get(word, ())
            ),
            *self._compounds(words),
        ]
        return asked.widened(found, self._counts)

    def mended(self, words: Iterable[str]) -> dict[str, list[str]]:
        """Return for words that look like typing errors what may have been meant."""
        asked = tuple(dict.fromkeys(words))
        if asked not in self._mended:
            self._mended[asked] = self._mend(asked)
        return self._mended[asked]

    def _mend(self, asked: Collection[str]) -> dict[str, list[str]]:
        known, titles = spellings.known_words(asked), self._seen(asked)
        texts = self._seen(asked, field="")
        found = {
            word: spellings.mended(word, max(titles[word], word in known), self._seen)
            for word in asked
            if titles[word] or texts[word] <= GUESSED
        }
        return {
            word: better
            for word, better in found.items()
            if better and not self._is_form(word, better)
        }

    def meant(self, q: str, words: Iterable[str]) -> str | None:
        """Return a text with its typing errors mended; None when it seems to have none.

        Whether more is found by it is for the caller to see.
        """
        better = {word: found[0] for word, found in self.mended(words).items()}
        return respelt(q, better) if better else None

    def _is_form(self, word: str, others: Sequence[str]) -> bool:
        """Tell whether a word is another form of one of the others: no error at all."""
        forms = self._lexicon.forms([word, *others], self._main)
        return any(not set(forms[word]).isdisjoint(forms[each]) for each in others)

    def _seen(self, words: Collection[str], *, field: str = "=") -> dict[str, int]:
        """Return about how many titles, or texts, have each word in its main forms."""
        forms = self._lexicon.forms(words, self._main)
        counts = self._counts(
            f"{field}{form}" for each in forms.values() for form in each
        )
        return {
            word: sum(counts[f"{field}{form}"] for form in forms[word])
            for word in words
        }

    def _compounds(self, words: Sequence[str]) -> Iterator[Relatives]:
        ways = spellings.joints(words)
        parts = {part for found in ways.values() for way in found for part in way}
        known = spellings.known_words(parts)
        for (start, size), found in ways.items():
            same = [way for way in found if known.issuperset(way)]
            if same:
                yield Relatives(start, size, same=tuple(self._phrases(same)))

    def _phrases(self, ways: Iterable[Sequence[str]]) -> Iterator[Phrase]:
        for way in ways:
            forms = self._lexicon.forms(way, self._languages)
            for lexemes in product(*(forms[word] for word in way)):
                yield tuple(dict.fromkeys(lexemes))
