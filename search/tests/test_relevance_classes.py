"""Classes of a query: disjoint, none left out, in the order that a plain sum gives."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.language.parsing import parse
from search.relevance.asked import Asked
from search.relevance.classes import (
    ELSEWHERE,
    FLOOR,
    LONGEST,
    MENTIONED,
    NEAR,
    PARTIAL_WORDS,
    SAME,
    WIDENED_WORDS,
    Class,
    full_classes,
    partial_classes,
)
from search.relevance.coverage import STEPS, UNITS
from search.relevance.ladder import SHORT
from search.relevance.roots import root_of
from search.relevance.thesaurus import Relatives

WORDS = ("nurse", "welder", "senior", "night", "manager", "rn", "nursing")
RELATIVES = (
    Relatives(0, 1, same=(("rn",),), near=(("nursing",), ("night", "manager"))),
    Relatives(0, 2, same=(("manager",),)),
    Relatives(1, 1, near=(("nursing",), ("welder",))),
)
Words = Mapping[str, object]
_TOKEN = re.compile(r"'((?:[^']|'')*)'|(<->|[&|!()])")


def uncounted(_names: object) -> dict[str, int]:
    return {}


some_words = st.lists(st.sampled_from(WORDS), max_size=5)
lexemes = st.builds(
    str.__add__, st.sampled_from(["", "=", "+", "~", "^"]), st.sampled_from(WORDS)
)
some_counts = st.dictionaries(lexemes, st.integers(0, 5000))
plain_queries = some_words.map(" ".join)
queries = st.one_of(
    plain_queries,
    st.sampled_from(
        ["nurse -welder", "nurse OR welder night", "-welder", "night OR -welder", "or",
         "((", "nurse senior night manager rn nursing", "-nurse -welder"]
    ),
)  # fmt: skip
documents = st.builds(
    lambda *parts: document(*parts),  # noqa: PLW0108  # it stands further down
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    some_words,
    some_words,
    some_words,
)


def document(
    title: list[str], head: list[str], text: list[str], most: list[str]
) -> dict[str, object]:
    """Return the lexemes of an ad whose words are their own stems."""
    said = text + most
    names = ["=" + word for word in title] + ["~" + root_of(word) for word in title]
    names += ["+" + word for word in title + head] + title + head + said
    names += ["^" + word for word in most] + [":all", f":t{len(title)}"]
    return dict.fromkeys(names)


def satisfies(words: Words, query: str) -> bool:
    """Tell whether a document satisfies a tsquery, as the database would."""
    tokens = [match.groups() for match in _TOKEN.finditer(query)][::-1]

    def joined(sign: str) -> bool:
        one = joined_by["|"] if sign == "|" else single
        found = [one()]
        while tokens and tokens[-1][1] == sign:
            tokens.pop()
            found.append(one())
        return any(found) if sign == "|" else all(found)

    def single() -> bool:
        name, sign = tokens.pop()
        if sign == "!":
            return not single()
        if sign == "(":
            found = joined("|")
            assert tokens.pop()[1] == ")"
            return found
        return name in words

    joined_by = {"|": lambda: joined("&")}
    found = joined("|")
    assert not tokens
    return found


def asked(q: str, counts: Mapping[str, int], *, size: int = 1000) -> Asked:
    query = parse(q)
    known = len(query.words)
    relatives = [one for one in RELATIVES if one.start + one.size <= known]
    return Asked(query, {}, counts, size).widened(relatives, uncounted)


def matches(one: Class, words: Words) -> bool:
    return one.query is None or satisfies(words, one.query)


def places(classes: list[Class], words: Words) -> list[int]:
    return [place for place, one in enumerate(classes) if matches(one, words)]


@settings(deadline=None)
@given(queries, some_counts, documents)
def test_a_job_is_in_one_class_at_most(q, counts, words):
    query = asked(q, counts)
    listed = [*full_classes(query), *partial_classes(query)]
    assert len(places(listed, words)) <= 1


@settings(deadline=None)
@given(plain_queries, some_counts, documents)
def test_what_has_all_words_is_in_a_full_class_and_nothing_else(q, counts, words):
    found = places(full_classes(asked(q, counts)), words)
    assert bool(found) == all(word in words for word in q.split())


@settings(deadline=None)
@given(plain_queries, some_counts, documents)
def test_words_in_the_title_come_before_words_elsewhere(q, counts, words):
    classes = full_classes(asked(q, counts))
    for place in places(classes, words):
        in_title = all("=" + word in words for word in q.split())
        assert classes[place].name.startswith(("title", "all")) == in_title


@settings(deadline=None)
@given(plain_queries, some_counts, documents, documents)
def test_partial_classes_stand_in_the_order_of_what_is_covered(q, counts, one, other):
    query = asked(q, counts)
    classes = partial_classes(query)
    ranked = []
    for words in (one, other):
        found = places(classes, words)
        is_full = all(word in words for word in q.split())
        steps = covered(query, words)
        assert len(found) == (not is_full and steps >= FLOOR)
        ranked += [(steps, place, is_short(words)) for place in found]
    if len(ranked) > 1:
        (more, before, short), (_, after, other_short) = sorted(ranked)[::-1]
        assert more >= FLOOR
        # The short titles of a band come before its others.
        assert before <= after or (before == after + 1 and other_short > short)


def covered(query: Asked, words: Words) -> int:
    """Return how many steps of a query's weight a document covers, by a plain sum."""
    units = 0
    for rank, (place, share) in enumerate(query.shares(PARTIAL_WORDS).items()):
        word, levels = query.query.words[place], [0.0]
        levels += [1.0] * ("=" + word in words)
        if rank < WIDENED_WORDS:
            levels += [SAME] * (len(word) > 4 and "~" + root_of(word) in words)
            levels += [
                value
                for one in query.relatives
                if one.covers(place)
                for value, ways in ((SAME, one.same), (NEAR, one.near))
                for way in ways
                if all("=" + lexeme in words for lexeme in way)
            ]
        if len(query.query.words) > 1:
            if rank < WIDENED_WORDS:
                levels += [MENTIONED] * ("^" + word in words)
            levels += [ELSEWHERE] * (word in words)
        units += max(round(STEPS * UNITS * share * value) for value in levels)
    return units // UNITS


