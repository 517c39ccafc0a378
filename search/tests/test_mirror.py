"""Whatever door a job came by, the index follows in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, SignedIn, sign_in
from jobs.models import Job
from jobs.tests.bodies import FULL, JOBS, welder
from jobs.tests.factory import new_job
from search.tests.mirroring import check_mirror, titles
from search.tests.searching import ids, search

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """A board of four jobs, one of them a draft, and those who may change it."""

    cast: Cast
    bob: SignedIn
    erin: SignedIn
    alice: SignedIn
    jobs: dict[str, Job]

    def url(self, title: str) -> str:
        return f"{JOBS}{self.jobs[title].pk}/"

    @property
    def acme_url(self) -> str:
        return f"/api/v1/companies/{self.cast.acme.pk}/"

    def rows(self, title: str) -> Any:
        return Job.objects.filter(title=title)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    jobs = {
        "Welder": new_job(cast.acme, title="Welder"),
        "Nurse": new_job(cast.acme, title="Nurse", external_id="7"),
        "Cook": new_job(cast.acme, "draft", title="Cook"),
        "Baker": new_job(cast.globex, title="Baker"),
    }
    people = [sign_in(each) for each in (cast.bob, cast.erin, cast.alice)]
    return Scene(cast, *people, jobs)


def sql(text: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def ok(answer: Any) -> None:
    assert answer.status_code < 300, answer.content


def post_and_submit(scene: Scene) -> None:
    answer = scene.bob.post(JOBS, welder(title="Smith"))
    ok(scene.bob.post(f"{answer['Location']}submit/"))


def moderate(scene: Scene, action: str) -> None:
    company = scene.cast.globex
    url = f"/api/v1/companies/{company.pk}/{action}/"
    ok(scene.erin.post(url, {}))


def suspend_and_back(scene: Scene) -> None:
    moderate(scene, "suspend")
    check_mirror()
    assert "Baker" not in titles()
    moderate(scene, "unsuspend")


def freeze(scene: Scene) -> None:
    url = f"/api/v1/moderation/jobs/{scene.jobs['Baker'].pk}/"
    ok(scene.erin.post(f"{url}freeze/", {}))


def freeze_and_back(scene: Scene) -> None:
    freeze(scene)
    assert "Baker" not in titles()
    url = f"/api/v1/moderation/jobs/{scene.jobs['Baker'].pk}/"
    ok(scene.erin.post(f"{url}unfreeze/", {}))


def close_and_reopen(scene: Scene) -> None:
    ok(scene.bob.post(f"{scene.url('Nurse')}close/", {"reason": "filled"}))
    assert "Nurse" not in titles()
    ok(scene.bob.post(f"{scene.url('Nurse')}reopen/"))


FIELDS = Job._meta.concrete_fields  # noqa: SLF001  # Django's own name for them
COLUMNS = [field.column for field in FIELDS if not field.generated]
CHANGED = {
    "id": "gen_random_uuid()",
    "title": "'Copy of ' || title",
    "fingerprint": "sha256(random()::text::bytea)",
    "external_key": "NULL",
}


def copies(where: str) -> str:
    """Return the query for copies of jobs that differ where they must."""
    listed = ", ".join(CHANGED.get(each, each) for each in COLUMNS)
    return f"SELECT {listed} FROM jobs_job WHERE {where}"  # noqa: S608


def insert_by_sql(scene: Scene) -> None:
    sql(f"INSERT INTO jobs_job ({', '.join(COLUMNS)}) {copies('true')}")


def insert_by_copy(scene: Scene) -> None:
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY ({copies('true')}) TO STDOUT") as reader:
            rows = b"".join(reader)
        with cursor.copy(f"COPY jobs_job ({', '.join(COLUMNS)}) FROM STDIN") as writer:
            writer.write(rows)


def save(scene: Scene) -> None:
    job = scene.jobs["Nurse"]
    job.title = "Midwife"
    job.save()


def save_draft(scene: Scene) -> None:
    job, at = scene.jobs["Cook"], timezone.now()
    job.status, job.published_at, job.expires_at = "published", at, at
    job.save(update_fields=["status", "published_at", "expires_at"])


def bulk(scene: Scene) -> None:
    made = [new_job(scene.cast.acme, "draft", title=f"Clerk {each}") for each in "ab"]
    for job in made:
        job.status, job.published_at = "published", timezone.now()
        job.expires_at = timezone.now() + timedelta(days=1)
    Job.objects.bulk_update(made, ["status", "published_at", "expires_at"])
    for job in made:
        Job.objects.filter(pk=job.pk).delete()
    Job.objects.bulk_create(made)


def empty(_: Scene) -> None:
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE jobs_job CASCADE")


Door = Callable[[Scene], Any]
DOORS: dict[str, tuple[Door, str]] = {
    "the API publishes": (post_and_submit, "Baker Nurse Smith Welder"),
    "the API edits": (
        lambda s: ok(s.bob.patch(s.url("Nurse"), {"title": "Midwife"})),
        "Baker Midwife Welder",
    ),
    "the API puts": (
        lambda s: ok(s.bob.put(f"{JOBS}by-external-id/7/", welder(title="Vet"))),
        "Baker Vet Welder",
    ),
    "the API puts a full one": (
        lambda s: ok(s.bob.put(f"{JOBS}by-external-id/A-17/", FULL)),
        "Baker Nurse Senior-Python-developer Welder",
    ),
    "the API extends": (
        lambda s: ok(s.bob.post(f"{s.url('Nurse')}extend/", {"days": 3})),
        "Baker Nurse Welder",
    ),
    "the API closes": (
        lambda s: ok(s.bob.post(f"{s.url('Nurse')}close/", {"reason": "filled"})),
        "Baker Welder",
    ),
    "the API reopens": (close_and_reopen, "Baker Nurse Welder"),
    "a moderator freezes": (freeze, "Nurse Welder"),
    "a moderator unfreezes": (freeze_and_back, "Baker Nurse Welder"),
    "a company is suspended": (lambda s: moderate(s, "suspend"), "Nurse Welder"),
    "a company comes back": (suspend_and_back, "Baker Nurse Welder"),
    "a company is verified": (lambda s: moderate(s, "verify"), "Baker Nurse Welder"),
    "a company is renamed": (
        lambda s: ok(s.alice.patch(s.acme_url, {"name": "Acme Ltd"})),
        "Baker Nurse Welder",
    ),
    "a model is saved": (save, "Baker Midwife Welder"),
    "a model is published": (save_draft, "Baker Cook Nurse Welder"),
    "rows are updated": (
        lambda _: Job.objects.update(status="closed"),
        "",
    ),
    "some rows are updated": (
        lambda s: Job.objects.filter(company=s.cast.acme).update(positions=9),
        "Baker Nurse Welder",
    ),
    "rows in bulk": (bulk, "Baker Clerk-a Clerk-b Nurse Welder"),
    "rows are deleted": (lambda s: s.rows("Nurse").delete(), "Baker Welder"),
    "SQL inserts": (
        insert_by_sql,
        "Baker Copy-of-Baker Copy-of-Nurse Copy-of-Welder Nurse Welder",
    ),
    "COPY inserts": (
        insert_by_copy,
        "Baker Copy-of-Baker Copy-of-Nurse Copy-of-Welder Nurse Welder",
    ),
    "SQL updates": (
        lambda _: sql("UPDATE jobs_job SET title = 'Any ' || title"),
        "Any-Baker Any-Nurse Any-Welder",
    ),
    "SQL moves": (
        lambda s: sql("UPDATE jobs_job SET company_id = %s", s.cast.globex.pk),
        "Baker Nurse Welder",
    ),
    "SQL gives another id": (
        lambda _: sql("UPDATE jobs_job SET id = gen_random_uuid()"),
        "Baker Nurse Welder",
    ),
    "SQL deletes": (
        lambda _: sql("DELETE FROM jobs_job WHERE title = 'Nurse'"),
        "Baker Welder",
    ),
    "SQL suspends all": (
        lambda _: sql("UPDATE accounts_company SET suspended_at = now()"),
        "",
    ),
    "SQL renames all": (
        lambda _: sql("UPDATE accounts_company SET name = 'The ' || name"),
        "Baker Nurse Welder",
    ),
    "SQL empties the table": (empty, ""),
}


@pytest.mark.parametrize("door", DOORS)
def test_the_index_follows(scene: Scene, door: str):
    check_mirror()
    go, expected = DOORS[door]
    go(scene)
    check_mirror()
    assert [each.replace(" ", "-") for each in titles()] == expected.split()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_rolled_back_was_never_there(scene: Scene, door: str):
    before = titles()
    with transaction.atomic():
        DOORS[door][0](scene)
        transaction.set_rollback(True)
    check_mirror()
    assert titles() == before


def test_a_card_is_what_the_list_of_jobs_shows(scene: Scene, anonymous: Api):
    ok(scene.bob.put(f"{JOBS}by-external-id/A-17/", FULL))
    Company.objects.filter(slug="acme").update(name='Ac"me <b>')
    more = {"match", "highlights"}
    found = search(anonymous)["results"]
    assert [
        {name: value for name, value in each.items() if name not in more}
        for each in found
    ] == orjson.loads(anonymous.get(JOBS).content)["results"]
    assert len(found) == 4


def test_time_takes_a_job_out_before_anybody_does(scene: Scene, anonymous: Api):
    at = timezone.now()
    scene.rows("Nurse").update(expires_at=at - timedelta(microseconds=1))
    scene.rows("Welder").update(expires_at=at + timedelta(minutes=1))
    found = search(anonymous, facets="company")
    assert set(ids(found)) == {
        str(scene.jobs[title].pk) for title in ("Baker", "Welder")
    }
    assert found["total"]["value"] == 2
    assert [each["count"] for each in found["facets"]["company"]] == [1, 1]
    check_mirror()
