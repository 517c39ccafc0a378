"""Posting a job and reading it: what is written is what is read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conftest import Api, Cast, sign_in
from events.models import Event
from jobs.models import Job
from jobs.tests.bodies import FULL, JOBS, welder

CARD = {
    *("id", "slug", "url", "external_id", "company", "title", "employment_type"),
    *("workplace", "locations", "applicant_countries", "experience_level", "category"),
    *("skills", "language", "salary", "positions", "apply", "status", "published_at"),
    *("first_published_at", "expires_at", "closed_at", "created_at", "updated_at"),
    "actions",
}


def test_a_job_is_read_as_it_was_written(cast: Cast):
    bob = sign_in(cast.bob)
    made = bob.post(JOBS, FULL)
    assert made.status_code == 201, made.content
    job = made.json()
    assert set(job) == CARD | {"description", "questions"}
    assert made["Location"] == job["url"] == f"http://testserver{JOBS}{job['id']}/"
    assert job == bob.get(made["Location"]).json()
    assert job["company"] == {
        "id": str(cast.acme.pk),
        "name": "Acme",
        "slug": "acme",
        "verified": True,
    }
    assert (job["status"], job["slug"]) == ("draft", "senior-python-developer")
    assert job["actions"] == ["edit", "submit", "delete"]
    assert job["skills"] == ["Python", "C++", "Underwater basket weaving"]
    assert job["language"] == "en-GB"
    assert job["applicant_countries"] == ["AT", "DE"]
    hamburg, nowhere, here = job["locations"]
    assert (round(hamburg["latitude"]), round(hamburg["longitude"])) == (54, 10)
    assert nowhere == {
        "city": "Nowhere",
        "region": "Bavaria",
        "country": "DE",
        "latitude": None,
        "longitude": None,
    }
    assert (here["latitude"], here["longitude"]) == (48.5, -1.25)
    assert job["questions"][1] == {**FULL["questions"][1], "required": False}
    same = "external_id title employment_type workplace experience_level category"
    for name in [*same.split(), "salary", "positions", "apply"]:
        assert job[name] == FULL[name], name
    times = {name for name in job if name.endswith("_at") and job[name] is None}
    assert times == {"published_at", "first_published_at", "expires_at", "closed_at"}
    assert Event.objects.get(kind="job.created").payload == {
        "company": str(cast.acme.pk)
    }


def test_what_is_left_out_has_its_default(cast: Cast):
    job = sign_in(cast.bob).post(JOBS, {"title": "W", "description": "Weld."}).json()
    expected = {
        "external_id": None,
        "employment_type": "full_time",
        "workplace": "onsite",
        "locations": [],
        "applicant_countries": [],
        "experience_level": None,
        "category": None,
        "skills": [],
        "language": "en",
        "salary": None,
        "positions": 1,
        "questions": [],
        "apply": {"method": "internal", "url": None},
        "expires_at": None,
    }
    assert {name: job[name] for name in expected} == expected


def test_what_was_read_can_be_written_again(cast: Cast):
    bob = sign_in(cast.bob)
    read = bob.post(JOBS, {**FULL, "external_id": None}).json()
    ours = {
        *("id", "slug", "url", "company", "status", "published_at", "actions"),
        *("first_published_at", "closed_at", "created_at", "updated_at"),
    }
    written = {name: read[name] for name in read if name not in ours}
    again = bob.patch(read["url"], {**written, "description_format": "html"})
    assert again.status_code == 200, again.content
    assert again.json() == read


def test_an_end_is_kept_as_an_instant(cast: Cast):
    """Whatever the offset: half past two comes twice where a clock is put back."""
    soon = timezone.now() + timedelta(days=100)
    bob = sign_in(cast.bob)
    for offset, hours in [("+02:00", 2), ("+01:00", 1), ("Z", 0), ("-09:30", -9.5)]:
        written = soon.strftime("%Y-%m-%dT02:30:00") + offset
        read = bob.post(JOBS, welder(title=offset, expires_at=written)).json()
        at = soon.replace(hour=2, minute=30, second=0, microsecond=0)
        shown = (at - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
        assert read["expires_at"] == shown


def test_only_the_company_reads_a_draft(cast: Cast):
    url = sign_in(cast.bob).post(JOBS, welder()).json()["url"]
    for who, status in [("alice", 200), ("vera", 200), ("erin", 200), ("grace", 404)]:
        assert sign_in(getattr(cast, who)).get(url).status_code == status, who
    assert Api().get(url).status_code == 404
    assert Job.objects.count() == 1


@pytest.mark.parametrize("key", ["k1"])
def test_a_repeated_post_makes_one_job(cast: Cast, key: str):
    bob = sign_in(cast.bob)
    first, second = (bob.post(JOBS, welder(), Idempotency_Key=key) for _ in "ab")
    assert first.json() == second.json()
    assert second["Idempotency-Replayed"] == "true"
    assert Job.objects.count() == 1
