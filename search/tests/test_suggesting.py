"""What is typed is completed by what live jobs have, with the counts of a search."""

from typing import Any
from urllib.parse import urlencode

import pytest

from conftest import Api, Cast, new_company
from jobs.life import Move
from jobs.models import Job
from jobs.services.moving import lock_job, move
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in
from search.services.counting import count_words
from search.tests.boards import PLACES
from search.tests.reading_feeds import FEEDS
from search.tests.searching import SEARCH, search

pytestmark = pytest.mark.django_db
SUGGEST = "/api/v1/search/suggest/"
KINDS = ("title", "skill", "company", "city")
ASKS = {"title": "q", "skill": "skills", "company": "company", "city": "city"}
"""The parameter of a search that asks for a suggestion of each kind."""
BERLIN, POTSDAM, ZUERICH, ZURICH, WASHINGTON = PLACES[:5]
JOBS = (
    ("Python developer", ("Python", "Django"), BERLIN),
    ("Python developer", ("Python",), ZUERICH),
    ("Senior Python developer", ("Python", "Perl"), WASHINGTON),
    ("C++ developer", ("C++",), BERLIN),
    ("python tester", (), POTSDAM),
    ("Night nurse", ("Kite surfing",), ZURICH),
    ("Nurse manager", ("kite Surfing",), BERLIN),
    ("Zurich guide", (), ZUERICH),
)
Found = dict[str, dict[str, int]]


@pytest.fixture
def board(cast: Cast) -> list[Job]:
    """Put jobs on the board, by turns those of Acme and those of Pyramid."""
    companies = [cast.acme, new_company("Pyramid & Sons", cast.newt)]
    return [
        new_job(companies[n % 2], title=title, skills=list(skills), locations=[place])
        for n, (title, skills, place) in enumerate(JOBS)
    ]


def suggested(q: str, kind: Any = None, api: Api | None = None) -> Found:
    """Return the counts of what is suggested, by kind and value, in their order."""
    asked = {"q": q} if kind is None else {"q": q, "kind": kind}
    answer = (api or Api()).get(f"{SUGGEST}?{urlencode(asked, doseq=True)}")
    assert answer.status_code == 200, (q, answer.content)
    found: Found = {}
    for each in answer.json()["results"]:
        assert each.keys() == {"kind", "value", "count"}
        of_kind = found.setdefault(each["kind"], {})
        assert each["value"] not in of_kind
        of_kind[each["value"]] = each["count"]
    return found


DEVELOPERS = {"Python developer": 3, "Senior Python developer": 1}
PYTHON = DEVELOPERS | {"python tester": 1}
COMPLETED: list[tuple[str, str, dict[str, int]]] = [
    ("pyth", "title", PYTHON),
    ("PYTHON", "title", PYTHON),
    ("python d", "title", DEVELOPERS),
    ("  python,  dev ", "title", DEVELOPERS),
    ("devel", "title", {**DEVELOPERS, "C++ developer": 1}),
    ("c++ d", "title", {"C++ developer": 1}),
    ("nurse", "title", {"Night nurse": 1, "Nurse manager": 1}),
    ("developer p", "title", {}),
    ("ython", "title", {}),
    ("pyt", "skill", {"Python": 3}),
    ("p", "skill", {"Python": 3, "Perl": 1}),
    ("c+", "skill", {"C++": 1}),
    ("surf", "skill", {"kite Surfing": 2}),
    ("kite su", "skill", {"kite Surfing": 2}),
    ("perl ", "skill", {"Perl": 1}),
    ("acm", "company", {"Acme": 4}),
    ("& sons", "company", {"Pyramid & Sons": 4}),
    ("PYRA", "company", {"Pyramid & Sons": 4}),
    ("globex", "company", {}),
    ("berl", "city", {"Berlin": 3}),
    ("zur", "city", {"Zürich": 3}),
    ("ZÜR", "city", {"Zürich": 3}),
    ("washington, d.", "city", {"Washington, D.C.": 1}),
    ("hamb", "city", {}),
]


def test_each_kind_is_completed(board: list[Job]):
    for q, kind, expected in COMPLETED:
        assert suggested(q, kind) == ({kind: expected} if expected else {}), (q, kind)


def test_kinds_are_chosen_and_stand_in_their_order(board: list[Job]):
    of_all = suggested("py")
    assert list(of_all) == ["title", "skill", "company"]
    assert suggested("py", ["company", "title"]) == suggested("py", "company,title")
    assert list(suggested("py", "company,title")) == ["title", "company"]
    for kind in KINDS:
        expected = {kind: of_all[kind]} if kind in of_all else {}
        assert suggested("py", kind) == expected
    assert suggested("py", "") == of_all


def test_what_most_jobs_have_comes_first(board: list[Job]):
    assert next(iter(suggested("devel", "title")["title"])) == "Python developer"
    assert list(suggested("p", "skill")["skill"]) == ["Python", "Perl"]


TYPOS = [
    ("pyhton", "title", PYTHON),
    ("pyton dev", "title", DEVELOPERS),
    ("develper", "title", {**DEVELOPERS, "C++ developer": 1}),
    ("python develoepr", "title", DEVELOPERS),
    ("nurze", "title", {"Night nurse": 1, "Nurse manager": 1}),
    ("pyhton", "skill", {"Python": 3}),
    ("zurihc", "city", {"Zürich": 3}),
]


def test_one_typing_error_is_forgiven(board: list[Job]):
    for q, kind, expected in TYPOS:
        assert suggested(q, kind) == {kind: expected}, (q, kind)


