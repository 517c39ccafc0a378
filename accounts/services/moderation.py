"""What admins do to companies: vouching for them, and taking them off the board."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.company_kinds import (
    COMPANY_UNSUSPENDED,
    COMPANY_UNVERIFIED,
    COMPANY_VERIFIED,
)
from accounts.models import Company, User
from accounts.services.members import lock_company
from accounts.services.suspension import BY_ADMIN, has_active_owner, suspend
from events.registry import Kind
from events.services import record_event
from kernel.problems import Conflict, Forbidden


class NotNow(Conflict):
    """It is not in a state in which this can be done; `allowed` says what can."""

    code = "not_now"
    title = "That cannot be done now"


@transaction.atomic
def moderate_company(*, actor: Actor, company_id: UUID, action: str) -> Company:
    """Do one of `ACTIONS` to a company, unless it makes no sense now."""
    company = lock_company(company_id)
    require_admin(actor)
    allowed = allowed_actions(company)
    if action not in allowed:
        raise NotNow(f"{action} is not possible now.", allowed=allowed)
    ACTIONS[action](company, actor.key or "")
    return company


def allowed_actions(company: Company) -> list[str]:
    """Return what an admin may do to a company as it is."""
    allowed = ["unverify" if company.is_verified else "verify"]
    if not company.is_suspended:
        allowed.append("suspend")
    elif has_active_owner(company):
        allowed.append("unsuspend")
    return allowed


def require_admin(actor: Actor) -> None:
    """Refuse whoever has ceased to be an admin since their token was read."""
    if not User.objects.active_admins().filter(pk=actor.id).exists():
        raise Forbidden


def _verify(company: Company, by: str) -> None:
    company.verified_at = timezone.now()
    company.save(update_fields=["verified_at", "updated_at"])
    _record(COMPANY_VERIFIED, company, by)


def _unverify(company: Company, by: str) -> None:
    company.verified_at = None
    company.save(update_fields=["verified_at", "updated_at"])
    _record(COMPANY_UNVERIFIED, company, by)


def _suspend(company: Company, by: str) -> None:
    suspend(company, by=by, reason=BY_ADMIN)


def _unsuspend(company: Company, by: str) -> None:
    company.suspended_at = None
    company.save(update_fields=["suspended_at", "updated_at"])
    _record(COMPANY_UNSUSPENDED, company, by)


def _record(kind: Kind, company: Company, by: str) -> None:
    record_event(
        kind=kind.name,
        actor=by,
        subject=company.key,
        audience=[company.key, "admins"],
        payload={"company_name": company.name},
    )


ACTIONS: dict[str, Callable[[Company, str], None]] = {
    "verify": _verify,
    "unverify": _unverify,
    "suspend": _suspend,
    "unsuspend": _unsuspend,
}
