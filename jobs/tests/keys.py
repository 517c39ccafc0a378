"""API keys for tests."""

from collections.abc import Collection

from accounts.models import ApiKey, User
from accounts.secrets import digest
from kernel.ids import new_id


def new_key(user: User, scopes: Collection[str]) -> str:
    """Make a key with some scopes, and return its secret."""
    secret = f"jb_{new_id()}"
    ApiKey.objects.create(
        user=user,
        name="key",
        scopes=list(scopes),
        shown=secret[:12],
        key_digest=digest(secret),
    )
    return secret
