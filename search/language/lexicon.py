"""Remembers what words are in each language, so that the database is asked once."""

from collections.abc import Collection

from django.db import connection

_MOST = 20_000  # words of a language; then its memory starts anew


class Lexicon:
    """The lexeme of any word in any language, as the database says it."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, str]] = {}

    def lexemes(self, words: Collection[str], language: str) -> dict[str, str]:
        """Return the lexeme that each word has in a text of a language."""
        learnt = self._learnt(words, [language])[language]
        return {word: learnt[word] for word in words}

    def forms(
        self, words: Collection[str], languages: Collection[str]
    ) -> dict[str, tuple[str, ...]]:
        """Return the lexemes that each word may have in texts of the languages."""
        found = self.by_language(words, languages)
        return {word: tuple(dict.fromkeys(found[word].values())) for word in words}

    def by_language(
        self, words: Collection[str], languages: Collection[str]
    ) -> dict[str, dict[str, str]]:
        """Return the lexeme that each word has in texts of each language."""
        learnt = self._learnt(words, languages)
        return {
            word: {language: learnt[language][word] for language in languages}
            for word in words
        }

    def _learnt(
        self, words: Collection[str], languages: Collection[str]
    ) -> dict[str, dict[str, str]]:
        known = {language: self._of(language) for language in languages}
        missing = {
            word for word in words for learnt in known.values() if word not in learnt
        }
        if missing:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT word, language, lexeme FROM search_lexemes(%s, %s)",
                    [list(missing), list(languages)],
                )
                for word, language, lexeme in cursor.fetchall():
                    known[language][word] = lexeme
        return known

    def _of(self, language: str) -> dict[str, str]:
        learnt = self._known.get(language)
        if learnt is None or len(learnt) > _MOST:
            learnt = self._known[language] = {}
        return learnt
