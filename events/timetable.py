"""When an entry of the schedule is due: at an interval, or by crontab in a zone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from celery.schedules import crontab

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Every:
    """Due at each multiple of the interval since 1970, whoever started when."""

    interval: timedelta

    def __str__(self) -> str:
        return f"every {self.interval}"

    def slots(self, after: datetime, until: datetime, *, most: int) -> list[datetime]:
        """Return the latest slots in (after, until], oldest first."""
        last = (until - EPOCH) // self.interval
        first = max((after - EPOCH) // self.interval + 1, last - most + 1)
        return [EPOCH + n * self.interval for n in range(first, last + 1)]


@dataclass(frozen=True, kw_only=True)
class Crontab:
    """Due at the local times that a crontab line names.

    A local time that the clocks skip in spring is due when they have moved on; one
    that they show twice in autumn is due the first time only.
    """

    minute: str = "*"
    hour: str = "*"
    day_of_week: str = "*"
    day_of_month: str = "*"
    month_of_year: str = "*"
    timezone: str = "UTC"

    def __str__(self) -> str:
        line = (self.minute, self.hour, self.day_of_month, self.month_of_year)
        return f"`{' '.join((*line, self.day_of_week))}` {self.timezone}"

    def slots(self, after: datetime, until: datetime, *, most: int) -> list[datetime]:
        """Return the latest slots in (after, until], oldest first."""
        zone = ZoneInfo(self.timezone)
        found: set[datetime] = set()
        # A day early and late: local days are not UTC days.
        day = until.astimezone(zone).date() + timedelta(days=1)
        earliest = after.astimezone(zone).date() - timedelta(days=1)
        while day >= earliest and len(found) < most:
            found |= {slot for slot in self._of(day, zone) if after < slot <= until}
            day -= timedelta(days=1)
        return sorted(found)[-most:]

    def _of(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        """Yield the instants of one local day."""
        line = crontab(
            minute=self.minute,
            hour=self.hour,
            day_of_week=self.day_of_week,
            day_of_month=self.day_of_month,
            month_of_year=self.month_of_year,
        )
        if (
            day.month not in line.month_of_year
            or day.day not in line.day_of_month
            or day.isoweekday() % 7 not in line.day_of_week
        ):
            return
        for hour in line.hour:
            for minute in line.minute:
                local = datetime.combine(day, time(hour, minute), tzinfo=zone)
                yield local.astimezone(UTC)
