"""When entries are due: intervals, crontab lines, and clocks that change."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.timetable import Crontab, Every

LONG_AGO = datetime.fromisoformat("2000-01-01")
LONG_AHEAD = datetime.fromisoformat("2040-01-01")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_interval_is_aligned_whoever_started_when():
    every = Every(timedelta(minutes=10))
    slots = every.slots(at("2026-05-01T10:03"), at("2026-05-01T10:30"), most=9)
    assert slots == [
        at("2026-05-01T10:10"),
        at("2026-05-01T10:20"),
        at("2026-05-01T10:30"),
    ]


@given(
    start=st.datetimes(LONG_AGO, LONG_AHEAD),
    length=st.timedeltas(timedelta(0), timedelta(days=3)),
    cut=st.floats(0, 1),
    when=st.sampled_from(
        [
            Every(timedelta(minutes=7)),
            Crontab(minute="*/15", timezone="Europe/Paris"),
            Crontab(minute="30", hour="1,2", timezone="America/New_York"),
        ]
    ),
)
def test_slots_do_not_depend_on_when_one_looks(start, length, cut, when):
    after = start.replace(tzinfo=UTC)
    until = after + length
    middle = after + length * cut
    whole = when.slots(after, until, most=10_000)
    assert whole == when.slots(after, middle, most=10_000) + when.slots(
        middle, until, most=10_000
    )
    assert whole == sorted(set(whole))
    assert when.slots(after, until, most=2) == whole[-2:]


def test_a_crontab_line_is_read_in_its_zone():
    nightly = Crontab(minute="0", hour="3", timezone="Europe/Paris")
    slots = nightly.slots(at("2026-03-27T12:00"), at("2026-03-30T12:00"), most=9)
    assert slots == [
        at("2026-03-28T02:00"),
        at("2026-03-29T01:00"),
        at("2026-03-30T01:00"),
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-03-29", "2026-03-29T01:30"), ("2026-10-25", "2026-10-25T00:30")],
)
def test_a_time_that_is_skipped_or_shown_twice_is_due_once(day, expected):
    half_past_two = Crontab(minute="30", hour="2", timezone="Europe/Paris")
    slots = half_past_two.slots(at(f"{day}T00:00"), at(f"{day}T12:00"), most=9)
    assert slots == [at(expected)]


def test_days_of_week_and_month():
    mondays = Crontab(minute="0", hour="0", day_of_week="mon")
    assert mondays.slots(at("2026-06-01T00:00"), at("2026-06-15T00:00"), most=9) == [
        at("2026-06-08T00:00"),
        at("2026-06-15T00:00"),
    ]
    firsts = Crontab(minute="0", hour="0", day_of_month="1", month_of_year="1,7")
    assert firsts.slots(at("2026-01-02T00:00"), at("2026-12-31T00:00"), most=9) == [
        at("2026-07-01T00:00")
    ]
