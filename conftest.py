"""What every test may use: clients that speak JSON, the cast, limits out of the way."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import hypothesis
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from accounts.actor import Actor
from accounts.emails import address_key
from accounts.keys import forget_keys
from accounts.models import Company, Membership, Session, User
from accounts.roles import CompanyRole, Role
from accounts.secrets import address_digest
from accounts.tokens import REFRESH_LIFETIME, access_token, refresh_token
from kernel.ids import new_id

# No test is timed: the machine may be busy.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

PASSWORD = "correct horse battery staple"
# Hashed once: argon2 is slow by design.
HASH = (
    "argon2$argon2id$v=19$m=19456,t=2,p=1"
    "$S0NiTWwwQTA5Zld2dUZXQVdWSG5lMQ$JG7nafaXKYzlPfvO2wqylGBc57BpAxkHXrPndtQlJbI"
)


class Form(dict[str, Any]):
    """The parts of a form: texts, and files as their name and content."""

    def encoded(self) -> bytes:
        """Return them as multipart/form-data."""
        parts = {
            name: SimpleUploadedFile(*value) if isinstance(value, tuple) else value
            for name, value in self.items()
        }
        return encode_multipart(BOUNDARY, parts)


class Api:
    """A client of the API, signed in as somebody or as nobody."""

    def __init__(self, token: str | None = None) -> None:
        self.http = Client(raise_request_exception=False)
        self.token = token

    def request(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> HttpResponse:
        """Send one request; header names are written with underscores."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        raw = body if isinstance(body, bytes) else b""
        if isinstance(body, Form):
            raw = body.encoded()
            sent.setdefault("Content-Type", MULTIPART_CONTENT)
        elif body is not None and not isinstance(body, bytes):
            raw = json.dumps(body).encode()
        content_type = sent.pop("Content-Type", "application/json")
        return self.http.generic(
            method, path, raw, content_type=content_type, headers=sent
        )

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.request("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("POST", path, body, **headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("PATCH", path, body, **headers)

    def put(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        return self.request("PUT", path, body, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.request("DELETE", path, **headers)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Take all the time that a busy machine needs to drop the tests' database."""
    yield
    connection.settings_dict["OPTIONS"]["options"] = "-c statement_timeout=0"


@pytest.fixture
def anonymous() -> Api:
    return Api()


@pytest.fixture(autouse=True)
def _no_rate_limits(settings: Any) -> None:
    """Limits have tests of their own, which switch them on again."""
    settings.RATE_LIMITS = None


@pytest.fixture(autouse=True)
def _files_elsewhere(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Files that tests hand in lie in no folder of the project."""
    settings.FILES_DIR = tmp_path_factory.getbasetemp() / "files"


@pytest.fixture(autouse=True)
def _no_keys_of_other_tests() -> None:
    """A signing key that was rolled back with a test's rows must not be remembered."""
    forget_keys()


def new_user(first_name: str, role: str, *, save: bool = True, **fields: Any) -> User:
    """Make a verified account: `new_user("Zoe", "applicant")` is zoe@example.org."""
    email = fields.pop("email", f"{first_name.lower()}@example.org")
    user = User(
        email=email,
        email_key=address_key(email),
        full_name=fields.pop("full_name", f"{first_name} Example"),
        password=HASH,
        role=role,
        **{"email_verified_at": timezone.now(), **fields},
    )
    if save:
        user.save(force_insert=True)
    return user


def new_company(name: str, owner: User | None = None, **fields: Any) -> Company:
    """Make a company, with an owner or without."""
    slug = fields.pop("slug", name.lower().replace(" ", "-"))
    company = Company.objects.create(name=name, slug=slug, **fields)
    if owner is not None:
        join(owner, company, CompanyRole.OWNER)
    return company


def join(user: User, company: Company, company_role: str) -> Membership:
    """Make an employer's account a member."""
    return Membership.objects.create(
        user=user, company=company, company_role=company_role
    )


def new_session(user: User, **fields: Any) -> Session:
    """Sign an account in, without HTTP."""
    return Session.objects.create(
        user=user,
        current_jti=new_id(),
        address_digest=address_digest("127.0.0.1"),
        expires_at=timezone.now() + REFRESH_LIFETIME,
        **fields,
    )


@dataclass
class SignedIn(Api):
    """A client that is signed in, and knows its session and refresh token."""

    user: User
    session: Session

    def __post_init__(self) -> None:
        super().__init__(access_token(self.user, self.session))
        self.refresh = refresh_token(self.session)


def sign_in(user: User) -> SignedIn:
    """Return a client with the rights that the account has at this moment."""
    fresh = User.objects.select_related("membership").get(pk=user.pk)
    return SignedIn(fresh, new_session(fresh))


def actor_for(user: User) -> Actor:
    """Return the actor that the account is at this moment."""
    membership = Membership.objects.filter(user=user).first()
    return Actor(
        id=user.pk,
        role=user.role,
        company=membership.company_id if membership else None,
        company_role=membership.company_role if membership else "",
    )


@dataclass
class Cast:
    """The people of the tests; all have proven their address."""

    alice: User
    """Owns Acme, which is verified."""
    bob: User
    """Recruits at Acme."""
    vera: User
    """Views at Acme."""
    grace: User
    """Owns Globex, which is not verified."""
    charlie: User
    """Recruits at Globex."""
    dana: User
    """Applies."""
    eve: User
    """Applies too."""
    mallory: User
    """Is an applicant who tries things."""
    erin: User
    """Administers."""
    newt: User
    """Is an employer without a company."""
    acme: Company
    globex: Company


PEOPLE = {
    "alice": (Role.EMPLOYER, "acme", CompanyRole.OWNER),
    "bob": (Role.EMPLOYER, "acme", CompanyRole.RECRUITER),
    "vera": (Role.EMPLOYER, "acme", CompanyRole.VIEWER),
    "grace": (Role.EMPLOYER, "globex", CompanyRole.OWNER),
    "charlie": (Role.EMPLOYER, "globex", CompanyRole.RECRUITER),
    "dana": (Role.APPLICANT, None, None),
    "eve": (Role.APPLICANT, None, None),
    "mallory": (Role.APPLICANT, None, None),
    "erin": (Role.ADMIN, None, None),
    "newt": (Role.EMPLOYER, None, None),
}


@pytest.fixture
def cast(db: None) -> Cast:
    """Put the whole cast on stage."""
    people = {
        name: new_user(name.title(), role, save=False)
        for name, (role, _, _) in PEOPLE.items()
    }
    companies = {
        "acme": Company(name="Acme", slug="acme", verified_at=timezone.now()),
        "globex": Company(name="Globex", slug="globex"),
    }
    User.objects.bulk_create(people.values())
    Company.objects.bulk_create(companies.values())
    Membership.objects.bulk_create(
        Membership(user=people[name], company=companies[where], company_role=what)
        for name, (_, where, what) in PEOPLE.items()
        if where is not None
    )
    return Cast(**people, **companies)
