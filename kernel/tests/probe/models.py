from django.db import models

from kernel.ids import new_id


class Note(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    title = models.CharField(max_length=100)
    colour = models.CharField(max_length=10, default="red")
    stars = models.IntegerField(default=0)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["title"], name="note_title_once"),
            models.CheckConstraint(
                condition=models.Q(stars__gte=0), name="note_stars_are_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["-written_at", "-id"], name="note_newest")]
