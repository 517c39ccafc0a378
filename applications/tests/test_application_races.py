"""Two at once at one application: one wins, the other is told so, nothing is half."""

from collections import Counter

import pytest
from django.http import HttpResponse

from applications.models import Application, ApplicationMove
from applications.tests.factory import new_application
from conftest import Cast, sign_in
from events.models import Event
from jobs.models import Job
from jobs.tests.factory import new_job
from kernel.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def statuses(answers: list[HttpResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def test_a_person_applies_once(cast: Cast) -> None:
    dana = sign_in(cast.dana)
    for _ in range(ROUNDS):
        Event.objects.all().delete()
        job = new_job(cast.acme)
        url = f"/api/v1/jobs/{job.pk}/applications/"
        answers = at_once(12, lambda _, url=url: dana.post(url, {}))
        assert statuses(answers) == {201: 1, 409: 11}
        links = {
            answer.json()["links"]["application"].rpartition("/api/")[2]
            for answer in answers
            if answer.status_code == 409
        }
        sent = Application.objects.get(job=job)
        assert links == {f"v1/applications/{sent.pk}/"}
        assert sent.moves.count() == 1
        assert Event.objects.filter(kind="application.submitted").count() == 1


def test_a_job_closes_while_somebody_applies(cast: Cast) -> None:
    bob, dana = sign_in(cast.bob), sign_in(cast.dana)
    for _ in range(ROUNDS):
        job = new_job(cast.acme)
        url = f"/api/v1/jobs/{job.pk}/"
        closed, applied = at_once(
            2,
            lambda number, url=url: (
                bob.post(f"{url}close/", {"reason": "filled"})
                if number
                else dana.post(f"{url}applications/", {})
            ),
        )[::-1]
        assert closed.status_code == 200
        assert applied.status_code in {201, 409}
        assert Job.objects.get(pk=job.pk).status == "closed"
        count = Application.objects.filter(job=job).count()
        assert count == (1 if applied.status_code == 201 else 0)


def test_one_is_moved_while_it_is_withdrawn(cast: Cast) -> None:
    bob, dana = sign_in(cast.bob), sign_in(cast.dana)
    for _ in range(ROUNDS):
        sent = new_application(new_job(cast.acme), cast.dana, "offered")
        url = f"/api/v1/applications/{sent.pk}/"
        withdrawn, hired = at_once(
            2,
            lambda number, url=url: (
                bob.post(f"{url}move/", {"to": "hired"})
                if number
                else dana.post(f"{url}withdraw/")
            ),
        )
        assert Counter([withdrawn.status_code, hired.status_code]) == {200: 1, 409: 1}
        sent.refresh_from_db()
        won = "withdrawn" if withdrawn.status_code == 200 else "hired"
        assert sent.stage == won
        assert ApplicationMove.objects.filter(application=sent).count() == 2


def test_the_same_ones_are_moved_in_bulk_from_either_end(cast: Cast) -> None:
    ids = [str(new_application(new_job(cast.acme), cast.dana).pk) for _ in range(10)]
    people = [sign_in(cast.bob), sign_in(cast.alice)]
    answers = at_once(
        2,
        lambda number: people[number].post(
            "/api/v1/applications/bulk-move/",
            {"ids": ids[:: -1 if number else 1], "to": "interview"},
        ),
    )
    assert statuses(answers) == {200: 2}
    told = Counter(
        each["outcome"] for answer in answers for each in answer.json()["results"]
    )
    assert told == {"moved": 10, "not_now": 10}
