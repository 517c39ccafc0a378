"""What the kernel keeps: answers under their idempotency keys, and rate windows."""

from django.db import models


class IdempotentAnswer(models.Model):
    """The answer that was given under an `Idempotency-Key`, to be given again."""

    place = models.BinaryField(primary_key=True, max_length=32)
    """SHA-256 of account, method, path and key."""

    scope = models.CharField(max_length=200, db_index=True)
    """The account's key: an erased account takes its answers with it."""

    fingerprint = models.BinaryField(max_length=32)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    answered_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Name it without the key or the account."""
        return f"answer {self.status} of {self.answered_at:%Y-%m-%d %H:%M}"


class RateWindow(models.Model):
    """How often a key was used in one slice of a window, when Redis is not asked."""

    pk = models.CompositePrimaryKey("key", "slot")
    key = models.CharField(max_length=200)
    slot = models.BigIntegerField()
    hits = models.IntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        """Name it without the key, which may hold an address."""
        return f"{self.hits} hits"
