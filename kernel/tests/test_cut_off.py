"""A connection that dies under a query is nobody's failure where repeating is safe."""

import pytest

from conftest import Api
from kernel.tests.probe.models import Note

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/cut-off/"


def test_reading_is_done_again() -> None:
    assert Api("eve").get(PATH).status_code == 200


def test_a_keyed_post_is_done_again_once() -> None:
    eve = Api("eve")
    first = eve.post(PATH, {}, Idempotency_Key="once")
    assert first.status_code == 201
    assert Note.objects.count() == 1
    again = eve.post(PATH, {}, Idempotency_Key="once")
    assert again.content == first.content
    assert again["Idempotency-Replayed"] == "true"


def test_any_other_post_is_refused_and_undone() -> None:
    answer = Api("eve").post(PATH, {})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "1"
    assert Note.objects.count() == 0
