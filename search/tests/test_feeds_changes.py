"""What leaves the board leaves the feeds at once, and a tag changes with every change.

In transactions of their own: what a tag is made of are their numbers.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from accounts.models import Company
from conftest import Api, Cast, sign_in
from jobs.life import Move
from jobs.models import HiddenCompany, Job
from jobs.services.moving import lock_job, move
from jobs.tests.bodies import JOBS
from jobs.tests.factory import new_job
from search.tests.reading_feeds import FEEDS, RSS, SITEMAP, body_of, listed

pytestmark = pytest.mark.django_db(transaction=True)


class Scene(NamedTuple):
    """What a change happens to."""

    cast: Cast
    job: Job


Change = Callable[[Scene], object]


def _moved(action: Move) -> Change:
    def change(at: Scene) -> None:
        with transaction.atomic():
            move(lock_job(at.job.pk), action)

    return change


def _closed(at: Scene) -> None:
    alice = sign_in(at.cast.alice)
    answer = alice.post(f"{JOBS}{at.job.pk}/close/", {"reason": "filled"})
    assert answer.status_code == 200


def _patched(**body: object) -> Change:
    def change(at: Scene) -> None:
        answer = sign_in(at.cast.alice).patch(f"{JOBS}{at.job.pk}/", body)
        assert answer.status_code == 200, answer.content

    return change


def _column(**fields: object) -> Change:
    return lambda at: Job.objects.filter(pk=at.job.pk).update(**fields)


def _company(**fields: object) -> Change:
    return lambda at: Company.objects.filter(pk=at.job.company_id).update(**fields)


def _away_and_back(at: Scene) -> None:
    _company(suspended_at=timezone.now())(at)
    _company(suspended_at=None)(at)


LEAVING: dict[str, Change] = {
    "closed": _closed,
    "frozen": _moved(Move.FREEZE),
    "expired": _column(expires_at=timezone.now()),
    "deleted past us": lambda at: at.job.delete(),
    "no longer what is asked": _patched(workplace="onsite"),
    "its company suspended": _company(suspended_at=timezone.now()),
}
STAYING: dict[str, Change] = {
    "another title": _patched(title="Welder of ships"),
    "another text": _patched(description="<p>You weld ships.</p>"),
    "another end": lambda at: sign_in(at.cast.alice).post(
        f"{JOBS}{at.job.pk}/extend/", {"days": 3}
    ),
    "another name of its company": _company(name="Acme Two"),
    "no longer vouched for": _company(verified_at=None),
    "a job more": lambda at: new_job(at.cast.globex, workplace="hybrid"),
    "away and back": _away_and_back,
}
ELSEWHERE: dict[str, Change] = {
    "a draft": lambda at: new_job(at.cast.acme, "draft", workplace="hybrid"),
    "a job that is not asked for": lambda at: new_job(at.cast.acme),
    "another company": lambda _: Company.objects.filter(slug="globex").update(
        name="Globex Two"
    ),
    "somebody hides it": lambda at: HiddenCompany.objects.create(
        user=at.cast.dana, company=at.cast.acme
    ),
    "nothing": lambda _: None,
}
QUERY = "workplace=hybrid,remote"


def tag_of(path: str) -> str:
    answer = Api().get(path)
    body_of(answer)
    return answer["ETag"]


def ask_again(path: str, tag: str) -> int:
    answer = Api().get(path, If_None_Match=tag)
    if answer.status_code == 304:
        assert answer.getvalue() == b""
        assert answer["ETag"]
        assert "Content-Type" not in answer
    return answer.status_code


def test_what_leaves_is_gone_at_once(cast: Cast):
    jobs = {change: new_job(cast.acme, workplace="hybrid") for change in LEAVING}
    stays = new_job(cast.globex, workplace="remote")
    paths = [f"{each}?{QUERY}" for each in FEEDS]
    left = {str(stays.pk), *(str(job.pk) for job in jobs.values())}
    for change, job in jobs.items():
        tags = {path: tag_of(path) for path in paths}
        left.discard(str(job.pk))
        LEAVING[change](Scene(cast, job))
        for path in paths:
            assert ask_again(path, tags[path]) == 200, change
            assert set(listed(path)) == left, change


def test_every_change_changes_the_tag(cast: Cast):
    job = new_job(cast.acme, workplace="hybrid")
    seen = {path: {tag_of(f"{path}?{QUERY}")} for path in FEEDS}
    for name, change in STAYING.items():
        change(Scene(cast, job))
        for path in FEEDS:
            tag = tag_of(f"{path}?{QUERY}")
            assert tag not in seen[path], name
            seen[path].add(tag)
            assert str(job.pk) in listed(f"{path}?{QUERY}")


def test_what_happens_elsewhere_does_not(cast: Cast):
    job = new_job(cast.acme, workplace="hybrid")
    tags = {path: tag_of(f"{path}?{QUERY}") for path in FEEDS}
    for name, change in ELSEWHERE.items():
        change(Scene(cast, job))
        for path, tag in tags.items():
            assert ask_again(f"{path}?{QUERY}", tag) == 304, name


def test_time_alone_takes_a_job_away(cast: Cast):
    soon = new_job(cast.acme, expires_at=timezone.now() + timedelta(hours=1))
    late = new_job(cast.acme, expires_at=timezone.now() + timedelta(days=9))
    tags = {path: tag_of(path) for path in (*FEEDS, SITEMAP)}
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        for path, tag in tags.items():
            assert ask_again(path, tag) == 200
        for path in FEEDS:
            assert listed(path) == [str(late.pk)]
    for path, tag in tags.items():
        assert ask_again(path, tag) == (200 if path == SITEMAP else 304)
    assert str(soon.pk) in listed(RSS)


def test_a_span_of_time_moves_on(cast: Cast):
    new_job(cast.acme, published_at=timezone.now() - timedelta(hours=23))
    path = f"{RSS}?posted_within=24h"
    tag = tag_of(path)
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        assert ask_again(path, tag) == 200
        assert listed(path) == []


def test_formats_filters_and_addresses_have_tags_of_their_own(
    cast: Cast, settings: Any
):
    new_job(cast.acme)
    tags = [tag_of(path) for path in (*FEEDS, f"{RSS}?q=welder", f"{RSS}?q=weld*")]
    settings.FRONTEND_URL = "https://jobs.example.org"
    tags.append(tag_of(RSS))
    assert len(set(tags)) == len(tags)


def test_only_a_tag_that_fits_gets_nothing(cast: Cast):
    new_job(cast.acme)
    tag = tag_of(RSS)
    for sent in ("", "x", '"x"', 'W/"x", "y"', "\x7f", tag.upper()):
        assert ask_again(RSS, sent) == 200, sent
    for sent in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        assert ask_again(RSS, sent) == 304, sent


def test_head_tells_the_tag_without_the_feed(cast: Cast):
    new_job(cast.acme)
    for path in FEEDS:
        answer = Api().request("HEAD", path)
        assert answer.status_code == 200
        assert answer["ETag"] == tag_of(path)
        assert answer["Content-Type"].endswith("charset=utf-8")
        assert "Content-Length" not in answer
        assert answer.getvalue() == b""
