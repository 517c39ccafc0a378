"""What search keeps beside its documents, which are tables that SQL keeps."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from kernel.ids import new_id


class WordCount(models.Model):
    """In how many documents a lexeme was when they were counted: a guide, no rule."""

    word = models.CharField(max_length=255, primary_key=True)
    documents = models.PositiveIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["-documents", "word"], name="word_by_frequency"),
        ]

    def __str__(self) -> str:
        """Show the word."""
        return self.word


class BoardSize(models.Model):
    """How many documents there were at the last count, and how they lie in time."""

    documents = models.PositiveIntegerField()
    a_day = models.FloatField()
    """How many of the last month were published on a day."""
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        """Show the number."""
        return str(self.documents)


class Synonym(models.Model):
    """Words that stand for each other in searches; admins edit them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.CharField(
        max_length=500,
        help_text="Like `nurse = rn ~ nursing, midwife`: = is the same, ~ is near.",
    )
    language = models.CharField(
        max_length=2, blank=True, default="", help_text="Blank for every language."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        """Show the words."""
        return self.line


class AskedTerm(models.Model):
    """What was looked for on a day, how often and with how much success: no person."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    term = models.CharField(max_length=200)
    asked = models.PositiveIntegerField(default=0)
    askers = models.PositiveIntegerField(default=0)
    empty = models.PositiveIntegerField(default=0)
    found = models.BigIntegerField(default=0)
    """The sum of the totals that were found."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "term"], name="term_once_a_day"),
            models.CheckConstraint(
                condition=Q(empty__lte=models.F("asked")), name="term_empty_is_asked"
            ),
        ]

    def __str__(self) -> str:
        """Show the day alone: what people look for stays in the reports."""
        return str(self.day)
