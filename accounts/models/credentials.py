"""What opens an account: sessions, mailed tokens, API keys; and what signs tokens."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.models.users import User
from accounts.roles import Scope
from kernel.ids import new_id


class SessionQuerySet(models.QuerySet["Session"]):
    """Sign-ins, as rules ask for them."""

    def live(self) -> "SessionQuerySet":
        """Keep those whose refresh token still works."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=timezone.now())


class Session(models.Model):
    """One sign-in: a family of refresh tokens, of which one is good.

    Only the current and the one before it are known; any other genuine token of
    this family is an old one that somebody kept.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    current_jti = models.UUIDField()
    previous_jti = models.UUIDField(null=True)
    rotated_at = models.DateTimeField(null=True)
    user_agent = models.CharField(max_length=200, blank=True, default="")
    address_digest = models.BinaryField(max_length=32)
    """A keyed digest of where it began: the owner's known places, not a log."""
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="session_of_user")
        ]

    def __str__(self) -> str:
        """Show since when."""
        return f"session since {self.created_at:%Y-%m-%d %H:%M}"


class MailedToken(models.Model):
    """A secret that went out by mail, kept as a digest; good once."""

    class Purpose(models.TextChoices):
        """What presenting the token does."""

        VERIFY = "verify"
        RESET = "reset"
        CHANGE_ADDRESS = "change_address"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    token_digest = models.BinaryField(max_length=32)
    data = models.JSONField(default=dict)
    """What becomes true when it is presented: the sign-up, or the new address."""
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], name="mailed_token_is_unique"
            )
        ]

    def __str__(self) -> str:
        """Show what it is for."""
        return self.purpose


class ApiKey(models.Model):
    """A key for machines; the account's present rights are checked on every use."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope.choices))
    shown = models.CharField(max_length=12)
    """The first characters, so that its owner can tell it from others."""
    key_digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField(default=timezone.now)
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_digest"], name="api_key_is_unique")
        ]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="api_key_of_user")
        ]

    def __str__(self) -> str:
        """Show its name."""
        return self.name


class SigningKey(models.Model):
    """A key pair for access and refresh tokens; the private half is encrypted."""

    kid = models.CharField(primary_key=True, max_length=43)
    private_encrypted = models.BinaryField()
    public_jwk = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now)
    signs_from = models.DateTimeField()
    """When other readers of the key set must know it: published first, used later."""
    retired_at = models.DateTimeField(null=True)
    """From then on tokens that it signed are refused."""

    objects: ClassVar[models.Manager["SigningKey"]] = models.Manager()

    def __str__(self) -> str:
        """Show its id."""
        return self.kid
