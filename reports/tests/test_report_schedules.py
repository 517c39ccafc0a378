"""Reports by the clock: each time once, in the owner's zone, while they may."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Membership, User
from conftest import Cast, sign_in
from events.models import Event
from kernel.tests.threads import at_once
from reports.cadences import days_before, next_slot
from reports.models import Report, ReportSchedule
from reports.schedules import ask_for_due
from reports.services.scheduling import MOST, fire_due
from reports.tests.asking import SCHEDULES, shown, work_off
from reports.tests.factory import new_schedule

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reports"])
KIRITIMATI = "Pacific/Kiritimati"
WEEKLY = {"kind": "responsiveness", "format": "pdf", "cadence": "weekly"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("cadence", "zone", "after", "expected"),
    [
        ("daily", "UTC", "2026-03-01T05:59", "2026-03-01T06:00"),
        ("daily", "UTC", "2026-03-01T06:00", "2026-03-02T06:00"),
        # The clocks go forward on 29 March: six o'clock comes an hour earlier.
        ("daily", "Europe/Berlin", "2026-03-28T05:00", "2026-03-29T04:00"),
        ("daily", "Europe/Berlin", "2026-03-27T05:00", "2026-03-28T05:00"),
        # And back on 25 October.
        ("daily", "Europe/Berlin", "2026-10-24T04:00", "2026-10-25T05:00"),
        ("weekly", "Europe/Berlin", "2026-03-23T05:00", "2026-03-30T04:00"),
        ("weekly", "Pacific/Kiritimati", "2026-03-23T00:00", "2026-03-29T16:00"),
        ("monthly", "America/New_York", "2026-02-01T11:00", "2026-03-01T11:00"),
        ("monthly", "America/New_York", "2026-03-01T11:00", "2026-04-01T10:00"),
        ("monthly", "UTC", "2026-12-01T06:00", "2027-01-01T06:00"),
    ],
)
def test_six_in_the_morning(cadence: str, zone: str, after: str, expected: str) -> None:
    assert next_slot(cadence, zone, after=at(after)) == at(expected)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/St_Johns", "Africa/Cairo"])
def test_a_year_has_every_day_once(zone: str) -> None:
    slot, days = at("2025-12-31T12:00"), []
    for _ in range(365):
        slot = next_slot("daily", zone, after=slot)
        first, last = days_before("daily", zone, slot=slot)
        assert first == last
        days.append(first)
    assert days == [days[0] + timedelta(days=n) for n in range(365)]


@pytest.mark.parametrize(
    ("cadence", "zone", "slot", "first", "last"),
    [
        ("daily", "UTC", "2026-03-01T06:00", (2026, 2, 28), (2026, 2, 28)),
        ("weekly", "UTC", "2026-03-02T06:00", (2026, 2, 23), (2026, 3, 1)),
        ("monthly", "UTC", "2026-03-01T06:00", (2026, 2, 1), (2026, 2, 28)),
        ("monthly", "UTC", "2026-01-01T06:00", (2025, 12, 1), (2025, 12, 31)),
        # In UTC it is still Sunday: the last week that is over there ended before.
        (
            "weekly",
            "Pacific/Kiritimati",
            "2026-03-29T16:00",
            (2026, 3, 23),
            (2026, 3, 29),
        ),
        ("weekly", "UTC", "2026-03-29T16:00", (2026, 3, 16), (2026, 3, 22)),
    ],
)
def test_what_was_over_by_then(
    cadence: str, zone: str, slot: str, first: Any, last: Any
) -> None:
    found = days_before(cadence, zone, slot=at(slot))
    assert found == (date(*first), date(*last))


def test_a_schedule_asks_for_its_report(cast: Cast):
    alice = sign_in(cast.alice)
    body = {**WEEKLY, "timezone": "Europe/Berlin"}
    made = alice.post(SCHEDULES, body)
    assert (made.status_code, made["Location"]) == (201, made.json()["url"])
    ReportSchedule.objects.update(next_at=at("2026-03-30T04:00"))
    assert fire_due(now=at("2026-03-30T04:00")) == 1
    report = Report.objects.get()
    assert (report.first_day, report.last_day) == (date(2026, 3, 23), date(2026, 3, 29))
    assert (report.timezone, report.company) == ("Europe/Berlin", cast.acme)
    assert ReportSchedule.objects.get().next_at == at("2026-04-06T04:00")
    work_off()
    said = shown(alice, str(report.pk))
    assert (said["status"], said["schedule"]) == ("ready", made.json()["url"])
    (letter,) = mail.outbox
    assert str(report.pk) in letter.body
    assert not letter.attachments


def test_each_time_is_asked_for_once(cast: Cast):
    new_schedule(cast.alice, cast.acme, next_at=at("2026-03-30T06:00"))
    at_once(4, lambda _: fire_due(now=at("2026-03-30T06:00")))
    fire_due(now=at("2026-03-30T06:00"))
    assert Report.objects.count() == 1
    # And if the row were set back: the time itself can exist once only.
    ReportSchedule.objects.update(next_at=at("2026-03-30T06:00"))
    fire_due(now=at("2026-03-30T06:00"))
    assert Report.objects.count() == 1
    assert ReportSchedule.objects.get().next_at == at("2026-04-06T06:00")


def test_what_was_missed_is_made_up_for(cast: Cast):
    now = timezone.now()
    new_schedule(
        cast.alice,
        cast.acme,
        cadence="daily",
        next_at=next_slot("daily", "UTC", after=now - timedelta(days=4)),
    )
    ask_for_due(now)
    slots = Report.objects.order_by("slot_at").values_list("slot_at", flat=True)
    assert len(slots) == 4
    assert len({report.first_day for report in Report.objects.all()}) == 4
    assert ReportSchedule.objects.get().next_at > now


def leave(cast: Cast) -> None:
    Membership.objects.filter(user=cast.alice).delete()


def be_banned(cast: Cast) -> None:
    User.objects.filter(pk=cast.alice.pk).update(is_active=False)


@pytest.mark.parametrize("loss", [leave, be_banned])
def test_a_schedule_stops_when_its_owner_may_not(cast: Cast, loss: Any):
    new_schedule(cast.alice, cast.acme, next_at=at("2026-03-30T06:00"))
    loss(cast)
    assert fire_due(now=at("2026-03-30T06:00")) == 1
    assert fire_due(now=at("2026-03-30T06:00")) == 0
    assert not Report.objects.exists()
    assert not ReportSchedule.objects.get().is_active
    assert Event.objects.filter(kind="report_schedule.stopped").count() == 1


def test_a_schedule_is_changed_paused_and_ended(cast: Cast):
    alice = sign_in(cast.alice)
    path = SCHEDULES + alice.post(SCHEDULES, WEEKLY).json()["id"] + "/"
    changed = alice.patch(path, {"cadence": "daily", "timezone": "Asia/Tokyo"}).json()
    assert (changed["cadence"], changed["timezone"]) == ("daily", "Asia/Tokyo")
    assert changed["next_at"].endswith("T21:00:00Z")
    paused = alice.patch(path, {"is_active": False}).json()
    assert paused["next_at"] is None
    ReportSchedule.objects.update(next_at=timezone.now() - timedelta(days=1))
    assert fire_due(now=timezone.now()) == 0
    again = alice.patch(path, {"is_active": True}).json()
    assert datetime.fromisoformat(again["next_at"]) > timezone.now()
    stale = alice.patch(path, {"cadence": "monthly"}, If_Match='"x"')
    assert stale.status_code == 412
    assert alice.patch(path, {"kind": "moderation"}).status_code == 403
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == 404


def test_those_of_a_company_that_one_has_left_do_not_count(cast: Cast):
    for _ in range(MOST):
        new_schedule(cast.bob, cast.acme)
    Membership.objects.filter(user=cast.bob).update(company=cast.globex)
    bob = sign_in(cast.bob)
    assert bob.get(SCHEDULES).json()["results"] == []
    assert bob.post(SCHEDULES, WEEKLY).status_code == 201


def test_there_is_an_end_to_how_many(cast: Cast):
    alice = sign_in(cast.alice)
    for _ in range(MOST - 1):
        new_schedule(cast.alice, cast.acme)
    answers = at_once(3, lambda _: alice.post(SCHEDULES, WEEKLY).status_code)
    assert sorted(answers) == [201, 409, 409]
    assert sign_in(cast.erin).post(SCHEDULES, WEEKLY).status_code == 403
