"""The corpus: the same seed makes the same rows, such as could be real."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, transaction

from applications.forms import check_answers
from applications.stages import targets_from
from jobs.samples.chance import Chance
from loadtests.corpus import applicants, growing, sending
from loadtests.corpus.ads import sample
from loadtests.corpus.companies import add_companies
from loadtests.corpus.courses import answers, course, how_many
from loadtests.corpus.ids import id_of
from loadtests.corpus.indexes import bring_back, take_away
from loadtests.corpus.people import letter, resume_text
from loadtests.corpus.plan import Plan

PLAN = Plan(
    ads=60,
    companies=5,
    applicants=6,
    applications=20,
    seed=3,
    now=datetime(2026, 11, 21, tzinfo=UTC),
    files=False,
)
TABLES = (
    "accounts_company",
    "accounts_user",
    "accounts_membership",
    "jobs_job",
    "applications_resume",
    "applications_application",
    "applications_applicationmove",
)


def fill() -> list[int]:
    """Fill as `fill_board` does, but in this process, and say what was new."""
    return [
        add_companies(PLAN),
        growing.add_batch(0, PLAN.ads, 0, PLAN),
        applicants.add_batch(0, PLAN.applicants, PLAN, "!"),
        sending.add_batch(0, PLAN.applicants, PLAN),
    ]


def rows() -> dict[str, Any]:
    """Return all rows of the tables that are filled, but for the salt of passwords."""
    with connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(
                f"SELECT to_jsonb(t) - 'password' FROM {table} t ORDER BY id"  # noqa: S608
            )
            found[table] = cursor.fetchall()
        return found


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_rows():
    with transaction.atomic():
        assert fill() == [5, 60, 6, 20]
        first = rows()
        assert fill() == [0, 0, 0, 0]
        assert rows() == first
        transaction.set_rollback(True)

    assert not any(rows().values())
    fill()
    assert rows() == first


@pytest.mark.django_db
def test_what_is_missing_is_added():
    fill()
    first = rows()
    with connection.cursor() as cursor:
        for table in (
            "applications_application_files",
            "applications_applicationmove",
            "applications_application",
            "applications_resume",
        ):
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608
        cursor.execute("DELETE FROM accounts_user WHERE role = 'applicant'")
        cursor.execute("DELETE FROM jobs_job WHERE slug > 'n'")
        gone = cursor.rowcount

    assert gone
    assert fill() == [0, gone, 6, 20]
    assert rows() == first


@pytest.mark.django_db
def test_indexes_come_back_as_they_were_even_after_a_run_that_was_killed():
    def indexes():
        with connection.cursor() as cursor:
            cursor.execute("SELECT indexdef FROM pg_indexes ORDER BY indexname")
            return [row[0] for row in cursor.fetchall()]

    whole = indexes()
    take_away()
    taken = set(whole) - set(indexes())
    take_away()
    bring_back()

    assert len(taken) > 1
    assert all("words" in each for each in taken)
    assert indexes() == whole
    bring_back()
    assert indexes() == whole


def test_ids_are_uuid7_in_order():
    ids = [id_of("ad", 7, number) for number in range(50)]

    assert ids == sorted(ids)
    assert {each.version for each in ids} == {7}
    assert (
        len({*ids, *(id_of("ad", 8, n) for n in range(50)), id_of("ad", 7, 0, 1)})
        == 101
    )


@pytest.mark.parametrize(("people", "sent"), [(7, 30), (8, 8), (5, 3), (1, 4)])
def test_all_applications_are_sent_by_somebody(people, sent):
    told = {"applicants": people, "applications": sent, "seed": 7}
    counts = [how_many(number, **told) for number in range(people)]

    assert sum(counts) == sent
    assert min(counts) >= 0


def test_applications_go_as_they_may_go():
    seen = set()
    for number in range(500):
        went = course(Chance("test", number))
        seen.add(went.stages[-1])
        assert went.stages[0] == "submitted"
        assert bool(went.reason) == (went.stages[-1] == "rejected")
        for before, after in zip(went.stages, went.stages[1:], strict=False):
            assert after in [*targets_from(before), "withdrawn"]
    assert len(seen) == 8


def test_answers_are_what_the_form_asks_for():
    asked = [sample(number).body["questions"] for number in range(150)]
    asked = [questions for questions in asked if questions]
    for number, questions in enumerate(asked):
        told = answers(questions, Chance("test", number), "file")
        assert check_answers(questions, told)[1] == []
    assert len(asked) > 10


def test_people_are_always_the_same():
    texts = {resume_text(number, seed=7) for number in range(30)}

    assert len(texts) == 30
    assert resume_text(3, seed=7) in texts
    assert resume_text(3, seed=8) not in texts
    assert letter("Nurse", Chance(1)) == letter("Nurse", Chance(1))
