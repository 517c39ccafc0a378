"""What persons are told, and what they want no mail about."""

import django.db.models.functions.datetime
import kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Notification",
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
                ("recipient", models.CharField(max_length=100)),
                ("event", models.UUIDField()),
                ("kind", models.CharField(max_length=100)),
                ("notice", models.CharField(max_length=100)),
                ("subject", models.CharField(max_length=100)),
                ("payload", models.JSONField()),
                ("visible_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["recipient", "-visible_at", "-id"],
                        name="notification_newest_first",
                    ),
                    models.Index(
                        condition=models.Q(("read_at", None)),
                        fields=["recipient"],
                        name="notification_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("event", "notice", "recipient"),
                        name="notification_once_per_event_and_recipient",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
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
                ("recipient", models.CharField(max_length=100)),
                ("category", models.CharField(max_length=100)),
                ("email", models.BooleanField()),
                (
                    "updated_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now()
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient", "category"),
                        name="preference_once_per_recipient_and_category",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["visible_at"], name="notification_by_age"),
        ),
    ]
