"""An account's own particulars: name, address, and erasing all of it."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from accounts.kinds import (
    ACCOUNT_ERASED,
    ADDRESS_CHANGE_COLLIDED,
    ADDRESS_CHANGE_STARTED,
)
from accounts.limits import ADDRESS_CHANGES, VERIFY_MAILS, may_write_to
from accounts.models import Invitation, MailedToken, Membership, User
from accounts.secrets import new_secret
from accounts.services.export_tidying import forget_exports
from accounts.services.locks import lock_account_with_company
from accounts.services.mailed_tokens import Purpose, issue_token
from accounts.services.members import end_membership
from accounts.services.users import refuse_last_admin
from accounts.signals import account_erased
from accounts.tokens import TokenRevoked
from events.services import forget_private, record_event
from kernel.idempotency import forget_answers, forget_answers_naming
from kernel.limits import require


def own_account(user_id: UUID) -> User:
    """Return the account with its membership, as `me/` shows it."""
    accounts = User.objects.select_related("membership")
    user: User | None = accounts.filter(pk=user_id).first()
    if user is None:
        raise TokenRevoked("Sign in again.")
    return user


@transaction.atomic
def rename_account(
    *, user_id: UUID, full_name: str | None, check: Callable[[User], None]
) -> User:
    """Change the name that others see; `check` sees the locked row, may refuse."""
    User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    user = own_account(user_id)
    check(user)
    if full_name is not None and full_name != user.full_name:
        user.full_name = full_name
        user.save(update_fields=["full_name", "updated_at"])
    return user


def ask_for_address(*, user_id: UUID, email: str) -> None:
    """Mail a link to a new address; until it is opened nothing changes.

    An address that another account has is answered alike: its owner is told.
    """
    require(ADDRESS_CHANGES, str(user_id))
    if may_write_to(VERIFY_MAILS, email):
        _note_address(user_id, email)


@transaction.atomic
def _note_address(user_id: UUID, email: str) -> None:
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise TokenRevoked("Sign in again.")
    MailedToken.objects.filter(user=user, purpose=Purpose.CHANGE_ADDRESS).delete()
    purpose, data = Purpose.CHANGE_ADDRESS, {"email": email}
    private = {"email": email}
    others = User.objects.with_address(email).exclude(pk=user.pk)
    if others.filter(email_verified_at__isnull=False).exists():
        # A token nobody will ever see, so that both cases cost the same.
        issue_token(user=user, purpose=purpose, data=data)
        kind, private["attempt"] = ADDRESS_CHANGE_COLLIDED, new_secret()
    else:
        secret = issue_token(user=user, purpose=purpose, data=data)
        kind, private["token"] = ADDRESS_CHANGE_STARTED, secret
    record_event(
        kind=kind.name,
        actor=user.key,
        subject=user.key,
        audience=[],  # which of the two it is must not be read by who asks
        payload=private,
    )


@transaction.atomic
def erase_account(*, user_id: UUID) -> None:
    """Delete an account and all that is kept of the person, at once."""
    company, held = lock_account_with_company(user_id)
    user = held.get(user_id)
    if user is None:
        raise TokenRevoked("Sign in again.")
    if company is not None:
        end_membership(company, user.pk, by=user.key)
    refuse_last_admin(user, is_active=False)
    account_erased.send(sender=User, user=user)
    forget_exports(user)
    forget_answers(scope=user.key)
    _forget_invitations(user)
    forget_private(user.key)
    record_event(
        kind=ACCOUNT_ERASED.name,
        actor=user.key,
        subject=user.key,
        audience=[],
        payload={"email": user.email},
    )
    user.delete()


def _forget_invitations(user: User) -> None:
    """Delete invitations to an erased address, and what their senders were answered."""
    invitations = Invitation.objects.filter(email_key=user.email_key)
    senders = Membership.objects.filter(company__in=invitations.values("company"))
    scopes = [each.user.key for each in senders.select_related("user")]
    addresses = invitations.values_list("email", flat=True)
    forget_answers_naming(addresses, scopes=scopes)
    invitations.delete()
