"""The log, what is to be delivered of it, the slots of the schedule."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE events_event_arrival; CREATE SEQUENCE events_event_position;",
            "DROP SEQUENCE events_event_arrival; DROP SEQUENCE events_event_position;",
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "arrival",
                    models.BigIntegerField(
                        db_default=models.Func(
                            models.Value("events_event_arrival"),
                            function="nextval",
                            output_field=models.BigIntegerField(),
                        )
                    ),
                ),
                ("position", models.BigIntegerField(null=True, unique=True)),
                ("kind", models.CharField(max_length=100)),
                ("actor", models.CharField(max_length=100)),
                ("subject", models.CharField(max_length=100)),
                (
                    "audience",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), size=None
                    ),
                ),
                ("payload", models.JSONField()),
                ("private", models.JSONField(null=True)),
                ("not_before", models.DateTimeField(null=True)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("position", None)),
                        fields=["arrival"],
                        name="event_without_position",
                    ),
                    models.Index(
                        condition=models.Q(("private__isnull", False)),
                        fields=["recorded_at"],
                        name="event_with_private_part",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["audience"], name="event_by_audience"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("event", models.UUIDField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "delivered_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["delivered_at"], name="probe_by_delivery")
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("slot_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("began", "Began"),
                            ("fired", "Fired"),
                            ("skipped", "Skipped"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "slot_at"), name="slot_once_per_entry"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=kernel.ids.new_id,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("consumer", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("handed", "Handed"),
                            ("running", "Running"),
                            ("delivered", "Delivered"),
                            ("dead", "Dead"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("postponed", models.PositiveIntegerField(default=0)),
                ("handovers", models.PositiveIntegerField(default=0)),
                (
                    "due_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("last_error", models.CharField(default="", max_length=300)),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("state__in", ("waiting", "handed", "running"))
                        ),
                        fields=["due_at"],
                        name="delivery_open_by_due",
                    ),
                    models.Index(
                        condition=models.Q(("state", "dead")),
                        fields=["finished_at"],
                        name="delivery_dead_by_time",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "consumer"), name="delivery_once_per_consumer"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finished_at", None),
                                ("state__in", ("waiting", "handed", "running")),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ("waiting", "handed", "running")),
                                    _negated=True,
                                ),
                                ("finished_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="delivery_finished_when_closed",
                    ),
                ],
            },
        ),
        # A trigger, so that the relay is woken whichever door a row came through,
        # and the writer pays no further round trip.
        migrations.RunSQL(
            """
            CREATE FUNCTION events_wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_notify('events', '');
                RETURN NULL;
            END $$;
            CREATE TRIGGER events_wake_relay AFTER INSERT ON events_event
            FOR EACH STATEMENT EXECUTE FUNCTION events_wake_relay();
            """,
            """
            DROP TRIGGER events_wake_relay ON events_event;
            DROP FUNCTION events_wake_relay();
            """,
        ),
    ]
