"""Accounts: people who sign in."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.actor import Actor
from accounts.emails import NotAnAddress, address_key, read_address
from accounts.passwords import weaknesses
from accounts.roles import Role
from kernel.ids import new_id


class UserQuerySet(models.QuerySet["User"]):
    """Accounts, as rules ask for them."""

    def with_address(self, address: str) -> "UserQuerySet":
        """Keep the account that has an address, however it is spelt."""
        return self.filter(email_key=address_key(address))

    def visible_to(self, actor: Actor) -> "UserQuerySet":
        """Keep the accounts that a caller may see: admins all, others their own."""
        if actor.is_admin:
            return self
        return self.filter(id=actor.id) if actor.id else self.none()

    def matching(self, text: str) -> "UserQuerySet":
        """Keep the accounts with a part of a name or address, in whatever case."""
        in_address = Q(email_key__contains=text.casefold())
        return self.filter(in_address | Q(full_name__icontains=text))

    def active_admins(self) -> "UserQuerySet":
        """Keep those who can let others in."""
        return self.filter(
            role=Role.ADMIN, is_active=True, email_verified_at__isnull=False
        )


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]  # Django makes the class
    """Makes accounts; `createsuperuser` asks for it by these names."""

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make an admin whose address needs no proof; none of an account there is.

        `make_admin` is for those. A refusal is what `createsuperuser` can show.
        """
        if errors := weaknesses(password or ""):
            raise ValidationError(errors)
        try:
            address = read_address(email)
        except NotAnAddress as error:
            raise ValidationError("This is not an e-mail address.") from error
        user: User = self.model(
            email=address,
            email_key=address_key(address),
            role=Role.ADMIN,
            email_verified_at=timezone.now(),
            **fields,
        )
        user.set_password(password)
        try:
            with transaction.atomic():
                user.save(force_insert=True)
        except IntegrityError as error:
            told = "There is an account with this address: use make_admin."
            raise ValidationError(told) from error
        return user


class User(AbstractBaseUser):
    """One account: an address, a role, and the version of its rights."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, editable=False)
    full_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20, choices=Role.choices)
    is_active = models.BooleanField(default=True)
    """False is a ban."""
    email_verified_at = models.DateTimeField(null=True, blank=True)
    ver = models.PositiveIntegerField(default=1, editable=False)
    """Access tokens carry it; raising it refuses all that were made before."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    last_login = None  # sessions know it; no write here

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"], name="account_once_per_address"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="account_role_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="account_newest"),
            models.Index(
                fields=["created_at"],
                condition=Q(email_verified_at__isnull=True),
                name="account_unproven_since",
            ),
            GinIndex(
                OpClass("email_key", "gin_trgm_ops"), name="account_by_part_of_address"
            ),
            GinIndex(
                OpClass(Upper("full_name"), "gin_trgm_ops"),
                name="account_by_part_of_name",
            ),
        ]

    def __str__(self) -> str:
        """Show its address, in the admin only."""
        return self.email

    @property
    def key(self) -> str:
        """Name the account for limits and events, as `Actor.key` does."""
        return f"user:{self.id}"

    @property
    def is_verified(self) -> bool:
        """Tell whether its address was proven."""
        return self.email_verified_at is not None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Tie a session of /admin/ to the password, and to the version of the rights.

        So a ban, a demotion and signing out everywhere end it too.
        """
        value = f"{self.password}{self.ver}"
        salt = "accounts.models.User.get_session_auth_hash"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    # Django's admin lets in who is staff, and asks these for each table.

    @property
    def is_staff(self) -> bool:
        """Tell whether it may use /admin/."""
        return self.role == Role.ADMIN and self.is_active and self.is_verified

    def has_perm(self, permission: str, obj: object = None) -> bool:
        """Tell whether it may do a thing in /admin/; its classes narrow it."""
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        """Tell whether it sees an app in /admin/."""
        return self.is_staff
