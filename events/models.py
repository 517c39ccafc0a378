"""The log, what is still to be delivered of it, and the slots of the schedule."""

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from kernel.ids import new_id


class EventQuerySet(models.QuerySet["Event"]):
    """Named questions to the log."""

    def readable(self) -> Self:
        """Keep what has its place in the order and may be known by now."""
        known = models.Q(not_before=None) | models.Q(not_before__lte=Now())
        return self.filter(known, position__isnull=False)

    def after(self, position: int) -> Self:
        """Keep what comes after a position, oldest first; nothing appears behind it."""
        return self.filter(position__gt=position).order_by("position")

    def concerning(self, audience: Iterable[str]) -> Self:
        """Keep what anyone of the audience may see."""
        return self.filter(audience__overlap=list(audience))


class Event(models.Model):
    """One thing that happened, written in the transaction in which it did."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    arrival = models.BigIntegerField(
        db_default=models.Func(
            models.Value("events_event_arrival"),
            function="nextval",
            output_field=models.BigIntegerField(),
        )
    )
    position = models.BigIntegerField(null=True, unique=True)
    kind = models.CharField(max_length=100)
    actor = models.CharField(max_length=100)
    subject = models.CharField(max_length=100)
    audience = ArrayField(models.CharField(max_length=100))
    payload = models.JSONField()
    private = models.JSONField(null=True)
    not_before = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["arrival"],
                condition=models.Q(position=None),
                name="event_without_position",
            ),
            models.Index(
                fields=["recorded_at"],
                condition=models.Q(private__isnull=False),
                name="event_with_private_part",
            ),
            GinIndex(fields=["audience"], name="event_by_audience"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class DeliveryState(models.TextChoices):
    """Where a delivery stands; what is neither delivered nor dead is open."""

    WAITING = "waiting"
    HANDED = "handed"
    RUNNING = "running"
    DELIVERED = "delivered"
    DEAD = "dead"


OPEN = (DeliveryState.WAITING, DeliveryState.HANDED, DeliveryState.RUNNING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Named questions to the deliveries."""

    def still_open(self) -> Self:
        """Keep what is neither delivered nor dead."""
        return self.filter(state__in=OPEN)

    def dead(self) -> Self:
        """Keep the dead letters, newest first."""
        return self.filter(state=DeliveryState.DEAD).order_by("-finished_at", "id")


class Delivery(models.Model):
    """One event on its way to one consumer.

    `due_at` is when the relay may hand it over, again if it was before: it lies
    ahead while a back-off or a lease runs. `attempts` counts the runs that were
    begun and fences them: only the run that holds the latest number can finish.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    consumer = models.CharField(max_length=100)
    state = models.CharField(
        max_length=10, choices=DeliveryState, default=DeliveryState.WAITING
    )
    attempts = models.PositiveIntegerField(default=0)
    postponed = models.PositiveIntegerField(default=0)
    handovers = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now())
    last_error = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "consumer"], name="delivery_once_per_consumer"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=OPEN, finished_at=None)
                | models.Q(~models.Q(state__in=OPEN), finished_at__isnull=False),
                name="delivery_finished_when_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(state__in=OPEN),
                name="delivery_open_by_due",
            ),
            models.Index(
                fields=["finished_at"],
                condition=models.Q(state=DeliveryState.DEAD),
                name="delivery_dead_by_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer} {self.id}"


class SlotOutcome(models.TextChoices):
    """What became of a slot; `began` marks when an entry was first seen."""

    BEGAN = "began"
    FIRED = "fired"
    SKIPPED = "skipped"


class Slot(models.Model):
    """One instant at which an entry of the schedule was due; it exists once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=100)
    slot_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=SlotOutcome)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "slot_at"], name="slot_once_per_entry"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.slot_at:%Y-%m-%dT%H:%M:%SZ}"


class Probe(models.Model):
    """The effect of one probe of the chain: two rows for one event would be a bug."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.UUIDField()
    recorded_at = models.DateTimeField()
    delivered_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["delivered_at"], name="probe_by_delivery")]

    def __str__(self) -> str:
        return str(self.event)
