"""Companies, who belongs to them, and who is invited."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from accounts.actor import Actor
from accounts.models.users import User
from accounts.roles import CompanyRole
from kernel.ids import new_id


def _public() -> Q:
    owners = Membership.objects.filter(
        company=OuterRef("pk"),
        company_role=CompanyRole.OWNER,
        user__email_verified_at__isnull=False,
    )
    return Q(Exists(owners), suspended_at__isnull=True)


class CompanyQuerySet(models.QuerySet["Company"]):
    """Companies, as rules ask for them."""

    def public(self) -> "CompanyQuerySet":
        """Keep those that an owner with a proven address stands behind."""
        return self.filter(_public())

    def visible_to(self, actor: Actor) -> "CompanyQuerySet":
        """Keep the public ones, one's own, and for admins all."""
        if actor.is_admin:
            return self
        if actor.company is None or not actor.is_member:
            return self.public()
        return self.filter(_public() | Q(pk=actor.company))

    def inside(self, actor: Actor) -> "CompanyQuerySet":
        """Keep those whose members and invitations a caller sees: outsiders none."""
        if actor.is_admin:
            return self
        if actor.company is None or not actor.is_member:
            return self.none()
        return self.filter(pk=actor.company)


SHORTEST_RETENTION, USUAL_RETENTION, LONGEST_RETENTION = 1, 24, 60
"""So many months after the last contact are applications erased."""


class Company(models.Model):
    """An employer, as applicants see it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=220)
    website = models.URLField(max_length=500, blank=True, default="")
    description = models.TextField(blank=True, default="")
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when it publishes without review."""
    suspended_at = models.DateTimeField(null=True, blank=True, editable=False)
    """Since when all its jobs are frozen."""
    retention_months = models.PositiveSmallIntegerField(
        default=USUAL_RETENTION, db_default=USUAL_RETENTION
    )
    """So long after the last contact with an applicant it keeps an application."""
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "companies"
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="company_once_per_slug"),
            models.CheckConstraint(
                condition=Q(
                    retention_months__range=(SHORTEST_RETENTION, LONGEST_RETENTION)
                ),
                name="company_retention_is_bounded",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="company_newest"),
            GinIndex(
                OpClass(Upper("name"), "gin_trgm_ops"), name="company_by_part_of_name"
            ),
        ]

    def __str__(self) -> str:
        """Show its name."""
        return self.name

    @property
    def key(self) -> str:
        """Name the company in events' audiences."""
        return f"company:{self.id}"

    @property
    def is_verified(self) -> bool:
        """Tell whether it publishes without review."""
        return self.verified_at is not None

    @property
    def is_suspended(self) -> bool:
        """Tell whether its jobs are frozen."""
        return self.suspended_at is not None


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships, as rules ask for them."""

    def active_owners(self) -> "MembershipQuerySet":
        """Keep the owners who can act: not banned, their address proven."""
        return self.filter(
            company_role=CompanyRole.OWNER,
            user__is_active=True,
            user__email_verified_at__isnull=False,
        )


class Membership(models.Model):
    """That an account belongs to a company, and as what."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="membership"
    )
    company_role = models.CharField(max_length=20, choices=CompanyRole.choices)
    joined_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(company_role__in=CompanyRole.values),
                name="company_role_is_known",
            )
        ]
        indexes = [
            models.Index(
                fields=["company", "joined_at", "id"], name="member_of_company"
            )
        ]

    def __str__(self) -> str:
        """Show who is what."""
        return f"{self.user} as {self.company_role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations, as rules ask for them."""

    def open(self) -> "InvitationQuerySet":
        """Keep those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """An offer to join a company, for whoever proves an address."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.CharField(max_length=254)
    email_key = models.CharField(max_length=254, editable=False)
    company_role = models.CharField(max_length=20, choices=CompanyRole.choices)
    token_digest = models.BinaryField(max_length=32, editable=False)
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["token_digest"], name="invitation_once_per_token"
            ),
            models.UniqueConstraint(
                fields=["company", "email_key"],
                condition=Q(accepted_at__isnull=True),
                name="invitation_once_per_address",
            ),
        ]
        indexes = [
            models.Index(
                fields=["company", "-created_at", "-id"], name="invitation_of_company"
            ),
            models.Index(fields=["email_key"], name="invitation_of_address"),
            models.Index(fields=["expires_at"], name="invitation_by_expiry"),
        ]

    def __str__(self) -> str:
        """Show as what, without the address."""
        return f"invitation as {self.company_role}"

    @property
    def key(self) -> str:
        """Name the invitation in events."""
        return f"invitation:{self.id}"
