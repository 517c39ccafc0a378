"""Synonyms: lines that people edit, and what they make of a query."""

import pytest
from django.core.management import call_command

from accounts.tests.test_admin import log_in
from conftest import Cast
from search.engine.vocabulary import LEXICON
from search.models import Synonym
from search.relevance.synonyms import (
    current_thesaurus,
    problem_of,
    seed_synonyms,
    shipped_lines,
)
from search.relevance.thesaurus import Relatives

pytestmark = pytest.mark.django_db


def relatives(*words: str, languages: tuple[str, ...] = ("en",)) -> list[Relatives]:
    return list(current_thesaurus(LEXICON.lexemes, languages).relatives(words))


def line(text: str, language: str = "en") -> Synonym:
    return Synonym.objects.create(line=text, language=language)


TABLE = [
    ("nurse = rn ~ nursing", "nurses", "rn", ""),
    ("nurse = rn ~ carer, aide", "carers", "", "nurs/rn"),
    ("registered nurse = rn", "registered nurse", "rn", ""),
    ("registered nurse = rn", "nurse", "", ""),
    ("registered nurse = rn", "rn", "nurs regist", ""),
    ("sales = sales rep", "sales", "", ""),  # asks for no less than what is typed
    ("a = b = b c ~ c d, d", "a", "b", "d"),
]


@pytest.mark.parametrize(("text", "typed", "same", "near"), TABLE)
def test_a_line_stands_for_its_words_in_any_form(text, typed, same, near):
    line(text)
    found = relatives(*typed.split())
    whole = [one for one in found if one.size == len(typed.split())]
    assert "/".join(sorted(" ".join(way) for one in whole for way in one.same)) == same
    assert "/".join(sorted(" ".join(way) for one in whole for way in one.near)) == near


def test_lines_count_from_the_next_search_on():
    row = line("welder = solderer")
    assert [one.same for one in relatives("welder")] == [(("solder",),)]
    row.line = "welder = fabricator"
    row.save(update_fields=["line", "updated_at"])
    assert [one.same for one in relatives("welder")] == [(("fabric",),)]
    row.delete()
    line("cook = chef")
    assert relatives("welder") == []


def test_a_line_counts_in_its_language_or_in_all():
    line("chef = boss", "de")
    line("koch = cook", "")
    assert relatives("chef") == []
    assert relatives("koch")
    assert relatives("chef", languages=("de", "en"))


def test_the_shipped_lines_count_while_there_are_no_others():
    assert [
        way for one in relatives("nurse") for way in one.same if way == ("rn",)
    ] == [("rn",)]
    line("cook = chef")
    assert relatives("nurse") == []


def test_shipped_lines_can_all_be_read():
    assert [text for _, text in shipped_lines() if problem_of(text)] == []
    longest = Synonym._meta.get_field("line").max_length  # noqa: SLF001  # its public way
    assert max(len(text) for _, text in shipped_lines()) <= longest


def test_seeding_twice_is_seeding_once():
    assert seed_synonyms() == len(set(shipped_lines()))
    call_command("seed_synonyms")
    assert Synonym.objects.count() == len(set(shipped_lines()))


@pytest.mark.parametrize(
    "text",
    ["nurse", "nurse =", "= ~", "~ nurse", "a ~ b = c", "a, b = c", "a = ! = b",
     "a ~ b ~ c", "one two three four five = six"],
)  # fmt: skip
def test_lines_that_say_nothing_are_refused(text):
    assert problem_of(text)


def test_what_is_written_for_a_cursor_is_read_back():
    for one in relatives("registered", "nurse", "c++", "manager"):
        assert Relatives.read(one.written()) == one


def test_admins_edit_them(cast: Cast):
    erin = log_in("erin@example.org")
    path = "/admin/search/synonym/"
    refused = erin.post(f"{path}add/", {"line": "nurse", "language": ""})
    assert "stands for nothing" in refused.content.decode()
    assert not Synonym.objects.exists()
    erin.post(f"{path}add/", {"line": "zorbist = zorber", "language": "en"})
    added = Synonym.objects.get(line="zorbist = zorber")
    # Beside the shipped lines, which a first line would otherwise replace.
    assert Synonym.objects.count() == len(set(shipped_lines())) + 1
    assert "zorbist" in erin.get(f"{path}?q=zorb").content.decode()
    erin.post(f"{path}{added.pk}/delete/", {"post": "yes"})
    assert not Synonym.objects.filter(pk=added.pk).exists()
