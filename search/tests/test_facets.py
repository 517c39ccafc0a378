"""Facets count what one more click would find, and their addresses find just that."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Api, Cast, new_company, sign_in
from jobs.models import HiddenCompany, Job
from jobs.tests.factory import new_job
from search.filters import FACETS
from search.tests import naive
from search.tests.boards import PLACES, Board, new_board
from search.tests.searching import get, refused, search

pytestmark = pytest.mark.django_db
VALUES: dict[str, Callable[[Job], Iterable[str]]] = {
    "employment_type": lambda job: [job.employment_type],
    "workplace": lambda job: [job.workplace],
    "experience_level": lambda job: [job.experience_level],
    "category": lambda job: [job.category],
    "company": lambda job: [str(job.company_id)],
    "country": lambda job: job.countries,
    "skills": lambda job: {naive.plain(each) for each in job.skills},
    "city": lambda job: {naive.plain(place["city"]) for place in job.locations},
}
STEPS = ("0-19999", "20000-39999", "40000-59999", "60000-79999", "80000-99999")
STEPS += ("100000-149999", "150000-199999", "200000-")
SPANS = ("24h", "3d", "7d", "14d", "30d")
OF_PAY = ("salary_min", "salary_max", "salary_currency", "include_unspecified_salary")
Asked = dict[str, list[str]]


def without(asked: Asked, *names: str) -> Asked:
    return {name: each for name, each in asked.items() if name not in names}


def step_of(value: str, currency: str) -> Asked:
    """Return what a step of pay stands for."""
    low, _, high = value.partition("-")
    bounds = {"salary_min": [low], "salary_currency": [currency]}
    return bounds | ({"salary_max": [high]} if high else {})


def counted(board: Board, asked: Asked, name: str) -> Counter[str]:
    """Return how many jobs have each value, as counting by hand has it."""
    now = timezone.now()
    if name == "salary":
        currency = asked.get("salary_currency", ["EUR"])[0]
        rest = without(asked, *OF_PAY)
        tried = {each: rest | step_of(each, currency) for each in STEPS}
    elif name == "posted":
        rest = without(asked, "posted_within")
        tried = {each: rest | {"posted_within": [each]} for each in SPANS}
    else:
        rows = naive.found(board.jobs, without(asked, name), now)
        return Counter(each for job in rows for each in VALUES[name](job) if each)
    hits = {each: len(naive.found(board.jobs, one, now)) for each, one in tried.items()}
    return Counter({each: number for each, number in hits.items() if number})


def key(name: str, value: str) -> str:
    return naive.plain(value) if name in {"skills", "city"} else value


def asked_of(url: str) -> Asked:
    """Return the parameters of an address, each value by itself."""
    sent = parse_qs(urlsplit(url).query)
    for name in ("facets", "page_size", "facet_size", "sort"):
        sent.pop(name, None)
    return {
        name: values
        if name in {"city", "near"}
        else [part for each in values for part in each.split(",")]
        for name, values in sent.items()
    }


def selected(asked: Asked, name: str) -> set[str]:
    """Return the values of a facet that a search has selected."""
    if name == "salary":
        currency = asked.get("salary_currency", ["EUR"])[0]
        pay = {each: asked[each] for each in OF_PAY[:3] if each in asked}
        return {each for each in STEPS if pay == step_of(each, currency)}
    if name == "posted":
        return set(SPANS) & set(asked.get("posted_within", []))
    return {key(name, each) for each in asked.get(name, [])}


def check_facet(board: Board, api: Api, asked: Asked, name: str, shown: Any) -> None:
    """Hold one facet against counting by hand, and follow some of its addresses."""
    expected, wanted = counted(board, asked, name), selected(asked, name)
    given_ = {key(name, each["value"]): each for each in shown}
    assert len(given_) == len(shown)
    assert {k: each["count"] for k, each in given_.items()} == {
        **dict.fromkeys(wanted, 0),
        **expected,
    }
    assert all(each["relation"] == "exact" for each in shown)
    if name in VALUES:
        assert {k for k, each in given_.items() if each["selected"]} == wanted
    for each in shown[:2] + shown[-1:]:
        total = get(api, each["url"])["total"]["value"]
        then = asked_of(each["url"])
        assert total == len(naive.found(board.jobs, then, timezone.now()))
        if each["selected"]:
            left = {key(name, value) for value in then.get(name, [])}
            assert key(name, each["value"]) not in left
        elif not wanted:
            assert total == each["count"]


some_values = {
    "employment_type": ("full_time", "volunteer"),
    "workplace": ("remote", "onsite"),
    "category": ("software", "legal"),
    "skills": ("PYTHON", "kite SURFING", "x"),
    "city": ("ZURICH", "Washington, D.C.", "Ulm"),
    "country": ("DE", "FJ", "JP"),
}
selections = st.fixed_dictionaries(
    {},
    optional={
        **{
            name: st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)
            for name, values in some_values.items()
        },
        "posted_within": st.sampled_from((["24h"], ["7d"], ["6d"])),
        "pay": st.sampled_from(
            (
                step_of("60000-79999", "EUR"),
                step_of("40000-59999", "USD"),
                {"salary_min": ["55000"], "salary_currency": ["EUR"]},
                {**step_of("0-19999", "EUR"), "include_unspecified_salary": ["true"]},
            )
        ),
    },
)


def test_facets_are_counted_by_hand(cast: Cast, anonymous: Api):
    board = new_board(cast, 200, seed=5)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(selections, st.lists(st.sampled_from(FACETS), min_size=1, unique=True))
    def check(drawn: Any, names: list[str]) -> None:
        asked = {**drawn, **drawn.get("pay", {})}
        asked.pop("pay", None)
        more = {"facets": ",".join(names), "facet_size": 100, "page_size": 0}
        answer = search(anonymous, **asked, **more)
        assert list(answer["facets"]) == names
        assert answer["results"] == []
        assert answer["next"] is answer["previous"] is None
        for name, shown in answer["facets"].items():
            check_facet(board, anonymous, asked, name, shown)

    check()


def test_the_most_frequent_values_come_first_and_selected_ones_stay(
    cast: Cast, anonymous: Api
):
    for number in range(6):
        for _ in range(number + 1):
            new_job(cast.acme, skills=[f"Skill {number}"])
    shown = search(anonymous, facets="skills", facet_size=2)["facets"]["skills"]
    assert [(each["value"], each["count"]) for each in shown] == [
        ("Skill 5", 6),
        ("Skill 4", 5),
    ]
    chosen = {"skills": ["skill 0", "nothing"], "facets": "skills", "facet_size": 2}
    shown = search(anonymous, **chosen)["facets"]["skills"]
    assert [(each["value"], each["count"], each["selected"]) for each in shown] == [
        ("Skill 5", 6, False),
        ("Skill 4", 5, False),
        ("skill 0", 1, True),
        ("nothing", 0, True),
    ]


def test_one_spelling_stands_for_all(cast: Cast, anonymous: Api):
    for city, skill in (("Zürich", "Kite Surfing"), ("zurich", "kite surfing")) * 2:
        new_job(cast.acme, locations=[{**PLACES[2], "city": city}], skills=[skill])
    new_job(cast.acme, locations=PLACES[2:4], skills=["KITE SURFING"])
    found = search(anonymous, facets="city,skills")["facets"]
    assert [(each["count"]) for each in found["city"]] == [5]
    assert [(each["count"]) for each in found["skills"]] == [5]
    assert found["city"][0]["value"] == "Zürich"


@pytest.mark.parametrize("written", ["acme", "{id}", "{ID}", "{hex}", "urn:uuid:{id}"])
def test_a_company_is_selected_however_it_is_written(
    cast: Cast, anonymous: Api, written: str
):
    new_job(cast.acme)
    new_job(cast.globex)
    acme = cast.acme.pk
    sent = written.format(id=acme, ID=str(acme).upper(), hex=acme.hex)
    shown = search(anonymous, company=sent, facets="company")["facets"]["company"]
    assert {(each["label"], each["selected"], each["count"]) for each in shown} == {
        ("Acme", True, 1),
        ("Globex", False, 1),
    }
    [mine] = [each for each in shown if each["selected"]]
    assert get(anonymous, mine["url"])["total"]["value"] == 2


def test_what_a_person_hid_is_not_counted(cast: Cast, anonymous: Api):
    company = new_company("Initech")
    new_job(cast.acme)
    new_job(company, title="Cook")
    HiddenCompany.objects.create(user=cast.dana, company=company)
    for api, number in (
        (anonymous, 2),
        (sign_in(cast.dana), 1),
        (sign_in(cast.eve), 2),
    ):
        shown = search(api, facets="company,workplace", company="acme")["facets"]
        assert len(shown["company"]) == number
        shown = search(api, facets="company,workplace")["facets"]
        assert [each["count"] for each in shown["workplace"]] == [number]


def test_facets_of_words_count_full_matches(cast: Cast, anonymous: Api):
    new_job(cast.acme, title="Night nurse", workplace="remote")
    new_job(cast.acme, title="Night cook")
    answer = search(anonymous, q="night nurse", facets="workplace")
    assert answer["broadened"]
    shown = answer["facets"]["workplace"]
    assert [(each["value"], each["count"]) for each in shown] == [("remote", 1)]


def test_facets_stand_on_every_page(cast: Cast, anonymous: Api):
    for each in range(5):
        new_job(cast.acme, published_at=timezone.now() - timedelta(hours=each * 20))
    first = search(anonymous, facets="posted,company", page_size=2)
    assert get(anonymous, first["next"])["facets"] == first["facets"]


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"facets": "size"}, {"facets": "invalid_choice"}),
        ({"facets": "city", "facet_size": 101}, {"facet_size": "out_of_range"}),
        ({"facets": "city", "facet_size": 0}, {"facet_size": "out_of_range"}),
        ({"facet_size": 5}, {"facet_size": "without_effect"}),
        ({"facets": "city", "page_size": 101}, {"page_size": "out_of_range"}),
    ],
)
def test_what_cannot_be_counted_is_refused(
    db: None, anonymous: Api, sent: dict[str, Any], code: dict[str, str]
):
    assert refused(anonymous, **sent) == code
