"""Each operator means in PostgreSQL what it means to a reader with a pencil."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search import language
from search.language.lexicon import Lexicon
from search.language.parsing import parse
from search.language.reading import TooManyWords
from search.language.tree import And, Node, Not, Or, Phrase, Prefix, Query, Word
from search.language.tsqueries import tsquery_of

pytestmark = pytest.mark.django_db
FUNCTIONS = Path(language.__file__).with_name("functions.sql").read_text()

# Title and text. The language is one without a stemmer, so a word is only itself.
ADS = {
    1: ("python developer", "we write python and java"),
    2: ("java developer", "senior people who write java"),
    3: ("senior python developer", "remote"),
    4: ("python senior", "developer wanted"),
    5: ("nurse", "night shift in the city"),
    6: ("night nurse", "shift work"),
    7: ("nurse", "shift at night"),
    8: ("front-end developer", "javascript"),
    9: ("frontend developer", "java and javascript"),
    10: ("front desk", "end of the day developer"),
    11: ("front end developer", "no python"),
    12: ("c++ developer", "c and c++"),
    13: ("c# developer", ".net and f#"),
    14: ("node.js developer", "javascript"),
    15: ("nodejs", "node and js"),
    16: ("head of research", "r&d for the city"),
    17: ("or nurse", "operating room"),
    18: ("", "developer"),
    19: ("java java java", ""),
    20: ("it support", "it will work"),
}


def words_of(text: str) -> list[str]:
    return text.replace("-", " ").replace("node.js", "node js").split()


def together_in(text: str) -> set[str]:
    return {chunk.replace("-", "").replace(".js", "js") for chunk in text.split()}


VOCABULARY = sorted(
    {
        word
        for ad in ADS.values()
        for text in ad
        for word in (*words_of(text), *together_in(text))
    }
)


@pytest.fixture(autouse=True)
def ads(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        cursor.execute("CREATE TEMP TABLE ads (id int, vector tsvector) ON COMMIT DROP")
        for number, (title, text) in ADS.items():
            cursor.execute(
                "INSERT INTO ads SELECT %s, search_vector('pl', %s) || "
                "array_to_tsvector(ARRAY(SELECT '=' || word FROM "
                "unnest(tsvector_to_array(search_vector('pl', %s))) word))",
                [number, f"{title}\f{text}", title],
            )


def forms_of(query: Query) -> dict[str, Sequence[str]]:
    beginnings = {
        f"{start}*": [word for word in VOCABULARY if word.startswith(start)]
        for start in query.prefixes
    }
    return {**Lexicon().forms(query.vocabulary, ["pl"]), **beginnings}


def found(query: Query, prefix: str = "") -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ads WHERE vector @@ %s::tsquery",
            [tsquery_of(query.node, forms_of(query), prefix=prefix)],
        )
        return {row[0] for row in cursor.fetchall()}


def holds(node: Node, texts: Sequence[str]) -> bool:
    """Tell by plain reading whether texts fit a tree."""
    match node:
        case Word():
            return any(
                node.text in {*words_of(text), *together_in(text)}
                or (
                    bool(node.parts)
                    and is_run([same(part) for part in node.parts], text)
                )
                for text in texts
            )
        case Prefix():
            return any(
                word.startswith(node.text)
                for text in texts
                for word in (*words_of(text), *together_in(text))
            )
        case Phrase():
            tests = [
                begins(word.text) if isinstance(word, Prefix) else same(word.text)
                for word in node.words
            ]
            return any(is_run(tests, text) for text in texts)
        case Not():
            return not holds(node.node, texts)
        case And():
            return all(holds(one, texts) for one in node.nodes)
        case Or():
            return any(holds(one, texts) for one in node.nodes)


def same(word: str) -> Callable[[str], bool]:
    return lambda other: other == word


def begins(start: str) -> Callable[[str], bool]:
    return lambda other: other.startswith(start)


def is_run(tests: Sequence[Callable[[str], bool]], text: str) -> bool:
    words = words_of(text)
    return any(
        all(test(word) for test, word in zip(tests, words[place:], strict=False))
        for place in range(len(words) - len(tests) + 1)
    )


TRUTHS = [
    ("python", {1, 3, 4, 11}),
    ("python developer", {1, 3, 4, 11}),
    ("python OR java developer", {1, 2, 3, 4, 9, 11}),
    ("developer java OR python", {1, 2, 3, 4, 9, 11}),
    ("(java developer) OR nurse", {1, 2, 5, 6, 7, 9, 17}),
    ("python OR java", {1, 2, 3, 4, 9, 11, 19}),
    ("python java", {1}),
    ("python -java", {3, 4, 11}),
    ("nurse -night", {17}),
    ("-developer -nurse", {15, 16, 19, 20}),
    ("-(developer OR nurse)", {15, 16, 19, 20}),
    ('nurse -"night shift"', {6, 7, 17}),
    ('"python developer"', {1, 3}),
    ('"senior python developer"', {3}),
    ('"night shift"', {5}),
    ('"java java"', {19}),
    ("night shift", {5, 6, 7}),
    ("front-end", {8, 9, 11}),
    ('"front-end"', {8, 11}),
    ("frontend", {8, 9}),
    ("front end", {8, 10, 11}),
    ("node.js", {14, 15}),
    ("node", {14, 15}),
    ("java*", {1, 2, 8, 9, 14, 19}),
    ("java* -java", {8, 14}),
    ('"front* desk"', {10}),
    ("c", {12}),
    ("c++", {12}),
    ("c#", {13}),
    (".net", {13}),
    ("net", set()),
    ("r", set()),
    ("R & D", {16}),
    ("OR nurse", {17}),
    ("it", {20}),
    ("will", {20}),
    ("!!!", set()),
    ("", set(ADS)),
    ("astronaut*", set()),
]


@pytest.mark.parametrize(("q", "expected"), TRUTHS)
def test_operators(q: str, expected: set[int]) -> None:
    query = parse(q)
    assert found(query) == expected
    assert {number for number, ad in ADS.items() if holds(query.node, ad)} == expected


IN_TITLES = [
    ("python developer", {1, 3}),
    ("python OR java", {1, 2, 3, 4, 19}),
    ('"developer python"', {1, 3}),
    ("nurse -night", {5, 6, 7, 17}),
    ("-nurse", set(ADS)),
    ("front-end", {8, 9, 11}),
    ("java*", {2, 19}),
    ("!!!", set()),
]


@pytest.mark.parametrize(("q", "expected"), IN_TITLES)
def test_a_field_has_all_words_in_any_order(q: str, expected: set[int]) -> None:
    assert found(parse(q), prefix="=") == expected


terms = st.sampled_from(
    [
        *(
            "python",
            "java",
            "developer",
            "nurse",
            "night",
            "front-end",
            "c++",
            "c",
            "dev*",
        ),
        *(
            '"python developer"',
            '"night shift"',
            '"front end"',
            "jav*",
            "the",
            "node.js",
        ),
    ]
)
queries = st.recursive(
    terms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(" ".join),
        st.tuples(inner, inner).map(" OR ".join),
        inner.map("({})".format),
        inner.map("-({})".format),
        inner.map("-{}".format),
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(queries)
@example('-(-(java) OR "night shift") -dev*')
def test_any_query_means_what_its_tree_says(q: str) -> None:
    try:
        query = parse(q)
    except TooManyWords:
        return
    expected = {number for number, ad in ADS.items() if holds(query.node, ad)}
    assert found(query) == expected


def test_words_are_learnt_once(django_assert_num_queries: Callable) -> None:
    lexicon = Lexicon()
    with django_assert_num_queries(1):
        forms = lexicon.forms(["nurses", "jobs", "c++"], ["en", "fr", "pl"])
    with django_assert_num_queries(0):
        assert lexicon.forms(["nurses"], ["fr", "en"]) == {"nurses": ("nurs",)}
        assert lexicon.lexemes(["nurses"], "pl") == {"nurses": "nurses"}
        assert lexicon.forms([], ["en"]) == {}
    assert forms == {
        "nurses": ("nurs", "nurses"),
        "jobs": ("job", "jobs"),
        "c++": ("c++",),
    }
