"""Tokens: the one module that knows simplejwt, so that it can be replaced.

simplejwt gives the life of a token (times, type, `jti`). Keys by `kid`, the fixed
algorithm, issuer and audience are ours, and so is everything about sessions.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import jwt
from django.conf import settings
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.tokens import Token

from accounts.actor import Actor
from accounts.keys import signing_key, verifying_key
from accounts.models import Session, User
from accounts.roles import CompanyRole, Role
from kernel.problems import NotAuthenticated

ALGORITHM = "ES256"
ACCESS_LIFETIME = timedelta(minutes=10)
REFRESH_LIFETIME = timedelta(days=30)
_LEEWAY_SECONDS = 30
_LONGEST = 4096
_MISSHAPEN = (KeyError, TypeError, ValueError, AttributeError, OverflowError)
_REQUIRED = ["sub", "iss", "aud", "iat", "exp", "jti", "token_type"]


class TokenInvalid(NotAuthenticated):
    """The token is damaged, not ours, or of the wrong kind."""

    code = "token_invalid"
    title = "This token is not valid"
    detail = "Sign in again."


class TokenExpired(NotAuthenticated):
    """The token's time is over."""

    code = "token_expired"
    title = "This token has expired"
    detail = "Refresh it at auth/token/refresh/."


class TokenRevoked(NotAuthenticated):
    """The token was good; something about the account has changed since."""

    code = "token_revoked"
    title = "This token was revoked"
    detail = "Refresh it at auth/token/refresh/, or sign in again."


class _Backend(TokenBackend):
    """Signs with the newest key, and verifies with the one that a token names."""

    def __init__(self) -> None:
        super().__init__(ALGORITHM, audience=settings.JWT_AUDIENCE)

    def encode(self, payload: dict[str, Any]) -> str:
        """Return the signed token."""
        key = signing_key()
        claims = payload | {"iss": settings.JWT_ISSUER, "aud": settings.JWT_AUDIENCE}
        return jwt.encode(claims, key.private, ALGORITHM, headers={"kid": key.kid})

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:
        """Return the claims of a genuine token; there is no other way to read one."""
        kid = jwt.get_unverified_header(token).get("kid")
        key = verifying_key(kid) if isinstance(kid, str) else None
        if key is None:
            raise jwt.InvalidTokenError("no such key")
        return jwt.decode(
            token,
            key.public,
            algorithms=[ALGORITHM],
            audience=settings.JWT_AUDIENCE,
            issuer=settings.JWT_ISSUER,
            leeway=_LEEWAY_SECONDS,
            options={"require": _REQUIRED},
        )


class _OurToken(Token):
    """A token of simplejwt that is signed and read by `_Backend`."""

    @property
    def token_backend(self) -> TokenBackend:
        """Return the backend."""
        return _Backend()

    def verify(self) -> None:
        """Check the type; `_Backend.decode` has checked the rest, with leeway."""
        self.verify_token_type()


class AccessToken(_OurToken):
    """Says for ten minutes who somebody is, as claims."""

    token_type = "access"  # noqa: S105  # the claim's word
    lifetime = ACCESS_LIFETIME


class RefreshToken(_OurToken):
    """Is exchanged, once, for the next pair."""

    token_type = "refresh"  # noqa: S105  # the claim's word
    lifetime = REFRESH_LIFETIME


def access_token(user: User, session: Session) -> str:
    """Return an access token with the account's claims as they are now."""
    membership = getattr(user, "membership", None)
    token = AccessToken()
    token["sub"] = str(user.id)
    token["sid"] = str(session.id)
    token["role"] = user.role
    token["company"] = str(membership.company_id) if membership else None
    token["company_role"] = membership.company_role if membership else None
    token["ver"] = user.ver
    return str(token)


def refresh_token(session: Session) -> str:
    """Return the refresh token that is the session's current one."""
    token = RefreshToken()
    token["sub"] = str(session.user_id)
    token["sid"] = str(session.id)
    token["jti"] = str(session.current_jti)
    token["exp"] = int(session.expires_at.timestamp())
    return str(token)


def read_access(raw: str) -> tuple[Actor, int]:
    """Return who an access token says it is, and the version of their rights."""
    claims = _read(AccessToken, raw)
    try:
        company = claims["company"]
        actor = Actor(
            id=UUID(claims["sub"]),
            role=Role(claims["role"]),
            company=UUID(company) if company else None,
            company_role=CompanyRole(claims["company_role"]) if company else "",
            session=UUID(claims["sid"]),
        )
        return actor, int(claims["ver"])
    except _MISSHAPEN as error:
        raise TokenInvalid from error


def read_refresh(raw: str) -> tuple[UUID, UUID]:
    """Return the session of a refresh token, and which of its tokens it is."""
    try:
        claims = _read(RefreshToken, raw)
    except TokenExpired as error:
        raise TokenExpired("Sign in again.") from error
    try:
        return UUID(claims["sid"]), UUID(claims["jti"])
    except _MISSHAPEN as error:
        raise TokenInvalid from error


def _read(kind: type[_OurToken], raw: str) -> dict[str, Any]:
    if not raw.isascii() or len(raw) > _LONGEST:
        raise TokenInvalid
    try:
        token = kind(raw)  # type: ignore[arg-type]  # simplejwt wants its own Token
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired from error
    except (jwt.PyJWTError, TokenError, ValueError, TypeError, OverflowError) as error:
        raise TokenInvalid from error
    return dict(token.payload)
