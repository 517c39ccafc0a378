"""API keys: made with a secret that is shown once, and deleted."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.actor import Actor
from accounts.models import ApiKey, User
from accounts.secrets import API_KEY_PREFIX, digest, new_secret
from accounts.tokens import TokenRevoked
from kernel.problems import Conflict

MOST_KEYS = 20
_SHOWN = 12


class TooManyApiKeys(Conflict):
    """The account has as many keys as one may have."""

    code = "too_many_api_keys"
    title = "This account has as many keys as one may have"
    detail = f"Delete one first: {MOST_KEYS} are the most."


@transaction.atomic
def make_api_key(
    *, user_id: UUID, name: str, scopes: Iterable[str]
) -> tuple[ApiKey, str]:
    """Make a key and return it with its secret, which is kept as a digest only."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise TokenRevoked("Sign in again.")
    if ApiKey.objects.filter(user=user).count() >= MOST_KEYS:
        raise TooManyApiKeys
    secret = API_KEY_PREFIX + new_secret()
    key = ApiKey.objects.create(
        user=user,
        name=name,
        scopes=sorted(set(scopes)),
        shown=secret[:_SHOWN],
        key_digest=digest(secret),
    )
    return key, secret


def delete_api_key(*, actor: Actor, key_id: UUID) -> None:
    """Delete a key; it is refused from the next request on."""
    ApiKey.objects.filter(user=actor.id, pk=key_id).delete()
