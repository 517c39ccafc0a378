"""Two at once at one job: one wins, the other is told so, nothing is half done."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from conftest import Cast, SignedIn, sign_in
from events.models import Event
from jobs.models import Job, JobMove
from jobs.services.expiry import expire_lapsed
from jobs.tests.bodies import JOBS, welder
from jobs.tests.factory import new_job
from kernel.tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5
Send = Callable[[], HttpResponse]


def together(*sends: Send) -> list[HttpResponse]:
    """Send requests at the same moment; return their answers in this order."""
    return at_once(len(sends), lambda number: sends[number]())


def statuses(answers: list[HttpResponse]) -> Counter[int]:
    return Counter(answer.status_code for answer in answers)


def many(api: SignedIn, times: int, method: str, path: str, body: Any) -> list[Send]:
    return [lambda: api.request(method, path, body)] * times


def kinds() -> Counter[str]:
    return Counter(Event.objects.values_list("kind", flat=True))


def test_a_job_is_published_once(cast: Cast):
    bob = sign_in(cast.bob)
    for _ in range(ROUNDS):
        Event.objects.all().delete()
        job = new_job(cast.acme, "draft")
        answers = together(*many(bob, 6, "POST", f"{JOBS}{job.pk}/submit/", None))
        assert statuses(answers) == {200: 1, 409: 5}
        assert kinds() == {"job.submitted": 1, "job.published": 1}
        assert JobMove.objects.filter(job=job).count() == 2


def test_a_job_is_closed_while_it_is_extended(cast: Cast):
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    for _ in range(ROUNDS):
        job = new_job(cast.acme)
        url = f"{JOBS}{job.pk}/"
        closed, extended = together(
            lambda u=url: bob.post(f"{u}close/", {"reason": "filled"}),
            lambda u=url: alice.post(f"{u}extend/", {"days": 10}),
        )
        assert (closed.status_code, extended.status_code) in {(200, 200), (200, 409)}
        before = job.expires_at
        job.refresh_from_db()
        assert job.status == "closed"
        assert before is not None
        days = 10 if extended.status_code == 200 else 0
        assert job.expires_at == before + timedelta(days=days)


def test_the_same_ad_twice_at_once_is_one_and_a_link_to_it(cast: Cast):
    bob = sign_in(cast.bob)
    for number in range(ROUNDS):
        body = welder(title=f"Welder {number}")
        answers = together(*many(bob, 5, "POST", JOBS, body))
        assert statuses(answers) == {201: 1, 409: 4}
        [made] = [each.json()["url"] for each in answers if each.status_code == 201]
        refused = [each.json() for each in answers if each.status_code == 409]
        assert {each["code"] for each in refused} == {"duplicate_job"}
        assert [each["links"] for each in refused] == [{"job": made}] * 4
    assert Job.objects.count() == ROUNDS


def test_one_external_id_twice_at_once_is_one_job(cast: Cast):
    bob = sign_in(cast.bob)
    for number in range(ROUNDS):
        path = f"{JOBS}by-external-id/{number}/"
        same = welder(title=f"Welder {number}")
        answers = together(*many(bob, 5, "PUT", path, same))
        assert statuses(answers) == {201: 1, 200: 4}
        assert len({answer.json()["id"] for answer in answers}) == 1
    assert kinds()["job.published"] == Job.objects.count() == ROUNDS


def test_different_jobs_put_under_one_id_end_as_one_of_them(cast: Cast):
    bob = sign_in(cast.bob)
    for number in range(ROUNDS):
        path = f"{JOBS}by-external-id/{number}/"
        sends = [
            lambda p=path, t=f"{number} {letter}": bob.put(p, welder(title=t))
            for letter in "abcd"
        ]
        answers = together(*sends)
        assert statuses(answers) == {201: 1, 200: 3}
        left = Job.objects.get(external_key=str(number))
        assert left.title in {f"{number} {letter}" for letter in "abcd"}


def test_an_external_id_is_posted_once(cast: Cast):
    bob = sign_in(cast.bob)
    sends = [
        lambda t=letter: bob.post(JOBS, welder(title=t, external_id="1"))
        for letter in "abcd"
    ]
    answers = together(*sends)
    assert statuses(answers) == {201: 1, 409: 3}
    codes = {each.json()["code"] for each in answers if each.status_code == 409}
    assert codes == {"external_id_taken"}


def test_two_closed_twins_are_reopened_at_once_and_one_is(cast: Cast):
    bob = sign_in(cast.bob)
    for number in range(ROUNDS):
        jobs = [new_job(cast.acme, "closed", title=str(number), description="x")]
        jobs += [new_job(cast.acme, "closed", title=str(number), description="x")]
        answers = together(
            *[lambda j=job: bob.post(f"{JOBS}{j.pk}/reopen/") for job in jobs]
        )
        assert statuses(answers) == {200: 1, 409: 1}
        assert Job.objects.filter(status="published", title=number).count() == 1


def test_two_edits_from_the_same_reading_do_not_lose_one(cast: Cast):
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    for _ in range(ROUNDS):
        url = f"{JOBS}{new_job(cast.acme).pk}/"
        tag = bob.get(url)["ETag"]
        answers = together(
            lambda u=url, t=tag: bob.patch(u, {"positions": 2}, If_Match=t),
            lambda u=url, t=tag: alice.patch(u, {"positions": 3}, If_Match=t),
        )
        assert statuses(answers) == {200: 1, 412: 1}


def test_edits_of_different_fields_are_both_kept(cast: Cast):
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    pay = {"min": 1, "max": 2, "currency": "EUR", "period": "hour"}
    for _ in range(ROUNDS):
        job = new_job(cast.acme, salary=pay)
        url = f"{JOBS}{job.pk}/"
        answers = together(
            lambda u=url: bob.patch(u, {"salary": {"max": 9}}),
            lambda u=url: alice.patch(u, {"salary": {"currency": "CHF"}}),
        )
        assert statuses(answers) == {200: 2}
        assert bob.get(url).json()["salary"] == {**pay, "max": 9, "currency": "CHF"}


def test_a_draft_is_deleted_while_it_is_submitted(cast: Cast):
    bob, alice = sign_in(cast.bob), sign_in(cast.alice)
    for _ in range(ROUNDS):
        job = new_job(cast.acme, "draft")
        url = f"{JOBS}{job.pk}/"
        answers = together(
            lambda u=url: bob.delete(u), lambda u=url: alice.post(f"{u}submit/")
        )
        deleted, submitted = (answer.status_code for answer in answers)
        assert (deleted, submitted) in {(204, 404), (409, 200)}
        assert Job.objects.filter(pk=job.pk).exists() == (deleted == 409)


def test_a_job_is_expired_once_by_two_sweeps_and_a_reopening(cast: Cast):
    bob = sign_in(cast.bob)
    for _ in range(ROUNDS):
        Event.objects.all().delete()
        job = new_job(cast.acme, expires_at=timezone.now() - timedelta(days=1))

        def sweep() -> HttpResponse:
            expire_lapsed()
            return HttpResponse(status=204)

        url = f"{JOBS}{job.pk}/reopen/"
        answers = together(sweep, sweep, lambda u=url: bob.post(u))
        assert statuses(answers) == {204: 2, 200: 1}
        job.refresh_from_db()
        assert job.status == "published"
        assert kinds() == {"job.expired": 1, "job.reopened": 1}
