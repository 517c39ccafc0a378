"""Where a job is: names become places on the map, or the client is asked which."""

from typing import Any

import pytest

from conftest import Cast, sign_in
from jobs.tests.bodies import JOBS, welder
from kernel.tests.expect import problem_in


def post(cast: Cast, *places: dict[str, Any]) -> Any:
    return sign_in(cast.bob).post(JOBS, welder(locations=list(places)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ({"city": "Berlin", "country": "DE"}, ("Berlin", "DE", 53, 13)),
        ({"city": "BERLIN", "country": "DE"}, ("BERLIN", "DE", 53, 13)),
        ({"city": "Munich", "country": "DE"}, ("Munich", "DE", 48, 12)),
        ({"city": "Lodz", "country": "PL"}, ("Lodz", "PL", 52, 19)),
        ({"city": "Tokyo"}, ("Tokyo", "JP", 36, 140)),
        ({"city": "Springfield", "region": "Illinois", "country": "US"}, (
            *("Springfield", "US", 40, -90),
        )),
        ({"city": "Xyzzyville", "country": "DE"}, ("Xyzzyville", "DE", None, None)),
        ({"country": "DE"}, (None, "DE", None, None)),
        ({"city": "Berlin", "country": "DE", "latitude": 1.5, "longitude": 2}, (
            *("Berlin", "DE", 2, 2),
        )),
        ({"city": "Xyzzyville", "latitude": 0, "longitude": 0}, (
            *("Xyzzyville", None, 0, 0),
        )),
    ],
)  # fmt: skip
def test_where_a_place_is(cast: Cast, written: dict[str, Any], read: tuple[Any, ...]):
    answer = post(cast, written)
    assert answer.status_code == 201, answer.content
    [place] = answer.json()["locations"]
    spot = (place["latitude"], place["longitude"])
    rounded = [None if each is None else round(each) for each in spot]
    assert (place["city"], place["country"], *rounded) == read
    assert place["region"] == written.get("region")


def test_which_of_several_places_is_asked(cast: Cast):
    answer = post(cast, {"city": "Berlin", "country": "DE"}, {"city": "Springfield"})
    problem = problem_in(answer, 400, "invalid_request")
    [error] = problem["errors"]
    assert (error["field"], error["code"]) == ("locations.1.city", "ambiguous_place")
    assert problem["choices"] == error["choices"]
    assert len(problem["choices"]) > 1
    for choice in problem["choices"]:
        assert set(choice) == {"city", "region", "country"}
        assert post(cast, choice).status_code in {201, 409}


def test_other_refusals_offer_no_choices(cast: Cast):
    assert "choices" not in post(cast, {"city": "Xyzzyville"}).json()
