"""Holding an account together with its company, in the one order there is.

Companies are locked before accounts, and accounts in the order of their ids. Whoever
holds an account already must not lock a company.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.models import Company, Membership, User
from accounts.roles import Role
from accounts.services.members import lock_company_of


class _JoinedMeanwhile(Exception):
    """The account got a company while its row was waited for."""


def lock_account_with_company(user_id: UUID) -> tuple[Company | None, dict[UUID, User]]:
    """Hold an account, every admin's, and before them the company it belongs to.

    An account that is gone is not among those returned. One without a company may
    get one while we wait for its row; then what we hold is let go and we begin again.
    """
    while True:
        try:
            with transaction.atomic():  # a savepoint: to leave it lets the rows go
                return _lock(user_id)
        except _JoinedMeanwhile:
            continue


def _lock(user_id: UUID) -> tuple[Company | None, dict[UUID, User]]:
    company = lock_company_of(user_id)
    admins = Q(role=Role.ADMIN, is_active=True)
    rows = User.objects.select_for_update(no_key=True).filter(Q(pk=user_id) | admins)
    held = {user.pk: user for user in rows.order_by("pk")}
    # A company that we hold keeps its members; no company can be come by meanwhile.
    if company is None and Membership.objects.filter(user=user_id).exists():
        raise _JoinedMeanwhile
    return company, held
