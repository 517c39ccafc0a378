"""Jobs like a job: the nearest titles first, without the job, walked both ways."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from conftest import Api, Cast, new_company, sign_in
from jobs.models import HiddenCompany, Job
from jobs.tests.factory import new_job
from kernel.tests.expect import errors_in, problem_in
from search.engine.vocabulary import forget_board
from search.models import BoardSize, WordCount
from search.tests.searching import get, ids, pages

pytestmark = pytest.mark.django_db
NEAR_TO_FAR = (
    ("Python developer", ""),
    ("Developer, Python", ""),
    ("Senior Python developer", ""),
    ("Lead developer of many things in Python and Perl", ""),
    ("Go developer", "Python"),
    ("Ruby developer", ""),
)
"""Titles, and a skill, in the order in which they are like the first of them."""
FAR_AWAY = ("Night nurse", "Welder")


def url_of(job: Job, size: int = 20) -> str:
    return f"/api/v1/jobs/{job.pk}/similar/?page_size={size}"


def similar(job: Job, size: int = 20, api: Api | None = None) -> list[str]:
    """Return the ids of all that is like a job, in order."""
    found = pages(api or Api(), url_of(job, size))
    return [each for answer in found for each in ids(answer)]


def keys(jobs: Any) -> list[str]:
    return [str(each.pk) for each in jobs]


@pytest.fixture
def large_board(db: None) -> Iterator[None]:
    """Let the engine believe that the board is large, where lengths of titles count."""
    BoardSize.objects.create(documents=1000, a_day=0.1)
    for word in ("=python", "=develop", "python", "develop"):
        WordCount.objects.create(word=word, documents=400)
    forget_board()
    yield
    forget_board()


def test_the_nearest_come_first_and_the_job_itself_is_not_among_them(
    cast: Cast, large_board: None
):
    now = timezone.now()
    jobs = [
        new_job(
            cast.acme,
            title=title,
            skills=[skill] if skill else [],
            # The nearer, the older: nothing but likeness brings it to the front.
            published_at=now - timedelta(hours=10 - at),
        )
        for at, (title, skill) in enumerate(NEAR_TO_FAR)
    ]
    for title in FAR_AWAY:
        new_job(cast.acme, title=title)
    expected = keys(jobs[2:])
    found = similar(jobs[0])
    assert set(found) == set(keys(jobs[1:]))
    assert found == keys(jobs[1:]), [Job.objects.get(pk=each).title for each in found]
    assert expected


def test_what_is_shown_of_each(cast: Cast):
    job = new_job(cast.acme, title="Python developer")
    other = new_job(cast.acme, title="Ruby <b>developer</b>")
    answer = get(Api(), url_of(job))
    assert answer.keys() == {"results", "next", "previous"}
    [shown] = answer["results"]
    assert shown["id"] == str(other.pk)
    assert shown["match"]["full"] is False
    assert shown["match"]["class"].startswith("partial_")
    assert "title" in shown["match"]["fields"]
    assert "<mark>developer</mark>" in shown["highlights"]["title"]
    assert "<b>" not in shown["highlights"]["title"]
    assert "distance_km" not in shown


@pytest.fixture
def alike(cast: Cast) -> list[Job]:
    """Put jobs on the board that are alike in several ways; the fifth is asked of."""
    now = timezone.now()
    made = [("Python developer", at // 3) for at in range(9)]
    made += [("Senior Python developer", 2)] * 4 + [("Perl developer", 3)] * 6
    return [
        new_job(cast.acme, title=title, published_at=now - timedelta(hours=hours))
        for title, hours in made
    ]


@pytest.mark.parametrize("size", [1, 2, 3, 4, 5, 7, 17, 18, 19])
def test_pages_are_the_same_forth_and_back(alike: list[Job], size: int):
    api, job = Api(), alike[4]
    whole = similar(job, 100)
    assert sorted(whole) == sorted(set(keys(alike)) - {str(job.pk)})
    forth = list(pages(api, url_of(job, size)))
    met = [ids(answer) for answer in forth]
    assert [each for page in met for each in page] == whole
    assert all(len(page) == size for page in met[:-1])
    assert forth[0]["previous"] is None
    back = [ids(each) for each in pages(api, forth[-1]["previous"], link="previous")]
    assert back == met[-2::-1]
    for answer, page in zip(forth[1:], met, strict=False):
        assert ids(get(api, answer["previous"])) == page


def test_a_page_back_has_those_next_to_where_it_began(alike: list[Job]):
    api = Api()
    whole = similar(alike[4], 100)
    third = list(pages(api, url_of(alike[4], 5)))[2]
    shorter = third["previous"].replace("page_size=5", "page_size=3")
    assert ids(get(api, shorter)) == whole[7:10]
    longer = third["previous"].replace("page_size=5", "page_size=100")
    answer = get(api, longer)
    assert ids(answer) == whole[:10]
    assert answer["previous"] is None
    assert ids(get(api, answer["next"])) == whole[10:]


@pytest.mark.parametrize("status", ["closed", "expired"])
def test_of_a_job_that_is_over_it_is_found_and_itself_is_not(cast: Cast, status: str):
    job = new_job(cast.acme, status, title="Python developer")
    new_job(cast.acme, status, title="Python developer")
    other = new_job(cast.acme, title="Python developer")
    assert similar(job) == keys([other])
    assert similar(other) == []


def test_who_may_ask_of_a_draft(cast: Cast):
    job = new_job(cast.acme, "draft", title="Python developer")
    other = new_job(cast.globex, title="Python developer")
    nobody = Api().get("/api/v1/jobs/01900000-0000-7000-8000-000000000000/similar/")
    problem_in(nobody, 404, "not_found")
    for api in (Api(), *map(sign_in, (cast.charlie, cast.dana))):
        answer = api.get(f"/api/v1/jobs/{job.pk}/similar/")
        assert without_id(answer) == without_id(nobody)
    for person in (cast.alice, cast.vera):
        assert similar(job, api=sign_in(person)) == keys([other])


def without_id(answer: Any) -> dict[str, Any]:
    return {**problem_in(answer, 404, "not_found"), "request_id": ""}


def test_what_a_person_hid_is_not_like_anything(cast: Cast):
    hidden = new_company("Initech")
    job, other = (new_job(cast.acme, title="Python developer") for _ in range(2))
    third = new_job(hidden, title="Python developer")
    HiddenCompany.objects.create(user=cast.dana, company=hidden)
    assert similar(job, api=sign_in(cast.dana)) == keys([other])
    assert set(similar(job, api=sign_in(cast.eve))) == set(keys([other, third]))


TITLES = (
    "C++",
    ".NET / C#",
    "日本語",
    "a " * 60,
    "' | !x & (",
    ":all",
    "OR",
    "R",
)


@pytest.mark.parametrize("title", TITLES)
def test_any_title_has_its_like(cast: Cast, title: str):
    job, other = (new_job(cast.acme, title=title) for _ in range(2))
    new_job(cast.acme, title="Zookeeper")
    assert similar(job) == keys([other])


def test_it_takes_no_other_parameters_and_no_other_cursor(alike: list[Job]):
    answer = get(Api(), url_of(alike[4], 2))
    cursor = answer["next"].partition("cursor=")[2]
    path = url_of(alike[0], 2)
    problem_in(Api().get(f"{path}&cursor={cursor}"), 400, "invalid_cursor")
    refused = Api().get(f"{path}&q=x&sort=newest")
    codes = {("q", "unknown_parameter"), ("sort", "unknown_parameter")}
    assert errors_in(refused) == codes
    for size in (0, 101):
        errors = errors_in(Api().get(url_of(alike[0], size)))
        assert errors == {("page_size", "out_of_range")}
