"""What accounts and all below them hold about a person, for the person to have."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from accounts.exports import add_section, leave_out
from accounts.models import ApiKey, Export, Invitation, Membership, Session, User
from events.models import Event

add_section(
    "profile",
    "Your account.",
    lambda user: User.objects.filter(pk=user.pk),
    *("id", "email", "full_name", "role", "is_active", "email_verified_at"),
    *("created_at", "updated_at"),
)
leave_out("a secret, kept as a digest", "accounts_user.password")
leave_out("the address as it is compared", "accounts_user.email_key")
leave_out("a counter that ends old tokens", "accounts_user.ver")

add_section(
    "membership",
    "The company that you belong to.",
    lambda user: Membership.objects.filter(user=user),
    "company_role",
    "joined_at",
    shown={"company": "company_id", "company_name": "company__name"},
)
leave_out("a number of the row alone", "accounts_membership.id")

add_section(
    "sessions",
    "Where you have signed in, as long as that lasts.",
    lambda user: Session.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "user_agent", "created_at", "rotated_at", "last_used_at"),
    *("expires_at", "revoked_at"),
)
leave_out(
    "what makes a token good: a secret",
    "accounts_session.current_jti",
    "accounts_session.previous_jti",
)
leave_out(
    "a keyed digest of where a session began: it can be compared, not read",
    "accounts_session.address_digest",
)

add_section(
    "api_keys",
    "Your keys for programs, without the keys themselves.",
    lambda user: ApiKey.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "name", "scopes", "created_at", "last_used_on"),
    shown={"begins_with": "shown"},
)
leave_out("a secret, kept as a digest", "accounts_apikey.key_digest")

add_section(
    "invitations_received",
    "Invitations to your address.",
    lambda user: Invitation.objects.filter(email_key=user.email_key),
    *("id", "email", "company_role", "created_at", "expires_at", "accepted_at"),
    shown={"company": "company_id", "company_name": "company__name"},
)
add_section(
    "invitations_sent",
    "Invitations that you sent.",
    lambda user: Invitation.objects.filter(invited_by=user).order_by("created_at"),
    *("id", "email", "company_role", "created_at", "expires_at", "accepted_at"),
    shown={"company": "company_id"},
    holds=("invited_by",),
)
leave_out("the address as it is compared", "accounts_invitation.email_key")
leave_out("a secret, kept as a digest", "accounts_invitation.token_digest")

add_section(
    "exports",
    "Copies of your data that you asked for; this one is still running.",
    lambda user: Export.objects.filter(user=user).order_by("created_at", "id"),
    *("id", "status", "size", "created_at", "started_at", "finished_at"),
    "expires_at",
)
leave_out("where we keep the file", "accounts_export.stored_as")


def _events(user: User) -> QuerySet[Any]:
    """Return what happened that the person may know of, and what they did.

    What nobody may see is not theirs to see either, whoever caused it: whether an
    address that was asked for has an account.
    """
    by_me = Case(
        When(actor=user.key, then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    mine = Q(audience__contains=[user.key])
    did = Q(actor=user.key, audience__len__gt=0)
    rows = Event.objects.readable().filter(mine | did).annotate(by_me=by_me)
    return rows.order_by("position")


add_section(
    "activity",
    "The log of what you did and of what happened to what is yours.",
    _events,
    *("kind", "subject", "payload", "recorded_at", "by_me"),
    holds=("actor", "audience"),
)
leave_out(
    "how the log is ordered and read; what is private in it is wiped once mailed",
    *("events_event.id", "events_event.arrival", "events_event.position"),
    *("events_event.not_before", "events_event.private"),
)

add_section(
    "admin_changes",
    "What you changed on the pages for admins.",
    lambda user: LogEntry.objects.filter(user=user).order_by("action_time", "id"),
    *("action_time", "action_flag", "object_id", "object_repr", "change_message"),
)
leave_out(
    "numbers of the row alone",
    "django_admin_log.id",
    "django_admin_log.content_type_id",
)

leave_out(
    "secrets in mails, and what becomes true by them, for three days at most",
    "accounts_mailedtoken",
)
leave_out("the company's, which members see over the API", "accounts_company")
leave_out("keys of the board", "accounts_signingkey")
leave_out("how events are delivered; of nobody", "events_delivery")
leave_out("the schedule; of nobody", "events_slot", "events_probe")
leave_out(
    "answers that are kept for a day to be given again, from what is in here",
    "kernel_idempotentanswer",
)
leave_out(
    "how often something was done, by keyed digests and ids, until its window ends",
    "kernel_ratewindow",
)
leave_out("sessions of the pages for admins, sealed, for hours", "django_session")
leave_out(
    "names of tables and of migrations; of nobody",
    *("django_content_type", "django_migrations"),
    *("auth_group", "auth_group_permissions", "auth_permission"),
)
