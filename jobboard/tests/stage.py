"""What stands on the stage when a cell of the permission table is fired, and who fires.

The cast of `conftest.py`, and one thing of each kind that a path may name.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.models import ApiKey, Company, Export, Invitation, Session, User
from accounts.roles import Scope
from accounts.secrets import digest
from applications.models import Application, Resume
from applications.tests.factory import new_application, new_resume
from conftest import Api, Cast, new_company, new_session, new_user, sign_in
from jobs.models import HiddenCompany, Job, JobFlag, JobImport, SavedJob
from jobs.tests.factory import new_job
from reports.models import Report, ReportSchedule
from reports.tests.factory import new_report, new_schedule

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
    draft: Job
    waiting: Job
    closed: Job
    published: Job
    pending: Job
    frozen: Job
    kept: Job
    """Dana has saved and flagged it."""
    flag: JobFlag
    job_import: JobImport
    sent: Application
    """Dana's, for the job that she has kept."""
    resume: Resume
    """Dana's, which she sent along."""
    report: Report
    """Alice's, which is ready."""
    asked_report: Report
    """Alice's, which waits."""
    schedule: ReportSchedule
    """Alice's."""
    export: Export
    """Dana's, and ready."""

    def ids(self) -> dict[str, UUID | str]:
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
            "published": self.published.pk,
            "pending": self.pending.pk,
            "frozen": self.frozen.pk,
            "kept": self.kept.pk,
            "flag": self.flag.pk,
            "import": self.job_import.pk,
            "sent": self.sent.pk,
            "resume": self.resume.pk,
            "report": self.report.pk,
            "asked_report": self.asked_report.pk,
            "schedule": self.schedule.pk,
            "export": self.export.pk,
            "draft": self.draft.pk,
            "external_id": self.draft.external_id,
            "waiting": self.waiting.pk,
            "closed": self.closed.pk,
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
    kept = new_job(cast.acme)
    SavedJob.objects.create(user=cast.dana, job=kept)
    HiddenCompany.objects.create(user=cast.dana, company=cast.globex)
    sent, resume = new_application(kept, cast.dana), new_resume(cast.dana)
    sent.files.add(resume)
    return Stage(
        cast=cast,
        invitation=invitation,
        session=new_session(cast.alice),
        api_key=ApiKey.objects.get(),
        suspended=new_company(
            "Gone", new_user("Gus", "employer"), suspended_at=timezone.now()
        ),
        unverified=new_user("Una", "applicant", email_verified_at=None),
        draft=new_job(cast.acme, "draft", external_id="A-17"),
        waiting=new_job(cast.acme, "pending"),
        closed=new_job(cast.acme, "closed"),
        published=new_job(cast.acme),
        pending=new_job(cast.globex, "pending"),
        frozen=new_job(cast.globex, "frozen"),
        kept=kept,
        flag=JobFlag.objects.create(job=kept, user=cast.dana, reason="scam"),
        job_import=JobImport.objects.create(
            company=cast.acme, user=cast.bob, mode="merge", format="csv"
        ),
        sent=sent,
        resume=resume,
        report=new_report(cast.alice, cast.acme),
        asked_report=new_report(cast.alice, cast.acme, "queued"),
        schedule=new_schedule(cast.alice, cast.acme),
        export=new_export(cast.dana),
    )


def new_export(user: User) -> Export:
    """Make an export of which there is no file."""
    now = timezone.now()
    return Export.objects.create(
        user=user,
        status="ready",
        stored_as=user.pk.hex,
        size=10,
        finished_at=now,
        expires_at=now + timedelta(days=7),
    )
