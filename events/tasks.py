"""The only task of the broker: run the delivery that a hint names."""

from uuid import UUID

from celery import shared_task

from events.delivering import deliver


@shared_task(name="events.deliver")  # type: ignore[untyped-decorator]  # has no types
def deliver_hinted(delivery: str) -> None:
    """Run one delivery; a hint that comes twice or too late finds nothing to do."""
    deliver(UUID(delivery))
