"""What has happened to a job: who, when, from where to where, and why."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.services.users import User
from conftest import Cast, sign_in
from jobs.models import JobMove
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job


def history(who: Any, job: Any) -> list[dict[str, Any]]:
    answer = sign_in(who).get(f"{JOBS}{job.pk}/history/")
    assert answer.status_code == 200, answer.content
    rows: list[dict[str, Any]] = answer.json()["results"]
    return rows


def test_every_step_is_told_the_latest_first(cast: Cast):
    job, bob = new_job(cast.acme, "draft"), sign_in(cast.bob)
    url = f"{JOBS}{job.pk}/"
    bob.post(f"{url}submit/")
    bob.post(f"{url}extend/", {"days": 3})
    bob.post(f"{url}close/", {"reason": "filled"})
    told = history(cast.vera, job)
    steps = [(row["action"], row["from"], row["to"], row["by"]) for row in told]
    assert steps == [
        ("close", "published", "closed", "company"),
        ("extend", "published", "published", "company"),
        ("approve", "pending", "published", "system"),
        ("submit", "draft", "pending", "company"),
    ]
    assert [row["reason"] for row in told] == ["filled", None, None, None]
    assert [row["at"] for row in told] == sorted(row["at"] for row in told)[::-1]
    bob_shown = {"id": str(cast.bob.pk), "full_name": "Bob Example"}
    assert [row["user"] for row in told] == [bob_shown, bob_shown, None, bob_shown]


def test_a_moderator_is_named_to_moderators_only(cast: Cast):
    job, erin = new_job(cast.globex, "pending"), sign_in(cast.erin)
    url = f"/api/v1/moderation/jobs/{job.pk}/reject/"
    erin.post(url, {"reason": "spam", "comment": "Look again."})
    [to_company] = history(cast.grace, job)
    assert (to_company["by"], to_company["user"]) == ("moderator", None)
    assert (to_company["reason"], to_company["comment"]) == ("spam", "Look again.")
    [to_admin] = history(cast.erin, job)
    assert to_admin["user"]["id"] == str(cast.erin.pk)


def test_who_is_gone_is_nobody(cast: Cast):
    job, bob = new_job(cast.acme), sign_in(cast.bob)
    bob.post(f"{JOBS}{job.pk}/close/", {"reason": "other"})
    User.objects.filter(pk=cast.bob.pk).delete()
    [row] = history(cast.alice, job)
    assert (row["by"], row["user"]) == ("company", None)


def test_queries_do_not_grow_with_steps(cast: Cast):
    job, counts = new_job(cast.acme), []
    vera = sign_in(cast.vera)
    for _ in range(2):
        for _ in range(5):
            JobMove.objects.create(
                job=job,
                action="extend",
                from_status="published",
                to_status="published",
                by="company",
                user=cast.bob,
            )
        with CaptureQueriesContext(connection) as asked:
            vera.get(f"{JOBS}{job.pk}/history/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
