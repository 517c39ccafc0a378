"""Days as instants: where a period begins and ends, and the steps a chart takes.

One truth about days: Python knows where each begins in a time zone, and SQL is given
the instants. So PostgreSQL's own time zones are never asked.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

DAY = timedelta(days=1)
MOST_DAILY, MOST_WEEKLY = 62, 371
"""Periods of so many days are charted by the day, and by the week; longer by month."""
_NO_PLACES = {"Factory", "localtime", "posixrules"}


@cache
def time_zones() -> set[str]:
    """Return the names of the time zones that there are; they are read from files."""
    return available_timezones() - _NO_PLACES


def begin_of(day: date, zone: str) -> datetime:
    """Return the first moment of a day: where clocks skip midnight, the one after."""
    return datetime.combine(day, time(0), tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Period:
    """Whole days of a time zone, the first and the last among them."""

    first: date
    last: date
    zone: str

    @property
    def begin(self) -> datetime:
        """Return the first moment."""
        return begin_of(self.first, self.zone)

    @property
    def end(self) -> datetime:
        """Return the first moment after it."""
        return begin_of(self.last + DAY, self.zone)

    @property
    def days(self) -> int:
        """Return of how many days it is."""
        return (self.last - self.first).days + 1

    @property
    def step(self) -> str:
        """Return by what its charts count."""
        if self.days <= MOST_DAILY:
            return "day"
        return "week" if self.days <= MOST_WEEKLY else "month"

    def so_far(self, now: datetime) -> "Period":
        """Return it without the days that have not begun; its first one stays."""
        last = max(self.first, min(self.last, self._today(now)))
        return Period(self.first, last, self.zone)

    def before(self) -> "Period":
        """Return the days just before it, as many."""
        last = self.first - DAY
        return Period(last - (self.last - self.first), last, self.zone)

    def steps(self, now: datetime) -> list[date]:
        """Return the first day of each step that has begun: days, Mondays or firsts."""
        found, day = [], self.first
        while day <= min(self.last, self._today(now)):
            found.append(day)
            day = _next(day, self.step)
        return found

    def _today(self, now: datetime) -> date:
        return now.astimezone(ZoneInfo(self.zone)).date()


def _next(day: date, step: str) -> date:
    if step == "day":
        return day + DAY
    if step == "week":
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
