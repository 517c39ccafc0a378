from django.db import migrations, models

import kernel.ids


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Note",
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
                ("title", models.CharField(max_length=100)),
                ("colour", models.CharField(default="red", max_length=10)),
                ("stars", models.IntegerField(default=0)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("title",), name="note_title_once"),
                    models.CheckConstraint(
                        condition=models.Q(("stars__gte", 0)),
                        name="note_stars_are_not_negative",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["-written_at", "-id"], name="note_newest")
                ],
            },
        ),
    ]
