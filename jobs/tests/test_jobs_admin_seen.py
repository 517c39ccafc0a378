"""What moderators let be at /admin/ is what they have seen, links included."""

import pytest
from django.test import Client

from accounts.tests.test_admin import log_in
from conftest import Cast, sign_in
from jobs.tests.factory import new_job
from jobs.tests.test_jobs_admin import act, marks_on, path


@pytest.fixture
def erin(cast: Cast) -> Client:
    return log_in("erin@example.org")


@pytest.mark.parametrize("place", ["", "{}/change/"])
@pytest.mark.parametrize(
    ("action", "before"), [("approve", "pending"), ("unfreeze", "frozen")]
)
def test_what_changed_since_the_page_was_made_is_not_let_be(
    cast: Cast, erin: Client, action: str, before: str, place: str
):
    jobs = [new_job(cast.globex, before, title=f"Job {n}") for n in range(2)]
    marks = [
        mark
        for job in jobs
        for mark in marks_on(erin.get(path("job", place.format(job.pk))))
    ]
    assert {mark.partition(".")[0] for mark in marks} == {str(job.pk) for job in jobs}
    text = {"description": "<p>Pay first.</p>"}
    changed = sign_in(cast.grace).patch(f"/api/v1/jobs/{jobs[1].pk}/", text)
    assert changed.status_code == 200
    said = act(erin, "job", action, *jobs, seen=marks)
    assert "Done: Job 0." in said
    assert "Not done: Job 1. It has changed since you read it" in said
    assert "Not done" in act(erin, "job", action, jobs[1], seen=[])
    jobs[1].refresh_from_db()
    assert jobs[1].status == before
    assert "Done: Job 1." in act(erin, "job", action, jobs[1])


def test_where_a_link_leads_is_seen(cast: Cast, erin: Client):
    text = '<p><a href="https://{}.example/?a=1&amp;b=2">Apply</a> here.</p>'
    job = new_job(cast.globex, description=text.format("good"))
    url = f"/api/v1/jobs/{job.pk}/"
    new = {"description": text.format("evil"), "description_format": "html"}
    assert sign_in(cast.grace).patch(url, new).status_code == 200
    page = erin.get(path("job", f"{job.pk}/change/")).content.decode()
    for tag, host in (("del", "good"), ("ins", "evil")):
        address = f"https://{host}.example/?a=1&amp;b=2"
        assert f"<{tag}>Apply [{address}] here.</{tag}>" in page
    assert page.count("https://evil.example") == 2
    [item] = sign_in(cast.erin).get("/api/v1/moderation/jobs/").json()["results"]
    assert "https://evil.example" in item["queue"]["changes"]["description"]["after"]
