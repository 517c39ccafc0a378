"""Admins' figures are what plain SQL says, and name no term that few have typed."""

from datetime import UTC, date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Company, User
from conftest import Cast, new_user
from jobs.models import Job, JobFlag, JobMove
from jobs.tests.factory import new_job
from reports.tests.reading import by, figures, sql
from reports.tests.scene import BEGAN, play_both
from search.models import AskedTerm

IN_MARCH = "{0} >= '2026-03-01Z' AND {0} < '2026-04-01Z'"


def counted(table: str, at: str, more: str = "true") -> int:
    found: int = sql(
        f"SELECT count(*) FROM {table} WHERE {IN_MARCH.format(at)} AND {more}"
    )
    return found


def test_platform_activity(cast: Cast):
    play_both(cast)
    User.objects.filter(email__startswith="person").update(created_at=BEGAN)
    User.objects.filter(pk=cast.grace.pk).update(created_at=BEGAN)
    new_user("Una", "applicant", email_verified_at=None, created_at=BEGAN)
    Company.objects.filter(pk=cast.acme.pk).update(created_at=BEGAN)
    Job.objects.filter(company=cast.acme).update(published_at=BEGAN)
    told = figures("platform_activity")
    summary = by(told["summary"], "figure", "times")
    proven = "email_verified_at IS NOT NULL"
    users, moves = "accounts_user", "applications_applicationmove"
    assert summary == {
        "applicants": counted(users, "created_at", f"role = 'applicant' AND {proven}"),
        "employers": counted(users, "created_at", f"role = 'employer' AND {proven}"),
        "companies": counted("accounts_company", "created_at"),
        "jobs_published": counted("jobs_job", "published_at"),
        "applications": counted("applications_application", "submitted_at"),
        "messages": counted("applications_message", "created_at"),
        "hires": counted(moves, "at", "to_stage = 'hired'"),
    }
    assert summary["applicants"] == 26
    assert summary["companies"] == summary["employers"] == 1
    for name, times in summary.items():
        assert sum(row[name] for row in told["over_time"]) == times
    (second,) = [r for r in told["over_time"] if r["from"] == date(2026, 3, 2)]
    assert second["companies"] == 1


def test_moderation(cast: Cast):
    now = timezone.now()
    for days, reason in ((0.5, "new"), (2, "new"), (5, "edited"), (30, "new")):
        since = now - timedelta(days=days)
        new_job(cast.acme, "pending", queued_at=since, queue_reason=reason)
    gone = Company.objects.create(name="Gone", slug="gone", suspended_at=now)
    new_job(gone, "pending")
    told = figures("moderation")
    new, edited = sorted(told["queue"], key=lambda row: row["waits_for"], reverse=True)
    assert (new["waits_for"], new["waiting"]) == ("new", 3)
    assert [new[name] for name in ("under_1_day", "days_1_to_3", "over_7_days")] == [
        1
    ] * 3
    assert (edited["waiting"], edited["days_3_to_7"]) == (1, 1)
    assert new["oldest_since"] == now - timedelta(days=30)


def moved(job: Job, action: str, reason: str = "", by_: str = "moderator") -> None:
    JobMove.objects.create(
        job=job,
        action=action,
        reason=reason,
        by=by_,
        from_status="pending",
        to_status="rejected",
        at=BEGAN,
    )


def test_decisions_and_flags(cast: Cast):
    job = new_job(cast.acme)
    moved(job, "approve")
    moved(job, "approve")
    moved(job, "reject", "spam")
    moved(job, "reject", "other")
    moved(job, "freeze", by_="system")
    JobMove.objects.create(
        job=job, action="approve", by="moderator", at=BEGAN - timedelta(days=30)
    )
    JobFlag.objects.create(job=job, user=cast.dana, reason="spam", created_at=BEGAN)
    JobFlag.objects.create(
        job=job,
        user=cast.eve,
        reason="scam",
        created_at=BEGAN - timedelta(days=40),
        outcome="upheld",
        resolved_at=BEGAN,
    )
    told = figures("moderation")
    decisions = {(r["decision"], r["reason"]): r["times"] for r in told["decisions"]}
    assert decisions == {
        ("approve", None): 2,
        ("reject", "spam"): 1,
        ("reject", "other"): 1,
    }
    assert sum(row["approve"] for row in told["over_time"]) == 2
    flags = {row["reason"]: row for row in told["flags"]}
    assert (flags["spam"]["raised"], flags["spam"]["upheld"]) == (1, 0)
    assert (flags["scam"]["raised"], flags["scam"]["upheld"]) == (0, 1)


def asked(term: str, day: date, times: int, askers: int, **also: Any) -> None:
    AskedTerm.objects.create(day=day, term=term, asked=times, askers=askers, **also)


def test_search_terms(cast: Cast):
    monday = date(2026, 3, 2)
    asked("nurse", monday, 40, 20, empty=4, found=400)
    asked("nurse", monday + timedelta(days=1), 10, 2, found=100)
    asked("welder", monday, 9, 5, empty=9)
    asked("jane doe of 5 high street", monday, 50, 4, empty=50)
    for day in range(5):
        asked("my own name", monday + timedelta(days=day), 9, 1, empty=9)
    asked("nurse", date(2026, 2, 20), 60, 30)
    asked("fax machine", date(2026, 2, 20), 30, 6)
    asked("rare", date(2026, 2, 20), 30, 3)
    asked("nurse", date(2026, 4, 1), 99, 99)
    told = figures("search_terms")
    top = {row["term"]: row for row in told["top"]}
    assert list(top) == ["nurse", "welder"]
    assert (top["nurse"]["asked"], top["nurse"]["askers"]) == (50, 20)
    assert (top["nurse"]["found"], top["nurse"]["empty_share"]) == (10.0, 0.08)
    assert [row["term"] for row in told["empty"]] == ["welder", "nurse"]
    falling = {row["term"]: row["fell_by"] for row in told["falling"]}
    assert falling == {"fax machine": 30, "nurse": 10}


def test_a_period_that_goes_on_is_compared_with_as_many_days(cast: Cast):
    today = timezone.now().astimezone(UTC).date()
    asked("nurse", today, 10, 10)
    asked("nurse", today - timedelta(days=1), 12, 10)
    asked("nurse", today - timedelta(days=2), 500, 10)
    told = figures("search_terms", first=today, last=today + timedelta(days=30))
    (falling,) = told["falling"]
    assert (falling["asked_before"], falling["asked"]) == (12, 10)


def test_nothing_is_no_error(cast: Cast):
    ahead = {"first": date(2190, 1, 1), "last": date(2190, 1, 2)}
    for kind in ("platform_activity", "moderation", "search_terms"):
        assert figures(kind, **ahead)
