"""`manage.py deadletters`: looking at what could not be delivered, and settling it."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from events.models import Delivery, DeliveryState, Event
from events.tests.conftest import (
    deliver_all,
    ignore,
    only_delivery,
    record,
    sequence_all,
)

pytestmark = pytest.mark.django_db(transaction=True)


def run(*args):
    out = StringIO()
    call_command("deadletters", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def dead(secret_kind, consume):
    consume(ignore, kind=secret_kind)
    record(secret_kind, number=7, token="s3cret")
    sequence_all()
    Delivery.objects.update(
        state=DeliveryState.DEAD, finished_at=Now(), attempts=5, last_error="a at b:1"
    )
    return only_delivery()


def test_list_names_each(dead):
    assert str(dead.pk) in run()
    assert "a at b:1" in run("list", "--consumer", "test.consumer")
    assert run("list", "--consumer", "other") == ""


def test_show_keeps_private_what_is_private(dead):
    shown = run("show", str(dead.pk))
    assert json.loads(shown)["payload"] == {"number": 7}
    assert json.loads(shown)["private"] == ["token"]
    assert "s3cret" not in shown


def test_replay_gives_it_five_new_runs(dead):
    assert run("replay", "--all") == "replay: 1\n"
    assert deliver_all() == 1
    assert only_delivery().attempts == 1


def test_drop_removes_it_with_what_was_private(dead):
    assert run("drop", str(dead.pk)) == "drop: 1\n"
    assert not Delivery.objects.exists()
    assert Event.objects.get().private is None


def test_what_is_not_dead_is_left_alone(kind, consume):
    consume(ignore, kind=kind)
    record(kind, number=1)
    sequence_all()
    pk = str(only_delivery().pk)
    assert run("replay", pk) == "replay: 0\n"
    assert run("drop", pk) == "drop: 0\n"
    assert only_delivery().state == DeliveryState.WAITING


@pytest.mark.parametrize("action", ["show", "replay", "drop"])
def test_nothing_is_settled_by_accident(dead, action):
    with pytest.raises(CommandError, match="--all"):
        run(action)
