"""What is marked is what was found, and nothing else of a text is markup."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from search import language
from search.language.highlights import Highlight, Highlighter, Shown
from search.language.lexicon import Lexicon
from search.language.parsing import parse
from search.language.reading import TooManyWords
from search.language.words import words_in

pytestmark = pytest.mark.django_db
FUNCTIONS = Path(language.__file__).with_name("functions.sql").read_text()
MARK = re.compile("<mark>(.*?)</mark>")
INITIALS = re.compile(r"\b\w\.\w\b")
LANGUAGES = ["en", "de", "fr"]


@pytest.fixture(autouse=True)
def functions(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)


def highlight(q: str, title: str, text: str = "", spoken: str = "en") -> Highlight:
    query = parse(q)
    lexicon = Lexicon()
    marker = Highlighter(query.node, lexicon.forms(query.vocabulary, LANGUAGES))
    return marker.page([Shown(title, text, spoken)], lexicon)[0]


# The query, a title, and what of it is marked; the language is English or named first.
MARKED = [
    (
        "engineers",
        "Engineering engineer, engineered",
        "Engineering engineer engineered",
    ),
    ("nurse", "Nurse, nursery, nurses", "Nurse nurses"),
    ("company", "Companies", "Companies"),
    ("cities", "City", "City"),
    ("die", "Die Ärztin", "Die"),
    ("it", "IT its it's", "IT it"),
    ("C", "C C++ C# c", "C c"),
    ("C++", "C C++ C#, c++17", "C++ c++"),
    (".NET", "ASP.NET (.NET) net", ".NET"),
    ("net", "ASP.NET (.NET) net", "NET net"),
    ("node.js", "Node.js, NodeJS, node", "Node.js NodeJS"),
    ("R", "R&D, R, C/R", "R R"),
    ("R & D", "Head of R&D", "R&D"),
    (
        "front-end",
        "Front-End, frontend, front end, end",
        "Front-End frontend front end",
    ),
    ("frontend", "Front-End", "Front-End"),
    ('"night shift"', "night shift, shift at night", "night shift"),
    ('"night shift" -nurse', "Nurse, night-shift", "night-shift"),
    ("night shift", "Shift at night", "Shift night"),
    ("dev*", "Developer DevOps dev undeveloped", "Developer DevOps dev"),
    ("java OR go", "Java and Go", "Java Go"),
    ("Ärzte", "Arzt Ärzte arzt", "de: Arzt Ärzte arzt"),
    ("ingenieurs", "Ingénieur INGÉNIEURE", "fr: Ingénieur INGÉNIEURE"),
    ("strasse", "Straße", "de: Straße"),
    ("看護", "看護師", "看護"),
    ("driver", "Driver's", "Driver"),
    ("a & b", "<a href='b'>", ""),
    ("nurse", "", ""),
    ("!!!", "Nurse!!!", ""),
    ("", "Nurse", ""),
    ("-nurse", "Nurse", ""),
]


@pytest.mark.parametrize(("q", "title", "marked"), MARKED)
def test_what_is_marked(q: str, title: str, marked: str) -> None:
    spoken, _, words = marked.rpartition(": ")
    shown = highlight(q, title, title, spoken or "en")
    assert " ".join(map(unescape, MARK.findall(shown.title))) == words
    assert MARK.findall(shown.snippet) == MARK.findall(shown.title)


def test_everything_else_is_escaped() -> None:
    shown = highlight("script", "<script>alert('x')</script> & <b>", "</mark><mark>")
    assert shown.title == (
        "&lt;<mark>script</mark>&gt;alert(&#x27;x&#x27;)"
        "&lt;/<mark>script</mark>&gt; &amp; &lt;b&gt;"
    )
    assert shown.snippet == "&lt;/mark&gt;&lt;mark&gt;"


FILLER = "lorem ipsum dolor sit amet " * 20
SNIPPETS: list[tuple[str, str, str, Callable[[str], bool]]] = [
    (
        "starts",
        "nurse",
        f"A nurse {FILLER}",
        lambda one: one.startswith("A <mark>nurse"),
    ),
    ("cut", "nurse", f"A nurse {FILLER}", lambda one: one.endswith(" …")),
    ("middle", "nurse", f"{FILLER}a nurse {FILLER}", lambda one: one.startswith("… ")),
    (
        "end",
        "nurse",
        f"{FILLER}a nurse",
        lambda one: one.endswith("a <mark>nurse</mark>"),
    ),
    (
        "most words",
        "night nurse",
        f"A nurse {FILLER} the night nurse {FILLER}",
        lambda one: "<mark>night</mark> <mark>nurse</mark>" in one,
    ),
    ("nothing", "nurse", FILLER, lambda one: one.startswith("lorem ipsum")),
    ("spaces", "nurse", "a\n\n  nurse\tb", lambda one: one == "a <mark>nurse</mark> b"),
    ("one word", "nurse", "x" * 500, lambda one: one == "x" * 200 + " …"),
    (
        "phrase",
        '"a b c"',
        "a b " + "z " * 200 + "a b c",
        lambda one: "a b c</mark>" in one,
    ),
]


@pytest.mark.parametrize(
    ("q", "text", "fits"),
    [snippet[1:] for snippet in SNIPPETS],
    ids=[snippet[0] for snippet in SNIPPETS],
)
def test_snippets(q: str, text: str, fits: Callable[[str], bool]) -> None:
    snippet = highlight(q, "", text).snippet
    assert fits(snippet), snippet
    assert len(MARK.sub(r"\1", snippet)) <= 220


def test_a_page_in_a_known_language_asks_nothing(
    django_assert_num_queries: Callable,
) -> None:
    query = parse("nurses")
    lexicon = Lexicon()
    marker = Highlighter(query.node, lexicon.forms(query.vocabulary, ["en"]))
    rows = [Shown("Nurse", f"nursing {number}", "en") for number in range(20)]
    with django_assert_num_queries(1):
        first = marker.page(rows, lexicon)
    with django_assert_num_queries(0):
        assert marker.page(rows, lexicon) == first
        assert marker.page([], lexicon) == []


pieces = st.one_of(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    st.sampled_from(["C++ ", ".NET", "a&b ", "İx", "ß "]),
)


texts = st.lists(pieces, max_size=40).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=40) | texts, texts)
@example("<b>", "<b>&amp;")
@example("\x00a\ud800", "a")
def test_a_highlight_is_its_text(q: str, title: str) -> None:
    try:
        shown = highlight(q, title, title).title
    except TooManyWords:
        return
    plain = shown.replace("<mark>", "").replace("</mark>", "")
    assert not {"<", ">", '"', "'"} & set(plain)
    assert "".join(unescape(plain).split()) == "".join(title.split())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text("abcs é-.,#+", min_size=1, max_size=30))
@example("c# bb.c-a .ab")
def test_a_word_that_is_found_is_marked(title: str) -> None:
    assume(not INITIALS.search(title))  # those of U.S.A. are overlooked
    for word in words_in(title):
        assert "<mark>" in highlight(word, title).title, word
