"""From a request's `Authorization` header to an `Actor`.

One query for each request: the account's version, whether it may act at all, and
whether the sign-in behind the token still stands. So a change counts from the next
request on, in every process.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication

from accounts.actor import Actor
from accounts.models import ApiKey, Session, User
from accounts.secrets import API_KEY_PREFIX, digest
from accounts.tokens import TokenInvalid, TokenRevoked, read_access

_SCHEMES = {"bearer", "jwt"}


class ApiKeyInvalid(TokenInvalid):
    """The API key is unknown, deleted, or its account may not act any more."""

    code = "api_key_invalid"
    title = "This API key is not valid"
    detail = "It may have been deleted, or its account banned."


class BearerAuthentication(BaseAuthentication):
    """Reads `Bearer <access token>`, the older `JWT <access token>`, `Bearer jb_…`."""

    def authenticate(self, request: Any) -> tuple[Actor, str] | None:
        """Return who it is; None when the header is absent."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _, credentials = header.partition(" ")
        credentials = credentials.strip()
        if scheme.lower() not in _SCHEMES or not credentials:
            raise TokenInvalid("Send Authorization: Bearer <access token>.")
        if credentials.startswith(API_KEY_PREFIX):
            return _actor_of_key(credentials), "api_key"
        return _actor_of_token(credentials), "token"

    def authenticate_header(self, request: Any) -> str:
        """Return the challenge of a 401."""
        return "Bearer"


def _actor_of_token(raw: str) -> Actor:
    actor, version = read_access(raw)
    if actor.id is None or actor.session is None:
        raise TokenInvalid
    sessions = Session.objects.live().filter(id=actor.session, user=OuterRef("pk"))
    account = (
        User.objects.filter(id=actor.id, is_active=True)
        .values_list("ver", Exists(sessions))
        .first()
    )
    if account != (version, True):
        raise TokenRevoked
    return actor


def _actor_of_key(raw: str) -> Actor:
    key = (
        ApiKey.objects.filter(
            key_digest=digest(raw),
            user__is_active=True,
            user__email_verified_at__isnull=False,
        )
        .select_related("user__membership")
        .first()
    )
    if key is None:
        raise ApiKeyInvalid
    today = timezone.now().date()
    if key.last_used_on != today:
        ApiKey.objects.filter(id=key.id).update(last_used_on=today)
    membership = getattr(key.user, "membership", None)
    return Actor(
        id=key.user.id,
        role=key.user.role,
        company=membership.company_id if membership else None,
        company_role=membership.company_role if membership else "",
        scopes=frozenset(key.scopes),
    )


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers by subclassing
    """Describes it in the OpenAPI document."""

    target_class = BearerAuthentication
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Return the security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "An access token, or an API key (`jb_…`).",
        }
