"""What stands on the stage when a cell of the permission table is fired, and who fires.

The cast of `conftest.py`, and one thing of each kind that a path may name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import ApiKey, Company, Invitation, Session, User
from accounts.roles import Scope
from accounts.secrets import digest
from conftest import Api, Cast, new_company, new_session, new_user, sign_in

CALLERS = (
    "anonymous",
    "unverified",  # has no token: all it can do is sign in
    "applicant",
    "other_applicant",
    "newcomer",  # an employer without a company
    "owner",
    "recruiter",
    "viewer",
    "other_owner",
    "admin",
    "key",  # the owner's API key, with every scope
    "bare_key",  # the owner's API key, with a scope that nothing here asks for
)


@dataclass
class Stage:
    """What the ids in the paths stand for."""

    cast: Cast
    invitation: Invitation
    session: Session
    api_key: ApiKey
    suspended: Company
    unverified: User

    def ids(self) -> dict[str, UUID]:
        """Return the ids by the names that rows use."""
        return {
            "acme": self.cast.acme.pk,
            "globex": self.cast.globex.pk,
            "suspended": self.suspended.pk,
            "bob": self.cast.bob.pk,
            "dana": self.cast.dana.pk,
            "invitation": self.invitation.pk,
            "session": self.session.pk,
            "api_key": self.api_key.pk,
        }

    def clients(self) -> Iterator[tuple[str, Api]]:
        """Yield every caller, each signed in when it is their turn."""
        cast = self.cast
        people = {
            "applicant": cast.dana,
            "other_applicant": cast.mallory,
            "newcomer": cast.newt,
            "owner": cast.alice,
            "recruiter": cast.bob,
            "viewer": cast.vera,
            "other_owner": cast.grace,
            "admin": cast.erin,
        }
        keys = {"key": list(Scope.values), "bare_key": []}
        for name in CALLERS:
            if name in people:
                yield name, sign_in(people[name])
            elif name in keys:
                yield name, Api(new_key(cast.alice, keys[name]))
            else:
                yield name, Api()


def new_key(user: User, scopes: list[str]) -> str:
    secret = f"jb_{user.pk}{len(scopes)}"
    ApiKey.objects.create(
        user=user,
        name="key",
        scopes=scopes,
        shown=secret[:12],
        key_digest=digest(secret),
    )
    return secret


def new_stage(cast: Cast) -> Stage:
    """Put on stage what the rows speak of."""
    invitation = Invitation.objects.create(
        company=cast.acme,
        email=cast.newt.email,
        email_key=cast.newt.email_key,
        company_role="recruiter",
        token_digest=digest("invitation"),
        invited_by=cast.alice,
        expires_at=timezone.now() + timedelta(days=7),
    )
    new_key(cast.alice, ["jobs:read", "jobs:write"])
    return Stage(
        cast=cast,
        invitation=invitation,
        session=new_session(cast.alice),
        api_key=ApiKey.objects.get(),
        suspended=new_company(
            "Gone", new_user("Gus", "employer"), suspended_at=timezone.now()
        ),
        unverified=new_user("Una", "applicant", email_verified_at=None),
    )
