"""Who asks: the only thing that rules see of a request.

Built from an access token's claims or from an API key, and from nothing else.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.roles import CompanyRole, Role


@dataclass(frozen=True)
class Actor:
    """One account as its claims describe it, or nobody."""

    id: UUID | None = None
    role: str = ""
    company: UUID | None = None
    company_role: str = ""
    session: UUID | None = None
    """The sign-in that the token belongs to; an API key has none."""
    scopes: frozenset[str] | None = None
    """What an API key may be used for; None for a person, who may do it all."""

    @property
    def key(self) -> str | None:
        """Name the account for limits, cursors, idempotency keys and events."""
        return None if self.id is None else f"user:{self.id}"

    @property
    def is_authenticated(self) -> bool:
        """Tell whether it is somebody; DRF asks for it under this name."""
        return self.id is not None

    @property
    def is_admin(self) -> bool:
        """Tell whether it moderates the board."""
        return self.role == Role.ADMIN

    @property
    def is_applicant(self) -> bool:
        """Tell whether it looks for work."""
        return self.role == Role.APPLICANT

    @property
    def is_employer(self) -> bool:
        """Tell whether it is an employer's account, in a company or not yet."""
        return self.role == Role.EMPLOYER

    @property
    def is_member(self) -> bool:
        """Tell whether it belongs to a company."""
        return self.is_employer and self.company is not None

    @property
    def is_recruiting(self) -> bool:
        """Tell whether it may post and move: owners and recruiters."""
        return self.is_member and self.company_role in {
            CompanyRole.OWNER,
            CompanyRole.RECRUITER,
        }

    @property
    def is_owner(self) -> bool:
        """Tell whether it owns its company."""
        return self.is_member and self.company_role == CompanyRole.OWNER


NOBODY = Actor()


def nobody() -> Actor:
    """Return the anonymous caller; DRF's settings name this."""
    return NOBODY


def actor_of(request: Any) -> Actor:
    """Return who sent a request."""
    actor = request.user
    if not isinstance(actor, Actor):
        raise TypeError("a view of ours is authenticated by accounts.authentication")
    return actor