def is_short(words: Words) -> bool:
    return any(f":t{length}" in words for length in SHORT)


@settings(deadline=None)
@given(queries, some_counts)
def test_a_cursor_brings_back_the_same_classes(q, counts):
    before = asked(q, counts)
    kept = before.to_kept()
    after = Asked.from_kept(before.query, kept)
    assert full_classes(after) == full_classes(before)
    assert partial_classes(after) == partial_classes(before)
    assert after.to_kept() == kept


def test_a_cursor_of_another_query_is_not_taken():
    kept = asked("nurse night", {}).to_kept()
    with pytest.raises(ValueError, match="argument"):
        Asked.from_kept(parse("nurse"), kept)


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=2, max_size=7, unique=True))
def test_many_relatives_make_no_endless_query(words):
    ways = tuple(
        (f"{word}{number}", "of", word) for word in "ab" for number in range(99)
    )
    found = [
        Relatives(place, size, same=ways, near=ways)
        for place in range(len(words))
        for size in range(1, len(words) - place + 1)
    ]
    forms = {word: [f"{word}{ending}" for ending in "abcdefgh"] for word in words}
    query = Asked(parse(" ".join(words)), forms, {}, 10_000)
    classes = partial_classes(query.widened(found, uncounted))
    assert classes
    assert sum(len(one.query or "") for one in classes) <= LONGEST


COMMON = {"=nurse": 60_000, "nurse": 200_000, "+nurse": 60_000, "^nurse": 50_000}


def test_common_words_are_looked_for_in_few_classes():
    small = asked("nurse", {name: count // 100 for name, count in COMMON.items()})
    large = asked("nurse", COMMON, size=1_000_000)
    assert [one.name for one in full_classes(large)][:2] == ["title", "head"]
    assert len(full_classes(large)) < len(full_classes(small)) < 12


def test_what_was_not_counted_is_guessed_on_a_large_board_only():
    assert asked("nurse", {}, size=2_000).count("=nurse") == 0
    assert asked("nurse", {}, size=200_000).count("=nurse") > 0
    assert asked("nurse", {}, size=0).count("=nurse") > 0


NAMES = {
    "nurse": ["title_exact", "title_close", "title", "head", "text_1"],
    "nurse -night": ["title", "head", "text_1"],
    "-night": ["text"],
    "": ["all"],
    "(": ["title", "head", "text"],
    '"night nurse"': ["title", "head", "text"],
}


@pytest.mark.parametrize(("q", "names"), NAMES.items())
def test_names_of_full_classes(q, names):
    fields = ("", "^", "+", "=")
    counts = {field + word: 99 for field in fields for word in ("nurse", "night")}
    found = [one.name for one in full_classes(asked(q, counts, size=5000))]
    assert found[: len(names)] == names


@settings(deadline=None)
@given(some_counts, documents)
def test_nothing_but_plain_words_is_relaxed(counts, words):
    assert partial_classes(asked('"night nurse" -senior', counts)) == []
    for q in ("welder manager -senior", "welder manager (night OR rn) -senior"):
        if places(partial_classes(asked(q, counts)), words):
            assert "senior" not in words
            assert "OR" not in q or {"night", "rn"} & words.keys()
