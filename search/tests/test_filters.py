"""Every filter, and any number of them together, finds what plain Python finds."""

from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Api, Cast, sign_in
from jobs.filters import JobFilter
from jobs.models import Job
from jobs.tests.bodies import JOBS
from search.tests import naive
from search.tests.boards import Board, new_board, seeded
from search.tests.searching import get, ids, pages, url_of

pytestmark = pytest.mark.django_db
MANY = 250
LISTED: dict[str, tuple[tuple[str, ...], str]] = {
    "company": (("acme", "globex", "initech", "hooli", "nobody"), " not"),
    "category": (("software", "nursing-and-care", "legal"), " not"),
    "employment_type": (("full_time", "part_time", "volunteer"), " not"),
    "workplace": (("onsite", "hybrid", "remote"), " not"),
    "experience_level": (("entry", "senior", "lead"), " not"),
    "country": (("DE", "CH", "FJ", "GL", "GH", "JP"), " not all"),
    "applicant_country": (("DE", "AT", "US", "FR"), " not all"),
    "language": (("en", "EN-gb", "en-US", "de", "zh", "zh-Hant", "pt-PT"), " not"),
    "skills": (
        ("python", "PYTHON", "c++", "k8s", "nodejs", "KITE surfing", "x"),
        " not all",
    ),
    "city": (
        ("Berlin", "potsdam", "zürich", "ZURICH", "Washington, D.C.", "Washington"),
        " not",
    ),
}
"""Values to ask for, and the variants that each filter has beside the plain one."""
LITERAL = {"city"}


@st.composite
def listed(draw: Any) -> dict[str, list[str]]:
    """Return some of the filters that take several values."""
    asked: dict[str, list[str]] = {}
    for name in draw(st.lists(st.sampled_from(sorted(LISTED)), max_size=2)):
        values, variants = LISTED[name]
        variant = draw(st.sampled_from(variants.split(" ")))
        chosen = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)
        asked[f"{name}__{variant}" if variant else name] = draw(chosen)
    return asked


CURRENCIES = ("EUR", "USD", "JPY", "GBP")


@st.composite
def paid(draw: Any) -> dict[str, list[str]]:
    """Return bounds of pay, or none."""
    amounts = st.sampled_from((0, 1, 19999, 20000, 60000, 75000, 75001, 10**6))
    low, high = draw(st.none() | amounts), draw(st.none() | amounts)
    if low is not None and high is not None and low > high:
        low, high = high, low
    asked = {"salary_min": low, "salary_max": high}
    said = {name: [str(each)] for name, each in asked.items() if each is not None}
    if said:
        said["salary_currency"] = [draw(st.sampled_from(CURRENCIES))]
        if draw(st.booleans()):
            flag = draw(st.sampled_from(("true", "false")))
            said["include_unspecified_salary"] = [flag]
    return said


POINTS = ("52.5,13.4", "-16.7,180", "-16.7,-180", "-16.7,179.95", "89.99,0", "90,-120")
POINTS += ("-89.99,-100", "0,0", "47.37,8.55", "-90,0", "89,100", "38.9,-77.04")
RADII = ("1", "5", "10", "60", "130", "900", "2000")
near = st.fixed_dictionaries(
    {"near": st.sampled_from(POINTS).map(lambda each: [each])},
    optional={"radius_km": st.sampled_from(RADII).map(lambda each: [each])},
)


@st.composite
def posted(draw: Any, board: Board) -> dict[str, list[str]]:
    """Return bounds of the time of publication, some of them that of a job."""
    instants = [job.published_at for job in board.jobs if job.published_at]
    moments = st.sampled_from(instants).map(lambda at: [at.isoformat()])
    spans = st.sampled_from(("1h", "24h", "3d", "30d", "365d")).map(lambda one: [one])
    bounds = {"posted_within": spans}
    bounds |= dict.fromkeys(("published_after", "published_before"), moments)
    found: dict[str, list[str]] = draw(st.fixed_dictionaries({}, optional=bounds))
    return found


def sent(asked: dict[str, list[str]], rng: Random) -> dict[str, Any]:
    """Return parameters as clients write them: repeated, or joined by commas."""
    return {
        name: values
        if name.partition("__")[0] in LITERAL or rng.random() < 0.5
        else ",".join(values)
        for name, values in asked.items()
    }


def found(api: Api, parameters: dict[str, Any]) -> set[str]:
    """Return what a search finds, each job once, and as many as it says."""
    answers = list(pages(api, url_of({**parameters, "page_size": 100})))
    met = [each for answer in answers for each in ids(answer)]
    assert len(met) == len(set(met))
    total = {"value": len(met), "relation": "exact"}
    assert all(answer["total"] == total for answer in answers)
    return set(met)


def named(board: Board, met: set[str]) -> str:
    """Return what tells a few of some jobs apart, for whoever reads a failure."""
    return "; ".join(
        f"{job.language} {job.workplace} {job.locations} {job.skills}"
        for job in [job for job in board.jobs if str(job.pk) in met][:3]
    )


def keys(jobs: list[Job]) -> set[str]:
    return {str(job.pk) for job in jobs}


def expected(board: Board, asked: dict[str, list[str]], hidden: Any = ()) -> set[str]:
    return keys(naive.found(board.jobs, asked, timezone.now(), hidden))


EACH = [
    {f"{name}__{variant}" if variant else name: asked}
    for name, (values, variants) in LISTED.items()
    for variant in variants.split(" ")
    for asked in (*([value] for value in values), [*values[:2]], [*values[1:4]])
]
EACH += [{"near": [point], "radius_km": ["300"]} for point in POINTS]
EACH += [
    {bound: [amount], "salary_currency": [currency], **more}
    for bound in ("salary_min", "salary_max")
    for amount in ("0", "20000", "60000", "75000")
    for currency in CURRENCIES
    for more in ({}, {"include_unspecified_salary": ["true"]})
]


def test_each_filter_by_itself(cast: Cast, anonymous: Api):
    board = new_board(cast, MANY)
    wanted = [expected(board, asked) for asked in EACH]
    wrong = {
        str(asked): {named(board, met - right), named(board, right - met)}
        for asked, right in zip(EACH, wanted, strict=True)
        if (met := found(anonymous, asked)) != right
    }
    assert not wrong
    assert sum(0 < len(right) < MANY // 2 for right in wanted) > len(EACH) / 2


def test_filters_together(cast: Cast, anonymous: Api):
    board, rng = new_board(cast, MANY, seed=2), seeded(3)
    dana = sign_in(cast.dana)
    some = st.one_of(st.just({}), st.just({}), near)

    @settings(
        max_examples=150,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(listed(), paid(), some, posted(board), st.booleans())
    def check(one: Any, pay: Any, around: Any, when: Any, is_dana: Any) -> None:
        asked = {**one, **pay, **around, **when}
        hidden = (board.hidden.pk,) if is_dana else ()
        api = dana if is_dana else anonymous
        assert found(api, sent(asked, rng)) == expected(board, asked, hidden)

    check()


def test_lists_of_jobs_take_the_same_filters(cast: Cast, anonymous: Api):
    board = new_board(cast, 100, seed=4)
    for asked in EACH:
        [(name, values)] = [*asked.items()][:1]
        if name.partition("__")[0] in JobFilter.base_filters:
            url = f"{JOBS}?{urlencode({name: values, 'page_size': 100}, doseq=True)}"
            assert set(ids(get(anonymous, url))) == expected(board, asked), asked
