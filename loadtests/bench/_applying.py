"""What benches on applications share: people with tokens, jobs, and what came of it."""

import json
from typing import Any

from loadtests.bench._people import people, tokens_of  # sets Django up
from loadtests.harness.client import Answer, Client

# isort: split
from jobs.models import Job
from jobs.terms import ApplyMethod

LETTER = {
    "cover_letter": "I have done this for six years, and would like to go on. " * 8
}


def signed_in(count: int) -> list[str]:
    """Make so many applicants; return an access token of each."""
    return [tokens_of(user)[0] for user in people(count)]


def open_jobs(count: int) -> list[str]:
    """Return the ids of so many jobs that ask nothing and have no applications yet."""
    live = Job.objects.live().filter(apply_method=ApplyMethod.INTERNAL, questions=[])
    live = live.filter(applications__isnull=True)
    ids = [str(each) for each in live.order_by("pk").values_list("pk", flat=True)]
    if len(ids) < count:
        raise SystemExit(f"The board has {len(ids)} such jobs; {count} are needed.")
    return ids[:count]


async def apply(client: Client, token: str, job: str, key: str = "") -> Answer:
    """Send an application."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    if key:
        headers["Idempotency-Key"] = key
    path = f"/api/v1/jobs/{job}/applications/"
    return await client.request("POST", path, headers, json.dumps(LETTER).encode())


def wrongly_received(connection: Any, expected: dict[str, int]) -> int:
    """Count the jobs that have not just so many applications, steps and events."""
    rows = connection.execute(
        "SELECT a.job_id::text, count(DISTINCT a.id), count(DISTINCT a.applicant_id),"
        " count(m.id), (SELECT count(*) FROM events_event e WHERE"
        "  e.kind = 'application.submitted' AND e.payload->>'job' = a.job_id::text)"
        " FROM applications_application a"
        " LEFT JOIN applications_applicationmove m ON m.application_id = a.id"
        " WHERE a.job_id = ANY(%s::uuid[]) GROUP BY a.job_id",
        [list(expected)],
    ).fetchall()
    found = {job: counts for job, *counts in rows}
    return sum(
        found.get(job, [0] * 4) != [count] * 4 for job, count in expected.items()
    )
