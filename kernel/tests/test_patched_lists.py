"""A PATCH merges its object; the items of a list in it are written whole."""

import pytest

from conftest import Api
from kernel.tests.expect import errors_in

NOTES = "/api/v1/notes/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("places", "missing"),
    [
        ([], []),
        ([{"city": "Ulm"}], []),
        ([{}], ["places.0.city"]),
        ([{"city": "Ulm"}, {}], ["places.1.city"]),
    ],
)
def test_items_are_whole(
    eve: Api, places: list[dict[str, str]], missing: list[str]
) -> None:
    path = NOTES + eve.post(NOTES, {"title": "patched"}).json()["id"] + "/"
    response = eve.patch(path, {"places": places})
    assert response.status_code == (400 if missing else 200)
    if missing:
        assert errors_in(response) == {(name, "required") for name in missing}
