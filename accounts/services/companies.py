"""Companies: opening one, and what its owners change."""

from collections.abc import Callable, Mapping
from itertools import islice

from django.db import IntegrityError, transaction

from accounts.actor import Actor
from accounts.company_kinds import COMPANY_CREATED, COMPANY_EDITED
from accounts.limits import COMPANIES
from accounts.models import Company, Membership, User
from accounts.paths import company_path
from accounts.roles import CompanyRole, Role
from accounts.services.members import lock_own_company
from accounts.services.rights import bump_version
from accounts.services.sessions import SignedIn, resume_session
from accounts.slugs import candidates, slug_of
from events.services import record_event
from kernel.failures import register_constraint
from kernel.limits import require
from kernel.problems import Conflict, Forbidden
from kernel.urls import NOBODYS_ID

_TRIES = 20
Check = Callable[[Company], None]


class AlreadyInCompany(Conflict):
    """An account belongs to one company at a time."""

    code = "already_in_company"
    title = "This account belongs to a company"
    detail = "Leave it first; one account belongs to one company."


register_constraint("accounts_membership_user_id_key", AlreadyInCompany)


@transaction.atomic
def start_company(
    *, actor: Actor, name: str, **fields: str | int
) -> tuple[Company, SignedIn]:
    """Open a company and go on, in the same session, as its owner."""
    user = User.objects.get(pk=actor.id)
    company = open_company(user=user, name=name, **fields)
    return company, resume_session(session_id=actor.session or NOBODYS_ID)


@transaction.atomic
def open_company(*, user: User, name: str, **fields: str | int) -> Company:
    """Make a company that an employer's account owns from then on."""
    owner = lock_free_employer(user)
    require(COMPANIES, str(owner.pk))
    company = _create(name, **fields)
    Membership.objects.create(
        user=owner, company=company, company_role=CompanyRole.OWNER
    )
    bump_version(owner)
    record_event(
        kind=COMPANY_CREATED.name,
        actor=owner.key,
        subject=company.key,
        audience=[company.key, "admins"],
        payload={},
    )
    return company


@transaction.atomic
def edit_company(
    *, actor: Actor, company: Company, changes: Mapping[str, str | int], check: Check
) -> Company:
    """Change what a company shows; its slug stays, so that links go on working.

    `check` sees the locked row and may refuse the change.
    """
    company = lock_own_company(actor, company)
    check(company)
    changed = sorted(
        name for name in changes if getattr(company, name) != changes[name]
    )
    if not changed:
        return company
    for name in changed:
        setattr(company, name, changes[name])
    company.save(update_fields=[*changed, "updated_at"])
    record_event(
        kind=COMPANY_EDITED.name,
        actor=actor.key or "",
        subject=company.key,
        audience=[company.key, "admins"],
        payload={"changed": changed},
    )
    return company


def lock_free_employer(user: User) -> User:
    """Hold an employer's account that belongs to no company."""
    locked: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.role != Role.EMPLOYER or not locked.is_active:
        raise Forbidden
    membership = Membership.objects.filter(user=locked)
    if current := membership.first():
        raise AlreadyInCompany(links={"company": company_path(current.company_id)})
    return locked


def _create(name: str, **fields: str | int) -> Company:
    """Insert a company under the first slug that is free, whoever else wants it."""
    slugs = list(islice(candidates(slug_of(name, fallback="company")), _TRIES))
    taken = set(Company.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    for slug in (each for each in slugs if each not in taken):
        try:
            with transaction.atomic():
                return Company.objects.create(name=name, slug=slug, **fields)
        except IntegrityError as error:
            if "company_once_per_slug" not in str(error):
                raise
    raise Conflict("Too many companies of this name are being opened at once.")
