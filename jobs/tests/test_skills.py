import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.catalogue.folding import folded
from jobs.catalogue.skills import _lines, canonical_skill, complete_skill, skill_key

SPELLINGS = [
    ("js", "JavaScript"),
    ("JAVASCRIPT", "JavaScript"),
    ("java", "Java"),
    ("k8s", "Kubernetes"),
    ("golang", "Go"),
    ("go", "Go"),
    ("ms excel", "Excel"),
    ("MS-Excel", "Excel"),
    ("ms_excel", "Excel"),
    (" Problem-Solving ", "Problem solving"),
    ("postgres", "PostgreSQL"),
    ("nodejs", "Node.js"),
    ("node.JS", "Node.js"),
    ("dotnet", ".NET"),
    (".net", ".NET"),
    ("c sharp", "C#"),
    ("FÜHRERSCHEIN", "Driving licence"),
    ("fuhrerschein", "Driving licence"),
    # Known to nobody: left as they are written.
    ("  wood   Carving ", "wood Carving"),
    ("basket-weaving", "basket-weaving"),
    ("C--", "C--"),
    ("", ""),
]
DISTINCT = ["C", "C++", "C#", "F#", "F", "R", ".NET", "Node.js", "Go", "Java", "J#"]


@pytest.mark.parametrize(("typed", "skill"), SPELLINGS)
def test_a_known_skill_has_one_spelling(typed: str, skill: str) -> None:
    assert canonical_skill(typed) == skill
    assert skill_key(typed) == folded(skill)


def test_symbols_tell_skills_apart() -> None:
    assert len({skill_key(skill) for skill in DISTINCT}) == len(DISTINCT)


def test_a_list_without_contradictions() -> None:
    skills: dict[str, str] = {}
    for names in _lines():
        for name in names:
            assert name == name.strip()
            assert skills.setdefault(folded(name), names[0]) == names[0], name
    assert len(_lines()) >= 600
    assert all(canonical_skill(names[0]) == names[0] for names in _lines())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("java", ["Java", "JavaScript"]),
        ("JAVAS", ["JavaScript"]),
        ("c", ["C", "Communication"]),
        ("js", ["JavaScript"]),
        ("ms exc", ["Excel"]),
        ("driving", ["Driving licence", "Forklift driving"]),
        ("kubern", ["Kubernetes"]),
        ("führer", ["Driving licence"]),
        (".n", [".NET"]),
        ("acce", ["Accessibility", "Microsoft Access"]),
        ("zzz", []),
        ("  ", []),
    ],
)
def test_completion_begins_with_the_best_known(typed: str, first: list[str]) -> None:
    assert complete_skill(typed, 10)[: len(first)] == first


def test_completion_gives_each_skill_once_and_no_more_than_asked() -> None:
    found = complete_skill("s", 7)
    assert len(found) == len(set(found)) == 7
    assert complete_skill("zzz", 7) == []


@given(st.text(max_size=50))
def test_a_usual_spelling_stays(text: str) -> None:
    once = canonical_skill(text)
    assert canonical_skill(once) == once
    assert skill_key(once) == skill_key(text)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = folded(text)
    assert folded(once) == once


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Łódź \n Straße ", "lodz strasse"),
        ("C++ & C# (F#)", "c++ & c# (f#)"),
        ("\uff23\uff2f\uff22\uff2f\uff2c", "cobol"),
        ("Ἀθῆναι", "αθηναι"),
        ("İstanbul", "istanbul"),
        ("서울", "서울"),
        ("sal\xadary\u200b", "salary"),
        ("a\u0301\u0323\U0001d165b", "ab"),
    ],
)
def test_folding_takes_off_what_hides_a_likeness(text: str, plain: str) -> None:
    assert folded(text) == plain


def test_marks_in_heaps_are_folded_without_being_sorted() -> None:
    assert folded("a" + "\u0323\u0300" * 200_000) == "a"
    assert folded("a" + "\U0001d165\U0001d16d" * 200_000) == "a"
