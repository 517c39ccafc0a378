"""What the words of a query are on this board, and how common each is."""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from jobs.catalogue.gazetteer import other_names
from search.language.forms import forms_in
from search.language.lexicon import Lexicon
from search.language.tree import Query
from search.models import BoardSize, WordCount
from search.relevance.asked import RARE, Asked
from search.relevance.widening import Widening

FRESH_FOR = 60.0
MAIN = 0.2
"""A main language has so many jobs, beside the one that most are in."""
MOST_KEPT = 20_000


@dataclass
class _Board:
    """What one process remembers of the board's sizes, for a minute."""

    since: float = 0.0
    documents: int = 0
    a_day: float = 0.0
    languages: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)


_lock = threading.Lock()
_board = _Board()
LEXICON = Lexicon()
"""What this process has learnt of words, shared by all that stem."""


def asked_for(query: Query, languages: Sequence[str]) -> Asked:
    """Return a query with the lexemes of its words, and how many jobs have each."""
    asked = Asked(
        query, forms_of(query, languages), documents=current_board().documents
    )
    return replace(asked, counts=counts_of(asked.names()))


def forms_of(query: Query, languages: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the lexemes of each word in the languages of the board.

    A prefix is asked for as it was typed and, since stems are what is indexed, as the
    stem that it would have if it were a whole word.
    """
    spoken = tuple(languages) or ("en",)
    main = _main_of(spoken)
    words = LEXICON.by_language(query.vocabulary, spoken)
    forms: dict[str, Sequence[str]] = {
        word: (*forms_in(word, lexemes, main), *_towns(word, spoken, main))
        for word, lexemes in words.items()
    }
    for prefix, lexemes in LEXICON.by_language(query.prefixes, spoken).items():
        stems = forms_in(prefix, lexemes, main)
        forms[f"{prefix}*"] = tuple(each for each in stems if each != prefix)
    return forms


def _towns(word: str, spoken: Sequence[str], main: Sequence[str]) -> Iterator[str]:
    """Yield the forms of a town's other names, if jobs are in a town of that name."""
    names = [each for each in other_names(word) if each != word and " " not in each]
    jobs = counts_of(f":c:{each}" for each in names)
    used = [each for each in names if jobs[f":c:{each}"] > RARE]
    for name, lexemes in LEXICON.by_language(used, spoken).items():
        yield from forms_in(name, lexemes, main)


def _main_of(languages: Sequence[str]) -> Sequence[str]:
    """Return the languages that many jobs are in, as they were last counted."""
    jobs = counts_of(f":l:{each}" for each in languages)
    least = max(jobs.values()) * MAIN
    return [each for each in languages if jobs[f":l:{each}"] >= least]


def counts_of(lexemes: Iterable[str]) -> dict[str, int]:
    """Return in how many jobs each lexeme was when they were last counted."""
    kept = current_board().counts
    asked = list(dict.fromkeys(lexemes))
    missing = [each for each in asked if each not in kept]
    if missing:
        rows = WordCount.objects.filter(word__in=missing)
        found = dict(rows.values_list("word", "documents"))
        if len(kept) > MOST_KEPT:
            kept.clear()  # people type anything
        kept.update({each: found.get(each, RARE) for each in missing})
    return {each: kept.get(each, RARE) for each in asked}


def forget_board() -> None:
    """Forget what this process remembers; after a count, and in tests."""
    global _board  # noqa: PLW0603  # one memory for the process
    with _lock:
        _board = _Board()


def current_board() -> _Board:
    """Return what is known of the board, read anew each minute."""
    global _board  # noqa: PLW0603  # one memory for the process
    kept = _board
    if kept.since and time.monotonic() - kept.since < FRESH_FOR:
        return kept
    size = BoardSize.objects.order_by("-counted_at").first()
    fresh = _Board(
        since=time.monotonic(),
        documents=size.documents if size else 0,
        a_day=size.a_day if size else 0.0,
        languages=kept.languages,
    )
    with _lock:
        _board = fresh
    return fresh


def learn_languages(languages: tuple[str, ...]) -> None:
    """Remember which languages the board has, as the database has just told."""
    current_board().languages = languages


def widening() -> Widening:
    """Return what knows of synonyms and typing errors in the languages of the board."""
    languages = current_board().languages or ("en",)
    return Widening(LEXICON, counts_of, languages, _main_of(languages))
