"""Employers' figures are what plain SQL says, and are of one company alone."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.models import Application, ApplicationMove
from applications.stages import Stage
from conftest import Cast
from jobs.tests.factory import new_job
from reports.terms import OF_EMPLOYERS
from reports.tests.reading import by, figures, sql
from reports.tests.scene import BEGAN, play, play_both, sent

MINE = """
  application.company_id = %s AND application.submitted_at >= '2026-03-01Z'
  AND application.submitted_at < '2026-04-01Z'"""
COUNT = f"SELECT count(*) FROM applications_application AS application WHERE {MINE}"
REACHED = f"""
  SELECT count(DISTINCT application.id) FROM applications_application AS application
  JOIN applications_applicationmove AS move ON move.application_id = application.id
  WHERE {MINE} AND move.to_stage = ANY(%s)"""
FUNNEL = ["submitted", "in_review", "shortlisted", "interview", "offered", "hired"]


def test_the_list_has_every_application_once(cast: Cast):
    play_both(cast)
    rows = figures("applications", cast.acme)["applications"]
    assert len(rows) == sql(COUNT, cast.acme.pk) == 12
    known = Application.objects.filter(pk__in=[row["application"] for row in rows])
    assert known.count() == 12
    for row in rows:
        application = known.select_related("job", "applicant").get(
            pk=row["application"]
        )
        assert row["job"] == str(application.job_id)
        assert row["title"] == application.job.title
        assert row["email"] == application.applicant.email
        assert row["applicant"] == application.applicant.full_name
        assert row["stage"] == application.stage
        assert row["reason"] == (application.reason or None)
        assert row["submitted_at"] == application.submitted_at
    assert rows == sorted(rows, key=lambda row: row["submitted_at"])


def test_stages_and_days_of_applications(cast: Cast):
    play_both(cast)
    told = figures("applications", cast.acme)
    stages = by(told["by_stage"], "stage", "applications")
    assert stages == {
        stage: sql(f"{COUNT} AND stage = %s", cast.acme.pk, stage)
        for stage in Stage.values
    }
    days = by(told["over_time"], "from", "applications")
    assert len(days) == 31
    assert sum(days.values()) == 12
    for day, found in days.items():
        on = f"{COUNT} AND (submitted_at AT TIME ZONE 'UTC')::date = %s"
        assert found == sql(on, cast.acme.pk, day)


def test_the_funnel(cast: Cast):
    play_both(cast)
    told = figures("pipeline_funnel", cast.acme)
    stages = told["stages"]
    for place, row in enumerate(stages):
        reached = sql(REACHED, cast.acme.pk, FUNNEL[place:])
        assert (row["stage"], row["reached"]) == (FUNNEL[place], reached)
        assert row["now"] == sql(f"{COUNT} AND stage = %s", cast.acme.pk, row["stage"])
        assert row["of_received"] == round(reached / 12, 4)
    assert [row["reached"] for row in stages] == [12, 9, 5, 4, 3, 2]
    assert stages[3]["of_previous"] == round(4 / 5, 4)
    assert stages[0]["of_previous"] is None
    outcomes = by(told["outcomes"], "outcome", "applications")
    assert outcomes == {"open": 5, "hired": 2, "rejected": 3, "withdrawn": 2}
    reasons = by(told["rejections"], "reason", "applications")
    assert {name: n for name, n in reasons.items() if n} == {"salary": 3}
    assert sum(row["received"] for row in told["jobs"]) == 12
    assert sum(row["hired"] for row in told["jobs"]) == 2
    for row in told["jobs"]:
        of_job = f"{COUNT} AND job_id = %s"
        assert row["received"] == sql(of_job, cast.acme.pk, row["job"])
        rejected = f"{of_job} AND stage = 'rejected'"
        assert row["rejected"] == sql(rejected, cast.acme.pk, row["job"])


def test_time_to_hire(cast: Cast):
    play_both(cast)
    told = figures("time_to_hire", cast.acme)
    (summary,) = told["summary"]
    days = """
      SELECT {} FROM (
        SELECT extract(epoch FROM move.at - application.submitted_at) / 86400 AS days
        FROM applications_application AS application
        JOIN applications_applicationmove AS move
          ON move.application_id = application.id
        WHERE application.company_id = %s AND move.to_stage = 'hired'
          AND move.at >= '2026-03-01Z' AND move.at < '2026-04-01Z') AS hire"""
    acme = cast.acme.pk
    assert summary["hires"] == sql(days.format("count(*)"), acme) == 2
    assert summary["mean_days"] == round(float(sql(days.format("avg(days)"), acme)), 1)
    assert (summary["fastest_days"], summary["slowest_days"]) == (4.0, 10.0)
    assert (summary["median_days"], summary["p90_days"]) == (7.0, 9.4)
    hired_on = {d: n for d, n in by(told["over_time"], "from", "hires").items() if n}
    assert hired_on == {date(2026, 3, 12): 1, date(2026, 3, 19): 1}
    assert sum(row["hires"] for row in told["jobs"]) == 2


def test_nobody_hired_is_no_figure(cast: Cast):
    (summary,) = figures("time_to_hire", cast.acme)["summary"]
    assert summary.pop("hires") == 0
    assert set(summary.values()) == {None}


def test_responsiveness(cast: Cast):
    play_both(cast)
    told = figures("responsiveness", cast.acme)
    (summary,) = told["summary"]
    # First answers after 12 (a message), 30, 5, 10, 1, 3, 24, 2, 100, 7 and 800 hours.
    first = sorted([12, 30, 5, 10, 1, 3, 24, 2, 100, 7, 800])
    assert (summary["received"], summary["answered"]) == (12, len(first))
    assert summary["share_answered"] == round(11 / 12, 4)
    assert (summary["median_hours"], summary["p90_hours"]) == (first[5], first[9])
    assert (summary["waiting"], summary["withdrawn_unanswered"]) == (0, 1)
    soon = by(told["how_soon"], "answered", "answers")
    assert list(soon.values()) == [7, 2, 1, 0, 0, 1]
    assert sum(row["received"] for row in told["over_time"]) == 12
    assert sum(row["answered"] for row in told["jobs"]) == 11


def test_a_rejection_is_an_answer_when_it_is_released(cast: Cast):
    """Employers see at once that they rejected, and that nobody has been told."""
    now = timezone.now()
    application = sent(new_job(cast.acme), now - timedelta(days=2), [("rejected", 1)])
    Application.objects.update(release_at=now + timedelta(days=1))
    rejections = ApplicationMove.objects.filter(to="rejected")
    rejections.update(told_at=now + timedelta(days=1))
    days = {"first": (now - timedelta(days=3)).date(), "last": now.date()}
    (summary,) = figures("responsiveness", cast.acme, **days)["summary"]
    assert (summary["answered"], summary["waiting"]) == (0, 1)
    funnel = figures("pipeline_funnel", cast.acme, **days)
    assert by(funnel["outcomes"], "outcome", "applications")["rejected"] == 1
    (row,) = figures("applications", cast.acme, **days)["applications"]
    assert (row["stage"], row["application"]) == ("rejected", str(application.pk))
    rejections.update(told_at=now - timedelta(hours=1))
    (summary,) = figures("responsiveness", cast.acme, **days)["summary"]
    assert (summary["answered"], summary["waiting"]) == (1, 0)


@pytest.mark.parametrize("kind", OF_EMPLOYERS)
def test_another_company_changes_nothing(cast: Cast, kind: str):
    play(cast.acme)
    alone = json.dumps(figures(kind, cast.acme), default=str)
    play(cast.globex, title="Canary")
    beside = json.dumps(figures(kind, cast.acme), default=str)
    assert beside == alone
    assert "Canary" not in beside
    other = json.dumps(figures(kind, cast.globex), default=str)
    assert "Canary" in other
    assert other != alone


def submitted(cast: Cast, *instants: datetime) -> None:
    job = new_job(cast.acme)
    for at in instants:
        sent(job, at, [])


@pytest.mark.parametrize(
    ("zone", "first", "last", "expected"),
    [
        ("UTC", date(2026, 3, 29), date(2026, 3, 29), 2),
        # The day on which the clocks go forward has 23 hours: 23:00 to 22:00 UTC.
        ("Europe/Berlin", date(2026, 3, 29), date(2026, 3, 29), 2),
        ("Europe/Berlin", date(2026, 3, 28), date(2026, 3, 28), 0),
        ("Europe/Berlin", date(2026, 3, 30), date(2026, 3, 30), 1),
        ("America/New_York", date(2026, 3, 28), date(2026, 3, 28), 1),
        ("Pacific/Kiritimati", date(2026, 3, 29), date(2026, 3, 30), 3),
    ],
)
def test_days_begin_where_the_report_says(
    cast: Cast, zone: str, first: date, last: date, expected: int
):
    submitted(
        cast,
        datetime(2026, 3, 28, 23, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 21, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
    )
    told: dict[str, Any] = figures(
        "applications", cast.acme, first=first, last=last, zone=zone
    )
    assert len(told["applications"]) == expected
    assert sum(row["applications"] for row in told["over_time"]) == expected


def test_a_period_may_end_in_the_future(cast: Cast):
    now = timezone.now()
    submitted(cast, now - timedelta(minutes=1))
    first = (now - timedelta(days=1)).date()
    told = figures("applications", cast.acme, first=first, last=date(2199, 1, 1))
    assert len(told["applications"]) == 1
    assert {row["from"] for row in told["over_time"]} <= {first, first.replace(day=1)}
    ahead = figures(
        "applications", cast.acme, first=date(2190, 1, 1), last=date(2191, 1, 1)
    )
    assert ahead["applications"] == ahead["over_time"] == []


def test_steps_are_days_weeks_or_months(cast: Cast):
    submitted(cast, BEGAN)
    days = {"first": date(2025, 1, 1), "last": date(2025, 3, 3)}
    assert len(figures("applications", cast.acme, **days)["over_time"]) == 62
    weeks = figures(
        "applications", cast.acme, first=date(2025, 1, 1), last=date(2025, 12, 31)
    )["over_time"]
    assert [row["from"].weekday() for row in weeks[1:]] == [0] * 52
    months = figures(
        "applications", cast.acme, first=date(2024, 1, 15), last=date(2025, 12, 31)
    )["over_time"]
    assert [row["from"].day for row in months] == [15] + [1] * 23
