"""The words of an ad and those of a query are the same words, in every language."""

import sys
import unicodedata
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search import language
from search.language.lexicon import Lexicon
from search.language.parsing import parse
from search.language.reading import TooManyWords
from search.language.tree import NOTHING, Not
from search.language.tsqueries import tsquery_of
from search.language.words import fold, pattern, words_in

pytestmark = pytest.mark.django_db
FUNCTIONS = Path(language.__file__).with_name("functions.sql").read_text()
SURROGATES = range(0xD800, 0xE000)
STEMMED = (
    *("ar", "ca", "da", "de", "el", "en", "es", "eu", "fi", "fr", "ga", "hi", "hu"),
    *("hy", "id", "it", "lt", "nb", "ne", "nl", "pt", "ro", "ru", "sr", "sv", "ta"),
    *("tr", "yi"),
)
LANGUAGES = (*STEMMED, "pl", "ja", "th", "")


@pytest.fixture(autouse=True)
def functions(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)


def ask(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def lexemes(spoken: str, content: str) -> set[str]:
    (row,) = ask("SELECT tsvector_to_array(search_vector(%s, %s))", spoken, content)
    return set(row[0])


def finds(q: str, spoken: str, content: str) -> bool:
    query = parse(q)
    forms = Lexicon().forms(query.vocabulary, [spoken])
    (row,) = ask(
        "SELECT search_vector(%s, %s) @@ %s::tsquery",
        *(spoken, content, tsquery_of(query.node, forms)),
    )
    return row[0]


def test_both_sides_fold_every_character_alike() -> None:
    codes = [
        code
        for code in range(1, sys.maxunicode + 1)
        # A newer Unicode than Python's may know more letters than we do here.
        if code not in SURROGATES and unicodedata.category(chr(code)) != "Cn"
    ]
    rows = ask(
        "SELECT code, search_fold('x' || chr(code) || 'y') FROM unnest(%s::int[]) code",
        codes,
    )
    assert len(rows) == len(codes) > 200_000
    assert [(chr(code), there) for code, there in rows] == [
        (chr(code), fold(f"x{chr(code)}y")) for code, _ in rows
    ]


@pytest.mark.parametrize("template", ["S", "W", "L", "S|W+", r"(?<!W)(?<!\.)\.(L+)"])
def test_both_sides_take_the_same_characters_for_words(template: str) -> None:
    assert ask("SELECT search_pattern(%s)", template) == [(pattern(template),)]


def test_every_language_that_is_stemmed_has_its_stemmer() -> None:
    rows = ask(
        "SELECT spoken, search_stemmer(spoken)::text FROM unnest(%s::text[]) spoken",
        list(LANGUAGES),
    )
    simple = {spoken for spoken, stemmer in rows if stemmer == "simple"}
    assert simple == set(LANGUAGES) - set(STEMMED)
    assert ask("SELECT search_stemmer('pt-BR') = search_stemmer('PT_pt')") == [(True,)]
    assert ask("SELECT search_stemmer(NULL)::text") == [("simple",)]


# What is in a text, and the words that it holds for the index, "." without positions.
TEXTS = [
    ("C++ and C#", "c++ and c#"),
    ("(C++11), C#.", "c++ 11 c#"),
    ("C/C++", "c c++"),
    ("F#/.NET", "f# .net"),
    ("ASP.NET", "asp net aspnet"),
    ("Node.js, Vue.js", "node js nodejs vue vuejs"),
    ("R, R&D; R & D", "r r&d"),
    ("U.S. Ph.D. B.A.", "us ph d phd ba"),
    ("end.Next ...and more .Next", "end next and more .next endnext"),
    ("Security+ A+ 5+ C+ LGBTQ+", "security+ security a+ 5 c+ lgbtq+ lgbtq"),
    ("Python+SQL", "python sql"),
    ("req#44 apt #5", "req 44 apt 5"),
    ("front-end back\u2013end", "front end frontend back"),
    ("3-D 3D 2.0 24/7 5-10", "3 d 3d 2 0 24 7 5 10"),
    ("driver's driver\u2019s l'équipe", "driver l equipe"),
    ("state-of-the-art", "state of the art stateoftheart"),
    ("a\fb", "a b"),
    ("snake_case a@b.org/x?y=1", "snake case a b org borg x y 1"),
    ("看護師 SE", "看 護 師 se"),
    ("iOS its IT aws jobs Canada care", "ios its it aws jobs canada care"),
    ("soft\u00adware zero\u200dwidth", "software zerowidth"),
    ("🚀rocket🚀", "rocket"),
]


@pytest.mark.parametrize(("content", "words"), TEXTS)
def test_the_words_of_a_text(content: str, words: str) -> None:
    assert lexemes("pl", content) == set(words.split())


STEMS = [
    ("en", "Jobs for engineers", "job for engin"),
    ("en", "iOS its AWS ATS", "ios its aws ats"),
    ("en", "this will being", "this will being"),
    ("es", "Canadá, trabajadores", "canada trabaj"),
    ("fr", "care développeuses", "care developp"),
    ("ar", "العمل", "عمل"),
    ("de", "Nodejs-Entwickler", "nodejs entwickl nodejsentwickl"),
]


@pytest.mark.parametrize(("spoken", "content", "stems"), STEMS)
def test_the_stems_of_a_text(spoken: str, content: str, stems: str) -> None:
    assert lexemes(spoken, content) == set(stems.split())


NAMES = ("C", "C++", "C#", ".NET", "Node.js", "F#", "R", "R&D", "Go", "A+", "T-SQL")


@pytest.mark.parametrize("q", NAMES)
def test_technical_words_find_their_own_and_no_others(q: str) -> None:
    found = [name for name in NAMES if finds(q, "en", f"Senior {name} developer.")]
    assert found == [q]


OTHER_SPELLINGS = [
    ("C++", "c++17 only", True),
    ("C++", "C+", False),
    (".NET", "net salary", False),
    ("net", ".NET", False),
    ("Node.js", "NodeJS", True),
    ("nodejs", "Node.js", True),
    ("Node.js", "node js", True),
    ("Node.js", "node and js", False),
    ("R", "R/Python", True),
    ("R", "R.N. in R&D", False),
    ("R.N.", "RN", True),
    ("R & D", "R&D", True),
    ("C", "C/C++", True),
    ("front-end", "front end", True),
    ("front-end", "frontend", True),
    ("frontend", "Front-End", True),
    ("front-end", "front desk, end of year", False),
    ("security", "Security+", True),
    ("Security+", "security", False),
    ("nurses", "A nurse", True),
    ("IT support", "IT Support", True),
    ("it", "its", False),
    ("developpeurs", "Développeur", True),
    ("Développeur", "developpeur", True),
    ("師", "看護師", True),
    ("看護", "看護師", True),
    ("護看", "看護師", False),
    ('"senior nurse"', "Senior\fnurse", False),
]


@pytest.mark.parametrize(("q", "content", "found"), OTHER_SPELLINGS)
def test_other_spellings(q: str, content: str, found: bool) -> None:
    assert finds(q, "en", content) is found


SPOKEN = [
    ("en", "A nurse", True),
    ("pl", "A nurse", False),
    ("pl", "Nurses", True),
    ("de", "Krankenschwester", False),
]


@pytest.mark.parametrize(("spoken", "content", "found"), SPOKEN)
def test_stemming_follows_the_language_of_the_ad(
    spoken: str, content: str, found: bool
) -> None:
    forms = Lexicon().forms(["nurses"], ["en", "de", "pl"])
    query = tsquery_of(parse("nurses").node, forms)
    rows = ask("SELECT search_vector(%s, %s) @@ %s::tsquery", spoken, content, query)
    assert rows == [(found,)]


words = st.one_of(
    st.text(min_size=1, max_size=12),
    st.text("abcséüßй.+#&-/'\u2019 _看護\u0e01\u0301\u200d", min_size=1, max_size=8),
    st.sampled_from(["C++", "C#/.NET", "Node.js", "R & D", "l'eau", "jobs", "ΟΔΟΣ"]),
)
texts = st.lists(words, min_size=1, max_size=8).map(" ".join)
database = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@database
@given(texts, st.sampled_from(LANGUAGES))
@example("its (C++11) O'Neil's U.S.A. 5'10 a.b.c-d ..x", "en")
def test_every_word_of_an_ad_finds_it(content: str, spoken: str) -> None:
    stored = content.replace("\x00", " ").encode("utf-8", "replace").decode()
    chunks = [] if "&" in stored else stored.split()
    for q in {*words_in(stored), *chunks}:
        typed = q.replace("*", " ").replace('"', " ")
        asked = parse(typed).clauses
        is_new = any(unicodedata.category(letter) == "Cn" for letter in typed)
        if is_new or any(one == NOTHING or isinstance(one, Not) for one in asked):
            continue
        assert finds(typed, spoken, stored), typed


@database
@given(st.text(max_size=40))
def test_every_query_is_a_tsquery(q: str) -> None:
    try:
        node = parse(q).node
    except TooManyWords:
        return
    for prefix in ("", "="):
        ask("SELECT %s::tsquery", tsquery_of(node, {}, prefix=prefix))


LARGE = [
    ("long words", "x" * 300_000),
    ("many words", " ".join(f"word{number}" for number in range(200_000))),
    ("compounds", "front-end-" * 60_000),
    ("one word", "nurse " * 60_000),
    ("four bytes", " ".join(chr(0x10400 + n) * 5 for n in range(0x4000))),
    ("Han", "".join(chr(0x4E00 + n) for n in range(20_000)) * 6),
    ("signs", "c++ c# .net a.b.c r & d " * 20_000),
]


@pytest.mark.parametrize("spoken", ["en", "pl", "ar"])
@pytest.mark.parametrize(("kind", "content"), LARGE, ids=[kind for kind, _ in LARGE])
def test_no_text_is_too_large(kind: str, content: str, spoken: str) -> None:
    assert lexemes(spoken, content)
