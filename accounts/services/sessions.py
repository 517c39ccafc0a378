"""Sessions: opening one, rotating its refresh token, ending one or all.

An account's row is locked before its sessions'; the rotation locks its session only.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.kinds import SESSION_ENDED_BY_REUSE
from accounts.limits import REFRESHES
from accounts.models import Session, User
from accounts.secrets import address_digest
from accounts.services.rights import bump_version
from accounts.tokens import (
    ACCESS_LIFETIME,
    REFRESH_LIFETIME,
    TokenExpired,
    TokenRevoked,
    access_token,
    read_refresh,
    refresh_token,
)
from events.services import record_event
from kernel.ids import new_id
from kernel.limits import require
from kernel.problems import Conflict, NotAuthenticated, Problem

RACE_SECONDS = 10
_LONGEST_AGENT = 200


class RefreshRaced(Conflict):
    """The same refresh token was used twice within ten seconds: one of them won."""

    code = "refresh_raced"
    title = "This token was refreshed a moment ago"
    detail = "Use the pair that the other request got; nothing was revoked."


class TokenReused(NotAuthenticated):
    """A refresh token came back after it was exchanged: its session is ended."""

    code = "token_reused"
    title = "This token was used before"
    detail = "The session was ended, for somebody may have copied it. Sign in again."


@dataclass(frozen=True)
class Device:
    """Where a sign-in comes from."""

    address: str
    user_agent: str = ""


@dataclass(frozen=True)
class SignedIn:
    """An account and the session that it is signed in with."""

    user: User
    session: Session


@dataclass(frozen=True)
class Pair:
    """The two tokens that a client goes on with."""

    access: str
    refresh: str
    expires_in: int


def pair_for(signed_in: SignedIn) -> Pair:
    """Return the session's tokens, with the claims that the account has now."""
    return Pair(
        access=access_token(signed_in.user, signed_in.session),
        refresh=refresh_token(signed_in.session),
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
    )


def start_session(*, user: User, device: Device) -> SignedIn:
    """Open a session for an account whose row is locked."""
    agent = "".join(char for char in device.user_agent if char.isprintable())
    session = Session.objects.create(
        user=user,
        current_jti=new_id(),
        user_agent=agent[:_LONGEST_AGENT],
        address_digest=address_digest(device.address),
        expires_at=timezone.now() + REFRESH_LIFETIME,
    )
    return SignedIn(user, session)


def refresh_session(*, token: str) -> SignedIn:
    """Exchange a refresh token, once, and read the account's rights again."""
    session_id, jti = read_refresh(token)
    require(REFRESHES, str(session_id))
    outcome = _rotate(session_id, jti)
    if isinstance(outcome, Problem):
        raise outcome
    return outcome


@transaction.atomic
def _rotate(session_id: UUID, jti: UUID) -> SignedIn | Problem:
    """Rotate or refuse; a refusal is returned, so that what it revoked is kept."""
    session = _lock_live(session_id)
    if session is None:
        return TokenRevoked("Sign in again.")
    if jti == session.current_jti:
        user = _account_of(session)
        if user is None:
            return TokenRevoked("Sign in again.")
        return SignedIn(user, _advance(session))
    if jti == session.previous_jti and _is_recent(session.rotated_at):
        return RefreshRaced()
    _end_for_reuse(session)
    return TokenReused()


def resume_session(*, session_id: UUID) -> SignedIn:
    """Go on with a session, after its account's rights have changed.

    Its refresh token stays the one it is: the answer may get lost, and the caller
    goes on with the token that they have.
    """
    session = Session.objects.live().filter(pk=session_id).first()
    user = _account_of(session) if session is not None else None
    if session is None or user is None:
        raise TokenRevoked("Sign in again.")
    return SignedIn(user, session)


def _lock_live(session_id: UUID) -> Session | None:
    return (
        Session.objects.live()
        .select_for_update(no_key=True)
        .filter(pk=session_id)
        .first()
    )


def _account_of(session: Session) -> User | None:
    accounts = User.objects.select_related("membership")
    user: User | None = accounts.filter(
        pk=session.user_id, is_active=True, email_verified_at__isnull=False
    ).first()
    return user


def _is_recent(instant: datetime | None) -> bool:
    grace = timedelta(seconds=RACE_SECONDS)
    return instant is not None and timezone.now() - instant <= grace


def _advance(session: Session) -> Session:
    now = timezone.now()
    session.previous_jti, session.current_jti = session.current_jti, new_id()
    session.rotated_at = session.last_used_at = now
    session.expires_at = now + REFRESH_LIFETIME
    session.save(
        update_fields=[
            "previous_jti",
            "current_jti",
            "rotated_at",
            "last_used_at",
            "expires_at",
        ]
    )
    return session


def _end_for_reuse(session: Session) -> None:
    session.revoked_at = timezone.now()
    session.save(update_fields=["revoked_at"])
    owner = f"user:{session.user_id}"
    record_event(
        kind=SESSION_ENDED_BY_REUSE.name,
        actor="system",
        subject=owner,
        audience=[owner],
        payload={"session": str(session.pk)},
    )


def sign_out(*, token: str) -> None:
    """End the session of a genuine refresh token, whichever of its tokens it is.

    One that has expired, or whose session is over, has nothing left to end.
    """
    try:
        session_id, _ = read_refresh(token)
    except TokenExpired:
        return
    end_session(session_id=session_id)


def end_session(*, session_id: UUID) -> None:
    """End one session: its refresh token, and its access tokens at once."""
    Session.objects.live().filter(pk=session_id).update(revoked_at=timezone.now())


@transaction.atomic
def sign_out_everywhere(*, user_id: UUID) -> None:
    """End every session of an account."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise TokenRevoked("Sign in again.")
    end_all_sessions(user)


def end_all_sessions(user: User) -> None:
    """End every session of an account whose row is locked, its access tokens too."""
    revoke_sessions(user=user)
    bump_version(user)


def revoke_sessions(*, user: User) -> None:
    """Make every refresh token of an account worthless."""
    Session.objects.live().filter(user=user).update(revoked_at=timezone.now())
