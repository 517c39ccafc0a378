"""A moderator's walk through jobs, flags and imports at /admin/."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.test_admin import log_in
from conftest import Cast, new_company, new_user
from jobs.admin.differences import MOST_LINES, differences_of
from jobs.models import Job, JobFlag, JobImport, JobMove, RefusedRow
from jobs.tests.factory import new_job

TABLES = ["job", "jobflag", "jobimport"]


def path(table: str, rest: str = "") -> str:
    return f"/admin/jobs/{table}/{rest}"


@pytest.fixture
def erin(cast: Cast) -> Client:
    return log_in("erin@example.org")


def act(client: Client, table: str, action: str, *rows: Any, **body: Any) -> str:
    chosen = [str(row.pk) for row in rows]
    marks = marks_on(client.get(path(table)))
    sent = {"action": action, "_selected_action": chosen, "seen": marks, **body}
    return client.post(path(table), sent, follow=True).content.decode()


def marks_on(page: Any) -> list[str]:
    return re.findall(r'name="seen" value="([^"]+)"', page.content.decode())


def rows_of(page: str) -> list[str]:
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    return re.findall(r"<tr>.*?</tr>", body[1], re.DOTALL) if body else []


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{path('job')}?{query}").content.decode()
    return [re.findall(r'change/[^"]*">([^<]+)</a>', row)[0] for row in rows_of(page)]


def new_import(cast: Cast, **fields: Any) -> JobImport:
    return JobImport.objects.create(
        company=cast.globex, mode="merge", format="csv", **fields
    )


def test_an_admin_finds_the_tables_and_nobody_else(cast: Cast, erin: Client):
    index = erin.get("/admin/").content.decode()
    grace = log_in("grace@example.org")
    for table in TABLES:
        assert path(table) in index
        assert erin.get(path(table)).status_code == 200
        assert grace.get(path(table)).status_code == 302


def test_the_queue_comes_first(cast: Cast, erin: Client):
    now = timezone.now()
    new_job(cast.globex, title="Old", created_at=now - timedelta(days=9))
    new_job(cast.globex, "draft", title="Young")
    since = {"queued_at": now - timedelta(days=2, hours=1)}
    new_job(cast.globex, "pending", title="Waits", **since)
    flagged = {"queue_reason": "flagged", "queue_rank": 10, "queued_at": now}
    new_job(cast.acme, title="Top", **flagged)
    assert titles(erin) == ["Top", "Waits", "Young", "Old"]
    page = erin.get(path("job")).content.decode()
    top, waits, *_ = rows_of(page)
    assert "flagged (urgent)" in top
    assert "2\xa0days, 1\xa0hour" in waits


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=weld", "Welder"),
        ("q=ACME", "Baker Cook"),
        ("q=acme%20cook", "Cook"),
        ("queue_reason__exact=new", "Cook"),
        ("status__exact=published", "Baker Welder"),
        ("queued_at__isempty=0", "Cook"),
    ],
)
def test_jobs_are_searched_and_filtered(
    cast: Cast, erin: Client, query: str, found: str
):
    new_job(cast.globex, title="Welder")
    new_job(cast.acme, title="Baker")
    new_job(cast.acme, "pending", title="Cook")
    assert sorted(titles(erin, query)) == found.split()


def test_the_state_is_that_of_this_moment(cast: Cast, erin: Client):
    new_job(cast.globex, expires_at=timezone.now())
    cast.acme.suspended_at = timezone.now()
    cast.acme.save(update_fields=["suspended_at"])
    new_job(cast.acme)
    page = erin.get(path("job")).content.decode()
    states = re.findall(r"field-state[^>]*>([^<]+)<", page)
    assert sorted(states) == ["expired", "frozen"]


def test_jobs_are_approved_and_unfrozen_in_bulk(cast: Cast, erin: Client):
    pending = [new_job(cast.globex, "pending") for _ in range(3)]
    frozen = new_job(cast.globex, "frozen", title="Frozen one")
    said = act(erin, "job", "approve", *pending, frozen)
    assert said.count("Done: Welder") == 3
    assert "Not done: Frozen one. That cannot be done now" in said
    assert Job.objects.filter(status="published").count() == 3
    assert "Done: Frozen one." in act(erin, "job", "unfreeze", frozen)
    assert Job.objects.filter(status="published").count() == 4
    moves = JobMove.objects.values_list("by", "user").distinct()
    assert list(moves) == [("moderator", cast.erin.pk)]


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("reject", "pending", "rejected"), ("freeze", "published", "frozen")],
)
def test_jobs_are_refused_with_a_reason(
    cast: Cast, erin: Client, action: str, before: str, after: str
):
    jobs = [new_job(cast.globex, before) for _ in range(2)]
    asked = act(erin, "job", action, *jobs)
    for job in jobs:
        assert job.title in asked
        assert f'name="_selected_action" value="{job.pk}"' in asked
    assert Job.objects.filter(status=before).count() == 2
    none = {"decided": "yes", "reason": ""}
    assert "This field is required" in act(erin, "job", action, *jobs, **none)
    wrong = {"decided": "yes", "reason": "because"}
    assert "Select a valid choice" in act(erin, "job", action, *jobs, **wrong)
    long = {"decided": "yes", "reason": "spam", "comment": "x" * 501}
    assert "at most 500 characters" in act(erin, "job", action, *jobs, **long)
    assert Job.objects.filter(status=before).count() == 2
    why = {"decided": "yes", "reason": "spam", "comment": "Not again."}
    assert act(erin, "job", action, *jobs, **why).count("Done: ") == 2
    assert Job.objects.filter(status=after).count() == 2
    told = JobMove.objects.values_list("action", "reason", "comment").distinct()
    assert list(told) == [(action, "spam", "Not again.")]


def test_the_page_of_a_job_tells_all_of_it(cast: Cast, erin: Client):
    job = new_job(
        cast.globex,
        title="<b>Welder</b>",
        description="<p>You weld <script>alert(1)</script>doors &amp; gates.</p>",
        salary={"min": 10, "max": 20, "currency": "EUR", "period": "hour"},
        apply={"method": "external", "url": "https://example.com/pay"},
        queued_at=timezone.now(),
        queue_reason="edited",
    )
    Job.objects.filter(pk=job.pk).update(description="<p>Pay <i>first</i>.</p>")
    JobFlag.objects.create(job=job, user=cast.dana, reason="scam", detail="<i>!</i>")
    JobMove.objects.create(
        job=job,
        action="submit",
        from_status="draft",
        to_status="pending",
        by="company",
        user=cast.grace,
    )
    page = erin.get(path("job", f"{job.pk}/change/")).content.decode()
    assert "&lt;b&gt;Welder&lt;/b&gt;" in page
    assert "<b>Welder" not in page
    assert "<del>You weld doors &amp; gates.</del>" in page
    assert "<ins>Pay first.</ins>" in page
    assert "&lt;i&gt;!&lt;/i&gt;" in page
    for told in (
        "Berlin, Berlin, DE",
        "10.00 to 20.00 EUR per hour",
        "https://example.com/pay",
        "dana@example.org",
        "grace@example.org",
        "edited",
    ):
        assert told in page, told
    assert 'href="https://example.com' not in page


BUTTONS = {
    "pending": ["approve", "reject"],
    "published": ["freeze"],
    "frozen": ["unfreeze"],
    "draft": [],
    "closed": [],
}


@pytest.mark.parametrize("status", BUTTONS)
def test_the_page_of_a_job_offers_what_can_be_done(
    cast: Cast, erin: Client, status: str
):
    job = new_job(cast.globex, status)
    page = erin.get(path("job", f"{job.pk}/change/")).content.decode()
    assert re.findall(r'name="action" value="(\w+)"', page) == BUTTONS[status]


def test_differences_of_a_long_text_are_shown_whole(cast: Cast):
    lines = [f"Line {number}" for number in range(MOST_LINES)]
    job = new_job(cast.globex, description="<br>".join(lines))
    job.description = "<br>".join([*lines, "More"])
    shown = differences_of(job)
    assert shown.count("<del>") == MOST_LINES
    assert shown.count("<ins>") == MOST_LINES + 1
    job.approved["description"] = "<br>".join(lines[:5])
    job.description = "<br>".join([*lines[:5], "More"])
    assert re.findall("<(?:ins|del)>(.*?)</", differences_of(job)) == ["More"]
    job.description = job.approved["description"]
    assert "Nothing" in differences_of(job)


def test_flags_are_resolved_by_actions(cast: Cast, erin: Client):
    job = new_job(cast.globex, title="Welder")
    flags = [
        JobFlag.objects.create(job=job, user=user, reason="scam", detail="Money!")
        for user in (cast.dana, cast.eve)
    ]
    page = erin.get(path("jobflag")).content.decode()
    assert page.count("Money!") == 2
    assert "dana@example.org" in page
    assert path("job", f"{job.pk}/change/") in page
    assert "Done: scam flag." in act(erin, "jobflag", "uphold", flags[0])
    assert act(erin, "jobflag", "dismiss", *flags).count("Not done: ") == 1
    outcomes = JobFlag.objects.values_list("user", "outcome")
    assert dict(outcomes) == {cast.dana.pk: "upheld", cast.eve.pk: "dismissed"}
    assert (
        path("job")
        in erin.get(path("jobflag", f"{flags[0].pk}/change/")).content.decode()
    )


def test_an_import_shows_the_first_of_what_was_wrong(cast: Cast, erin: Client):
    made, other = new_import(cast, rows=900, failed=300), new_import(cast)
    for number in range(300):
        RefusedRow.objects.create(
            job_import=made, row=number, field="title", code=f"code{number}x", detail=""
        )
    RefusedRow.objects.create(
        job_import=other, row=1, field="title", code="others", detail=""
    )
    page = erin.get(path("jobimport", f"{made.pk}/change/")).content.decode()
    assert "code199x" in page
    assert "code200x" not in page
    assert "others" not in page


def test_nothing_is_added_changed_or_deleted_by_hand(cast: Cast, erin: Client):
    job = new_job(cast.globex)
    flag = JobFlag.objects.create(job=job, user=cast.dana, reason="scam")
    rows = {"job": job, "jobflag": flag, "jobimport": new_import(cast)}
    for table, row in rows.items():
        for rest in ["add/", f"{row.pk}/change/", f"{row.pk}/delete/"]:
            answer = erin.post(path(table, rest), {"title": "X", "status": "frozen"})
            assert answer.status_code == 403, (table, rest)
        act(erin, table, "delete_selected", row)
        page = erin.get(path(table, f"{row.pk}/change/")).content.decode()
        inputs = re.findall(r"<input[^>]*>", page)
        assert all("hidden" in each or "submit" in each for each in inputs)
        row.refresh_from_db()
    assert job.status == "published"


@pytest.mark.parametrize(
    ("table", "query"),
    [
        ("job", "description__startswith=a"),
        ("job", "company__memberships__user__password__startswith=argon2"),
        ("jobflag", "user__password__startswith=argon2"),
        ("jobimport", "company__name__startswith=a"),
    ],
)
def test_only_the_filters_that_are_shown_may_be_asked(
    erin: Client, table: str, query: str
):
    assert erin.get(f"{path(table)}?{query}").status_code == 400


def test_every_filter_that_is_shown_may_be_asked(cast: Cast, erin: Client):
    asked = 0
    for table in TABLES:
        page = erin.get(path(table)).content.decode()
        for query in re.findall(r'href="\?([^"]*__[^"]*)"', page):
            asked += 1
            assert erin.get(f"{path(table)}?{unescape(query)}").status_code == 200
    assert asked > 10


def test_lists_and_pages_do_not_ask_for_each_row(
    cast: Cast, erin: Client, django_assert_max_num_queries
):
    for number in range(20):
        company = new_company(f"Co {number}", new_user(f"Boss{number}", "employer"))
        user = new_user(f"User{number}", "applicant")
        JobFlag.objects.create(job=new_job(company), user=user, reason="scam")
    job = new_job(cast.globex)
    for user in (cast.dana, cast.eve, cast.mallory, cast.newt):
        JobFlag.objects.create(job=job, user=user, reason="scam")
    for place in [*map(path, TABLES), path("job", f"{job.pk}/change/")]:
        with django_assert_max_num_queries(8):
            assert erin.get(place).status_code == 200
