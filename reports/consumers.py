"""What the log makes happen to reports: the next one begins, and one is built."""

from uuid import UUID

from events.models import Delivery
from events.registry import SLOW, consumer
from reports.kinds import (
    REPORT_CANCELLED,
    REPORT_FAILED,
    REPORT_QUEUED,
    REPORT_READY,
    REPORT_STARTED,
)
from reports.services.building import build_report
from reports.services.requesting import begin_next
from reports.services.tidying import CONSUMER


@consumer(
    "reports.begin",
    kinds=[
        each.name
        for each in (REPORT_QUEUED, REPORT_READY, REPORT_FAILED, REPORT_CANCELLED)
    ],
)
def begin_report(delivery: Delivery) -> None:
    """Begin the next report of a person."""
    _, _, user_id = delivery.event.audience[0].partition(":")
    begin_next(UUID(user_id))


@consumer(CONSUMER, kinds=[REPORT_STARTED.name], queue=SLOW, seconds=600)
def build(delivery: Delivery) -> None:
    """Build a report."""
    build_report(report_id=UUID(delivery.event.payload["report"]))
