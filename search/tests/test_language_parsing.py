"""Any text is a query: what it says, what it is counted as, what it may not exceed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.language.parsing import parse
from search.language.reading import MAX_PIECES, MAX_WORDS, TooManyWords, normal, respelt
from search.language.tree import EVERYTHING, NOTHING, And, Node, Not, Phrase, Word
from search.language.tree import Prefix as Beginning
from search.language.tsqueries import tsquery_of


def written(node: Node) -> str:
    """Write a tree in brackets, to compare it at a glance."""
    match node:
        case Word() if node.parts:
            return f"{node.text}={'+'.join(node.parts)}"
        case Word():
            return node.text
        case Beginning():
            return f"{node.text}*"
        case Phrase():
            return f'"{" ".join(written(word) for word in node.words)}"'
        case Not():
            return f"-{written(node.node)}"
        case _:
            sign = " & " if isinstance(node, And) else " | "
            return f"({sign.join(written(one) for one in node.nodes)})"


READINGS = [
    # words are AND
    ("python developer", "(python & developer)"),
    ("  Python,\tDEVELOPER ", "(python & developer)"),
    ("java java", "java"),
    ("java AND kotlin", "(java & kotlin)"),
    ("java and kotlin", "(java & and & kotlin)"),
    ("it support", "(it & support)"),
    ("will", "will"),
    # OR, which binds tighter
    ("python OR java developer", "((python | java) & developer)"),
    ("developer python OR java OR go", "(developer & (python | java | go))"),
    ("python or java", "(python & or & java)"),
    ("OR nurse", "(or & nurse)"),
    ("Portland OR", "(portland & or)"),
    ("OR", "or"),
    ("a OR OR b", "(a | b)"),
    ("a OR AND b", "(a | b)"),
    ("a OR ... b", "(a | b)"),
    ("a OR -b", "(a | -b)"),
    ("OR OR", "or"),
    # phrases
    ('"machine learning" nurse', '("machine learning" & nurse)'),
    ('"nurse"', '"nurse"'),
    ("“machine learning”", '"machine learning"'),
    ('a"b c"d', '(a & "b c" & d)'),
    ('"machine learn*"', '"machine learn*"'),
    ('"front-end dev"', '"front end dev"'),
    ('nurse "unbalanced here', "(nurse & unbalanced & here)"),
    ('"a b" 27"', '("a b" & 27)'),
    # exclusions
    ("-java", "-java"),
    ("nurse -night -shift", "(nurse & -night & -shift)"),
    ('-"night shift" nurse', '(-"night shift" & nurse)'),
    ("--java", "-java"),
    ("\u2212java", "-java"),
    ("nurse - night", "(nurse & night)"),
    ("-front-end", "-frontend=front+end"),
    ("-OR", "-or"),
    # beginnings
    ("develop*", "develop*"),
    ("-develop*", "-develop*"),
    ("front-en*", "fronten*"),
    ("c++*", "c++*"),
    ("a*b*", "(a* & b*)"),
    # groups
    ("(java OR kotlin) spring", "((java | kotlin) & spring)"),
    ("a OR (b c)", "(a | (b & c))"),
    ("-(java OR kotlin) go", "(-(java | kotlin) & go)"),
    ("((((a))))", "a"),
    ("(a (b", "(a & b)"),
    ("a) b)", "(a & b)"),
    ("a OR () b", "(a | b)"),
    ("(m/w/d)", '"m w d"'),
    # words with signs
    ("C++ C# .NET F# R Go", "(c++ & c# & .net & f# & r & go)"),
    ("c++17", '"c++ 17"'),
    ("C#/.NET", "(c# & .net)"),
    ("C#-developer", '"c# developer"'),
    ("Node.js", "nodejs=node+js"),
    ("asp.net", "aspnet=asp+net"),
    ("R&D", "r&d"),
    ("R & D head", "(r&d & head)"),
    ("AT&T", '"at t"'),
    ("U.S. army", "(us & army)"),
    ("CompTIA A+ Security+", "(comptia & a+ & security+)"),
    ("T-SQL", "tsql=t+sql"),
    ("CI/CD", "(ci & cd)"),
    ("A/B", '"a b"'),
    ("-CI/CD", '-"ci cd"'),
    ("CI/CD OR java", "((ci & cd) | java)"),
    ("3D", "3d"),
    ("3.11", '"3 11"'),
    ("5+ years", "(5 & years)"),
    ("driver's licence", "(driver & licence)"),
    ("driver\u2019s", "driver"),
    ("state-of-the-art", "stateoftheart=state+of+the+art"),
    ("a-b-c-d-e", '"a b c d e"'),
    # case, accents, width, other scripts
    ("Développeur", "developpeur"),
    ("STRASSE", "strasse"),
    ("Straße", "strasse"),
    ("Łódź", "lodz"),
    ("\uff23\uff21\uff24", "cad"),
    ("Ёлка", "елка"),
    ("водитель", "водитель"),
    ("\u200fعمل\u200f", "عمل"),
    ("看護師", '"看 護 師"'),
    ("naïve🚀rocket", '"naive rocket"'),
]


@pytest.mark.parametrize(("q", "tree"), READINGS)
def test_readings(q: str, tree: str) -> None:
    assert written(parse(q).node) == tree


@pytest.mark.parametrize("q", ["", "  ", "\t\n"])
def test_a_blank_query_asks_for_everything(q: str) -> None:
    assert parse(q).node == EVERYTHING
    assert parse(q).clauses == ()


@pytest.mark.parametrize(
    "q", ["!!!", '"', '""', "-", "*", "()", "🚀", "\x00", "\ud800"]
)
def test_a_query_without_a_word_finds_nothing(q: str) -> None:
    assert parse(q).node == NOTHING


def test_what_a_query_is_made_of() -> None:
    query = parse('front-end nurse OR midwife python "night shift" -go dev*')
    assert query.words == ("frontend", "python")
    assert query.vocabulary == {
        *("frontend", "front", "end", "nurse", "midwife"),
        *("python", "night", "shift", "go"),
    }
    assert query.prefixes == {"dev"}


TOO_MANY = [
    ("word " * (MAX_WORDS + 1), True),
    ("word " * MAX_WORDS, False),
    (" OR ".join(["word"] * (MAX_WORDS + 1)), True),
    ('"' + "word " * (MAX_WORDS + 1) + '"', True),
    ("-word " * (MAX_WORDS + 1), True),
    ("a/" * (MAX_PIECES + 1), True),
    ("看" * MAX_PIECES, False),
    ("看" * (MAX_PIECES + 1), True),
    ("& " * 10_000, False),
    ("(" * 10_000 + "a" + ")" * 10_000, False),
    ("-(" * 10_000 + "a", False),
    ("x" * 10_000, False),
]


@pytest.mark.parametrize(("q", "refused"), TOO_MANY)
def test_only_too_many_words_are_refused(q: str, refused: bool) -> None:
    if not refused:
        parse(q)
        return
    with pytest.raises(TooManyWords, match=str(MAX_WORDS)):
        parse(q)


odd = st.text(
    st.one_of(st.characters(), st.sampled_from('ab ""-()*OR&.\'+#\x00\u200f\ud800'))
)


@given(odd)
@example("-(" * 5000 + "a OR " + '"' * 5001)
@example(" OR ".join("(" * 20 + "a"))
def test_no_text_is_an_error(q: str) -> None:
    try:
        query = parse(q)
    except TooManyWords:
        return
    for prefix in ("", "="):
        assert tsquery_of(query.node, {}, prefix=prefix)
    assert parse(query.text).node == query.node or query.node == NOTHING
    assert normal(normal(q)) == normal(q)
    assert parse(respelt(q, {})).node == query.node or query.node == NOTHING


NORMAL = [
    ("  Senior   PYTHON ", "senior python"),
    ("python OR Java", "python OR java"),
    ("„Node.js“ Café", '"node.js" café'),
    ("R & D", "r&d"),
    ("x" * 300, "x" * 200),
]


@pytest.mark.parametrize(("q", "counted"), NORMAL)
def test_equal_queries_are_counted_as_one(q: str, counted: str) -> None:
    assert normal(q) == counted


RESPELT = [
    ("sofware enginer", "software engineer"),
    ('-Enginer "sofware house" enginer*', '-engineer "software house" engineer*'),
    ("(sofware OR go)", "(software OR go)"),
    ("sofware/go", "sofware/go"),
]


@pytest.mark.parametrize(("q", "better"), RESPELT)
def test_words_are_replaced_where_they_stand(q: str, better: str) -> None:
    replaced = {"sofware": "software", "enginer": "engineer"}
    assert respelt(q, replaced) == better
