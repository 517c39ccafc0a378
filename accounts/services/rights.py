"""Rights as they are now, and the one place that raises an account's version.

Access tokens carry the version, and it is compared on every request. So whoever
changes what a token says calls this in the same transaction, and the change counts
from the next request on.
"""

from django.db.models import F

from accounts.actor import Actor
from accounts.models import Membership, User


def bump_version(user: User) -> None:
    """Refuse, from now on, every access token made for the account before."""
    user.ver = F("ver") + 1
    user.save(update_fields=["ver", "updated_at"])
    user.refresh_from_db(fields=["ver"])


def actor_with_rights_of(user: User) -> Actor:
    """Return an account as a token made at this moment would describe it."""
    membership = Membership.objects.filter(user=user).first()
    return Actor(
        id=user.pk,
        role=user.role,
        company=membership.company_id if membership else None,
        company_role=membership.company_role if membership else "",
    )
