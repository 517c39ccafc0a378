"""The index is made anew while it is written, and no difference stays unseen."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, new_company
from jobs.models import Job
from jobs.tests.factory import new_job
from kernel.ids import new_id
from kernel.tests.threads import at_once, eventually
from search.services import rebuilding
from search.services.rebuilding import differences, rebuild_index
from search.tests.boards import new_board, seeded
from search.tests.mirroring import check_mirror, listed, silent
from search.tests.searching import ids, search


@contextmanager
def without_triggers() -> Iterator[Any]:
    """Write past the triggers, as nothing but a broken server does."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        yield cursor
        cursor.execute("SET session_replication_role = DEFAULT")


def job_of(company: Company, *, sampled: bool) -> Job:
    """Make a job whose id is in the sample, or is not."""
    with connection.cursor() as cursor:
        while True:
            job_id = new_id()
            cursor.execute("SELECT search_is_sampled(%s)", [job_id])
            if cursor.fetchone() == (sampled,):
                return new_job(company, id=job_id)


COLUMNS = {
    "company_id": "gen_random_uuid()",
    "newest": "newest + 1",
    "due": "due + 1",
    "pay": "pay + 1",
    "pay_low": "pay_low + 1",
    "employment_type": "'volunteer'",
    "workplace": "'remote'",
    "experience_level": "'lead'",
    "category": "'legal'",
    "skills": "'{x}'",
    "countries": "'{}'",
    "cities": "'{}'",
    "points": "'{0,0,1}'",
    "words": "words || 'xyzzy'",
    "card": "card || ' '",
}
HERE, THERE = "search_document", "search_sample"
CHANGE = "UPDATE {table} SET {column} = {other} WHERE job_id = %s"
OF_COMPANY = "WHERE id = (SELECT company_id FROM jobs_job WHERE id = %s)"
BROKEN = {
    **{
        f"{column} in {table}": (
            CHANGE.format(table=table, column=column, other=other),
            True,
        )
        for column, other in COLUMNS.items()
        for table in (HERE, THERE)
    },
    "no document": ("DELETE FROM search_document WHERE job_id = %s", False),
    "none in the sample": ("DELETE FROM search_sample WHERE job_id = %s", True),
    "one too many in the sample": (
        "INSERT INTO search_sample SELECT * FROM search_document WHERE job_id = %s",
        False,
    ),
    "a closed job": ("UPDATE jobs_job SET status = 'closed' WHERE id = %s", True),
    "a deleted job": ("DELETE FROM jobs_job WHERE id = %s", True),
    "an edited job": ("UPDATE jobs_job SET title = 'Vet' WHERE id = %s", False),
    "a suspended company": (
        f"UPDATE accounts_company SET suspended_at = now() {OF_COMPANY}",  # noqa: S608
        False,
    ),
    "a renamed company": (
        f"UPDATE accounts_company SET name = 'Vet' {OF_COMPANY}",  # noqa: S608
        True,
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", BROKEN)
def test_a_difference_is_seen_and_mended(cast: Cast, capsys: Any, kind: str):
    new_job(cast.acme)
    sql, sampled = BROKEN[kind]
    job = job_of(cast.globex, sampled=sampled)
    with without_triggers() as cursor:
        cursor.execute(sql, [job.pk])
        assert cursor.rowcount == 1
    assert set(differences(progress=silent)) == {job.pk}
    with pytest.raises(CommandError, match=str(job.pk)):
        call_command("check_search")
    call_command("reindex_search")
    call_command("check_search")
    assert "The index equals the jobs." in capsys.readouterr().out
    check_mirror()


@pytest.mark.django_db
def test_every_column_is_compared():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped"
            " AND attrelid = 'search_document'::regclass"
        )
        assert {row[0] for row in cursor.fetchall()} == {*COLUMNS, "job_id"}


@pytest.mark.django_db
def test_a_job_whose_time_has_run_out_is_no_difference(cast: Cast):
    ends = timezone.now() + timedelta(milliseconds=50)
    new_job(cast.acme, expires_at=ends)
    eventually(lambda: timezone.now() > ends)
    assert list(differences(progress=silent)) == []
    new_job(cast.acme, expires_at=timezone.now() - timedelta(days=1))
    assert list(differences(progress=silent)) == []


@pytest.mark.django_db
def test_a_rebuild_tells_how_far_it_is(cast: Cast, capsys: Any):
    new_board(cast, 40)
    live = len(listed("search_document"))
    call_command("reindex_search")
    said = capsys.readouterr().out
    assert " jobs, " in said
    check_mirror()
    assert len(listed("search_document")) == live


def now() -> Any:
    return timezone.now()


def storm(companies: list[Company], jobs: list[Job], done: threading.Event) -> int:
    """Change jobs and companies until it is over; return how often."""
    rng, number = seeded(7), 0
    of_jobs: list[dict[str, Callable[[], Any]]] = [
        {"status": lambda: "closed"},
        {"status": lambda: "published"},
        {"title": lambda: f"Midwife {number}"},
    ]
    of_companies: list[dict[str, Callable[[], Any]]] = [
        {"name": lambda: f"Firm {number}"},
        {"suspended_at": now},
        {"suspended_at": lambda: None},
    ]
    while not done.is_set():
        number += 1
        rows, changes = rng.choice(
            [
                (Job.objects.filter(pk=rng.choice(jobs).pk), of_jobs),
                (Company.objects.filter(pk=rng.choice(companies).pk), of_companies),
            ]
        )
        change = rng.choice(changes)
        rows.update(**{name: value() for name, value in change.items()})
        if number % 5 == 0:
            new_job(rng.choice(companies))
    return number


@pytest.mark.django_db(transaction=True)
def test_a_rebuild_does_not_mind_writers(
    cast: Cast, anonymous: Api, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(rebuilding, "BATCH", 7)
    companies = [new_company(f"Firm {number}") for number in range(4)]
    jobs = [new_job(companies[number % 4]) for number in range(40)]
    still = [str(new_job(cast.acme, title=f"Sexton {each}").pk) for each in range(9)]
    done = threading.Event()

    def rebuild() -> int:
        try:
            for _ in range(6):
                rebuild_index(progress=silent)
                assert set(ids(search(anonymous, q="sexton"))) == set(still)
        finally:
            done.set()
        return 0

    def watch() -> int:
        times = 0
        while not done.is_set():
            assert set(ids(search(anonymous, q="sexton"))) == set(still)
            times += 1
        return times

    acts = (rebuild, watch, *[lambda: storm(companies, jobs, done)] * 2)
    _, *times = at_once(4, lambda which: acts[which]())
    assert min(times) > 0
    check_mirror()


def somebody_waits() -> bool:
    """Tell whether a transaction waits for a row that another one holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database())"
        )
        [answer] = cursor.fetchone()
    return bool(answer)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", [0, 1])
def test_a_rebuild_and_who_edits_two_jobs_do_not_wait_crosswise(cast: Cast, first: int):
    jobs = [new_job(cast.acme), new_job(cast.acme)]
    edited = threading.Event()

    def edit() -> None:
        with transaction.atomic():
            Job.objects.filter(pk=jobs[first].pk).update(title="Vet")
            edited.set()
            eventually(somebody_waits)
            Job.objects.filter(pk=jobs[1 - first].pk).update(title="Vet's help")

    def rebuild() -> None:
        assert edited.wait(timeout=20)
        rebuild_index(progress=silent)

    at_once(2, lambda which: (edit, rebuild)[which]())
    check_mirror()
