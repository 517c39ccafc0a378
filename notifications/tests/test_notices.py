"""In-app notifications: noted once, hidden until their instant, read by their owner."""

import pytest

from events.models import Delivery, Event
from events.moment import database_now
from events.tests.conftest import deliver_all, sequence_all
from notifications.models import Notification
from notifications.services import (
    count_unread,
    forget_recipient,
    mark_read,
    render_notification,
)
from notifications.tests.test_mail import record

pytestmark = pytest.mark.django_db(transaction=True)


def test_each_person_has_one_line_in_todays_wording(mailed):
    record(mailed, "company:7", "user:1", title="a job")
    deliver_all()
    assert Notification.objects.count() == 2
    mine = Notification.objects.of_recipient("user:2").get()
    assert render_notification(mine) == "There is a job."


def test_it_is_noted_once_however_often_it_is_delivered(mailed):
    record(mailed, "user:1", title="a job")
    deliver_all()
    done = Delivery.objects.filter(consumer="notifications.notices")
    done.update(state="waiting", finished_at=None)
    deliver_all()
    assert Notification.objects.count() == 1


def test_until_its_instant_nothing_gives_it_away(mailed):
    record(mailed, "user:1", title="t", notify_at="2999-01-01T00:00:00+00:00")
    deliver_all()
    assert count_unread(recipient="user:1") == 0
    assert mark_read(recipient="user:1") == 0
    assert not Notification.objects.of_recipient("user:1").exists()


def test_a_delay_that_is_over_does_not_put_it_behind_what_was_read(mailed):
    before = database_now()
    record(mailed, "user:1", title="t", notify_at="2020-01-01T00:00:00+00:00")
    deliver_all()
    assert Notification.objects.get().visible_at >= before


def test_it_is_not_seen_before_its_event_may_be(mailed):
    record(mailed, "user:1", title="t")
    sequence_all()
    Event.objects.update(not_before="2999-01-01T00:00:00+00:00")
    deliver_all()  # as a replay would, too early
    assert Notification.objects.get().visible_at.year == 2999
    assert not Notification.objects.of_recipient("user:1").exists()


def test_reading_marks_ones_own_only(mailed):
    for number in range(3):
        record(mailed, "user:1", "user:2", title=str(number))
    deliver_all()
    ids = list(Notification.objects.values_list("pk", flat=True))
    first = Notification.objects.of_recipient("user:1").order_by("pk")[0]
    assert mark_read(recipient="user:1", ids=[first.pk]) == 1
    assert count_unread(recipient="user:1") == 2
    assert mark_read(recipient="user:1", ids=ids) == 2
    assert count_unread(recipient="user:2") == 3
    assert mark_read(recipient="user:2") == 3


def test_nothing_stays_of_who_is_erased(mailed):
    record(mailed, "user:1", "user:2", title="t")
    deliver_all()
    forget_recipient("user:1")
    assert not Notification.objects.filter(recipient="user:1").exists()
    assert Notification.objects.count() == 1
