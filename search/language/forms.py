"""The forms of a word: its lexemes in the languages of a board, and where each counts.

`lead@de` is a form of "leader" that counts in German jobs only: where a language that
many jobs are in makes something else of a word, the stem is likely another word in it.
"""

from collections.abc import Collection, Mapping, Sequence

_IN = "@"  # no lexeme has one


def forms_in(
    word: str, lexemes: Mapping[str, str], main: Collection[str]
) -> tuple[str, ...]:
    """Return the forms of a word from its lexemes by language.

    As it is typed a word is looked for everywhere, and so is what all main languages
    make of it.
    """
    spoken: dict[str, list[str]] = {}
    for language, lexeme in lexemes.items():
        spoken.setdefault(lexeme, []).append(language)
    return tuple(
        lexeme
        if lexeme == word or set(main).issubset(languages)
        else f"{lexeme}{_IN}{','.join(languages)}"
        for lexeme, languages in spoken.items()
    )


def lexeme_of(form: str) -> str:
    """Return the lexeme of a form."""
    return form.partition(_IN)[0]


def languages_of(form: str) -> Sequence[str]:
    """Return the languages that a form counts in; none means all."""
    return [each for each in form.partition(_IN)[2].split(",") if each]
