"""Typing errors: the words of titles mend them, and what is rightly spelt is left."""

import random
from itertools import islice

import pytest

from conftest import new_company
from jobs.tests.factory import new_job
from search.engine.vocabulary import LEXICON, counts_of, forget_board
from search.language.parsing import parse
from search.models import BoardSize, WordCount
from search.relevance.asked import Asked
from search.relevance.classes import Class, partial_classes
from search.relevance.spellings import is_within_two, joints, one_error_away
from search.relevance.widening import Widening

pytestmark = pytest.mark.django_db

TITLES = (
    "Accountant", "Senior Python Developer", "Registered Nurse", "Chief Cook",
    "Elektroniker für Gebäudetechnik", "Медсестра", "Frontend Engineer",
    "Fork Lift Driver", "Pharmacist",
)  # fmt: skip
TYPED = {
    "acountant": ["accountant"],
    "accountnat": ["accountant"],
    "Akkountant": ["accountant"],  # two errors, in a long word
    "pyton": ["python"],
    "pythonn": ["python"],
    "pathon": ["python"],
    "ptyhon": ["python"],
    "ypthon": ["python"],
    "nusre": ["nurse"],
    "took": [],  # the first letters of short words are kept
    "ccok": ["cook"],
    "coko": ["cook"],
    "медсетра": ["медсестра"],
    "gebaudetechnk": ["gebaudetechnik"],
    "nurse": [],
    "nurses": [],  # a form of it
    "nur": [],
    "x1": [],
    "welder": [],
    "phamacistt": ["pharmacist"],
    "pharmaceutical": [],
}
TOGETHER = {
    "front end engineer": {(0, 2): ("frontend",)},
    "forklift driver": {(0, 1): ("fork", "lift")},
    "python developer": {},
}


@pytest.fixture(autouse=True)
def _titles():
    forget_board()
    company = new_company("Acme")
    for title in TITLES:
        new_job(company, title=title)
    yield
    forget_board()


def widening() -> Widening:
    return Widening(LEXICON, counts_of, ["en"], ["en"])


@pytest.mark.parametrize(("typed", "meant"), TYPED.items())
def test_what_is_typed_is_mended_by_the_words_of_titles(typed, meant):
    words = parse(typed).words
    found = widening().mended(words)
    assert found.get(words[0], []) == meant


def test_a_word_of_a_job_just_published_mends_any_one_error():
    rng = random.Random(5)  # noqa: S311  # a fixed sample
    new_job(new_company("Bolt"), title="Zookeeper")
    typed = rng.sample([*one_error_away("zookeeper")], 60)
    missed = [
        one for one in typed if one != "zookeeper" and not widening().mended([one])
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("typed", "better"),
    [
        ("acountant -pyton", "accountant -pyton"),
        ("Pyton OR acountant", "Pyton OR acountant"),
        ('"senior develper" acountant', '"senior develper" accountant'),
        ("python developer", None),
    ],
)
def test_only_what_may_be_relaxed_is_mended(typed, better):
    found = widening().meant(typed, parse(typed).words)
    assert (found or typed) == (better or typed)


def test_a_rare_word_is_an_error_beside_a_far_commoner_one():
    company = new_company("Rare")
    new_job(company, title="Acountant")
    words = ["acountant"]
    assert widening().mended(words) == {}
    BoardSize.objects.create(documents=1000, a_day=0.1)
    WordCount.objects.create(word="=account", documents=400)
    WordCount.objects.create(word="=acount", documents=2)
    forget_board()
    assert widening().mended(words) == {"acountant": ["accountant"]}
    WordCount.objects.filter(word="=acount").update(documents=100)
    forget_board()
    assert widening().mended(words) == {}


def test_a_word_that_many_texts_have_is_rightly_spelt():
    BoardSize.objects.create(documents=1000, a_day=0.1)
    assert widening().mended(["pyhton"]) == {"pyhton": ["python"]}
    WordCount.objects.create(word="pyhton", documents=70)
    forget_board()
    assert widening().mended(["pyhton"]) == {}


@pytest.mark.parametrize(("typed", "written"), TOGETHER.items())
def test_compounds_are_met_however_they_are_written(typed, written):
    query = parse(typed)
    asked = Asked(query, LEXICON.forms(query.vocabulary, ["en"]))
    found = widening().widened(asked).relatives
    ways = {
        stretch: tuple(LEXICON.lexemes(way, "en")[word] for word in way)
        for stretch, way in written.items()
    }
    for (start, size), way in ways.items():
        relatives = [one for one in found if (one.start, one.size) == (start, size)]
        assert any(way in one.same for one in relatives), found
    known = {(one.start, one.size) for one in found if one.same}
    assert bool(ways) or not known & {(0, 2)}


def test_errors_are_mended_in_partial_classes():
    query = parse("acountant")
    asked = Asked(query, LEXICON.forms(query.vocabulary, ["en"]))
    assert not any(map(_asks_for_accountants, partial_classes(asked)))
    classes = partial_classes(widening().widened(asked))
    assert _asks_for_accountants(classes[0])


def test_distances():
    rng = random.Random(2)  # noqa: S311  # a fixed sample
    for word in ("accountant", "nurse", "ab"):
        near = rng.sample([*one_error_away(word)], 40)
        assert all(is_within_two(word, one) for one in near)
        for one in near[:5]:
            far = rng.sample([*one_error_away(one)], 20) if len(one) > 1 else []
            assert all(is_within_two(one, other) for other in far)
    for one, other in (("nurse", "purple"), ("ab", "abcde"), ("cook", "bake")):
        assert not is_within_two(one, other)


def test_joints_are_few():
    words = list(islice((f"{letter}abcdefghij" for letter in "abcdefgh"), 8))
    assert sum(map(len, joints(words).values())) < 60


def _asks_for_accountants(one: Class) -> bool:
    return "'=account'" in (one.query or "")