UNTITLED_TYPOS = [
    ("djanog", "skill", {"Django": 1}),
    ("perll", "skill", {"Perl": 1}),
    ("bertin", "city", {"Berlin": 3}),
    ("potdsa", "city", {"Potsdam": 1}),
    ("amce", "company", {"Acme": 4}),
    ("pyrmid", "company", {"Pyramid & Sons": 4}),
    ("xyzzy", "company", {}),
]


def test_an_error_in_what_no_title_has_is_forgiven(board: list[Job]):
    count_words(always=True)
    for q, kind, expected in UNTITLED_TYPOS:
        assert suggested(q, kind) == ({kind: expected} if expected else {}), (q, kind)


def test_a_count_is_what_the_search_for_the_value_finds(board: list[Job]):
    new_job(board[0].company, title="Nurse", description="<p>Python developer</p>")
    slugs = {"Acme": "acme", "Pyramid & Sons": board[1].company.slug}
    seen = set()
    for q in ("p", "python", "c++", "nur", "kite", "acm", "ber", "zur", "wash", "dev"):
        for kind, values in suggested(q).items():
            for value, count in values.items():
                asked = {ASKS[kind]: slugs.get(value, value), "page_size": 0}
                total = search(Api(), **asked)["total"]
                assert total == {"value": count, "relation": "exact"}, (kind, value)
                seen.add(kind)
    assert seen == set(KINDS)


@pytest.mark.parametrize("status", ["draft", "pending", "frozen", "closed", "expired"])
def test_what_is_not_live_is_neither_suggested_nor_counted(cast: Cast, status: str):
    made = {"title": "Python developer", "skills": ["Python"]}
    new_job(cast.acme, **made)
    new_job(cast.acme, status, **made)
    new_job(cast.globex, status, title="Python tester", locations=[POTSDAM])
    counts = {
        kind: suggested(q, kind)
        for kind, q in (
            ("title", "pyth"),
            ("skill", "pyth"),
            ("company", "e"),
            ("city", "pots"),
        )
    }
    assert counts == {
        "title": {"title": {"Python developer": 1}},
        "skill": {"skill": {"Python": 1}},
        "company": {"company": {"Acme": 1}},
        "city": {},
    }


def test_it_follows_the_jobs_at_once(cast: Cast):
    asked = {"title": "taxi", "skill": "Ableton", "company": "acme", "city": "pots"}
    assert not any(suggested(q, kind) for kind, q in asked.items())
    made = {"title": "Taxidermist", "skills": ["Ableton Live"], "locations": [POTSDAM]}
    job = new_job(cast.acme, **made)
    assert all(suggested(q, kind) for kind, q in asked.items())
    assert suggested("taxidremist", "title") == {"title": {"Taxidermist": 1}}
    move(lock_job(job.pk), Move.CLOSE)
    assert not any(suggested(q, kind) for kind, q in asked.items())


def test_nothing_is_suggested_of_a_suspended_company(board: list[Job]):
    company = board[1].company
    company.suspended_at = board[1].created_at
    company.save()
    assert suggested("pyramid") == {}
    assert suggested("python", "title") == {
        "title": {"Python developer": 2, "Senior Python developer": 1}
        | {"python tester": 1}
    }


MANY = " ".join("abcdefghijklmnopqrstuvwxyzabcdefg")
"""Thirty-three words."""


@pytest.mark.parametrize("path", [SUGGEST, SEARCH, *FEEDS])
def test_more_words_than_are_taken_are_refused(board: list[Job], path: str):
    for q, is_refused in ((MANY, True), (MANY[:-2], False), (MANY + " x" * 9, True)):
        answer = Api().get(f"{path}?{urlencode({'q': q})}")
        if is_refused:
            assert errors_in(answer) == {("q", "too_many_words")}
        else:
            assert answer.status_code == 200
            answer.getvalue()


REFUSED = [
    ({}, {("q", "required")}),
    ({"q": "  "}, {("q", "required")}),
    ({"q": "a" * 101}, {("q", "max_length")}),
    ({"q": "a\0"}, {("q", "null_character")}),
    ({"q": ["a", "b"]}, {("q", "repeated_parameter")}),
    ({"q": "a", "kind": "titel"}, {("kind", "invalid_choice")}),
    ({"q": "a", "cursor": "x"}, {("cursor", "unknown_parameter")}),
    ({"q": "a", "page_size": 5}, {("page_size", "unknown_parameter")}),
]


@pytest.mark.parametrize(("sent", "errors"), REFUSED)
def test_what_cannot_be_completed_is_refused(db: None, sent: Any, errors: Any):
    assert errors_in(Api().get(f"{SUGGEST}?{urlencode(sent, doseq=True)}")) == errors


HOSTILE = (
    *"%_\\'\"!&|()*:<>@-+#.?",
    "' OR 1=1 --",
    "%%",
    "\\'",
    ":all",
    ":o:",
    "=python",
    "'=python' | 'x'",
    "python & ",
    "-python*",
    "((((",
    "\u202e",
    "\ufeff",
    "\U0010ffff",
    "ß" * 100,
    "日本語" * 33,
    "a" * 100,
    "* " * 50,
    "e\u0301" * 50,
    "\ud7ff",
    "NULL",
    "${jndi:x}",
    "<script>",
    "\t\n\r",
)


def test_no_text_is_an_error_or_finds_what_it_does_not_say(board: list[Job]):
    for q in HOSTILE:
        if not q.strip():
            continue
        asked = urlencode({"q": q})
        answer = Api().get(f"{SUGGEST}?{asked}")
        assert answer.status_code in {200, 400}, (q, answer.content)
        if answer.status_code == 400:
            assert errors_in(answer) == {("q", "too_many_words")}, q
    for q in ("%", "_", "\\", ":all", "%%", "'"):
        assert suggested(q) == {}, q
