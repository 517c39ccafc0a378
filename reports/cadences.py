"""When a schedule is due, and which days its report is of.

Six in the morning, local time: on every day, on Mondays, or on the first of the month.
The report is of the day, week or month that was over by then.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from reports.terms import Cadence

HOUR = time(6)
DAY = timedelta(days=1)


def next_slot(cadence: str, zone: str, *, after: datetime) -> datetime:
    """Return the first time that comes after an instant."""
    local = ZoneInfo(zone)
    day = after.astimezone(local).date()
    while True:
        slot = datetime.combine(day, HOUR, tzinfo=local).astimezone(UTC)
        if _is_due(cadence, day) and slot > after:
            return slot
        day += DAY


def days_before(cadence: str, zone: str, *, slot: datetime) -> tuple[date, date]:
    """Return the first and last day of what was over at a time, in a time zone."""
    today = slot.astimezone(ZoneInfo(zone)).date()
    if cadence == Cadence.DAILY:
        return today - DAY, today - DAY
    if cadence == Cadence.WEEKLY:
        monday = today - timedelta(days=today.weekday())
        return monday - timedelta(days=7), monday - DAY
    first = today.replace(day=1)
    return (first - DAY).replace(day=1), first - DAY


def _is_due(cadence: str, day: date) -> bool:
    if cadence == Cadence.WEEKLY:
        return day.weekday() == 0
    return cadence == Cadence.DAILY or day.day == 1
