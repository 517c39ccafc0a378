"""Recording what happens to applications, for whoever may know it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accounts.actor import Actor
from applications.kinds import APPLICATION_REFUSAL_TOLD
from applications.models import Application
from events.registry import Kind
from events.services import record_event, take_back

NO_FIELDS: Mapping[str, str] = {}


def record(
    kind: Kind,
    application: Application,
    *,
    actor: Actor,
    to_applicant: bool,
    to_company: bool = True,
    not_before: datetime | None = None,
    fields: Mapping[str, str] = NO_FIELDS,
) -> None:
    """Record an event of an application; it needs its job and the job's company."""
    named = {
        "title": application.job.title,
        "company_name": application.job.company.name,
    }
    private = {name: named[name] for name in kind.private}
    record_event(
        kind=kind.name,
        actor=actor.key or "system",
        subject=application.key,
        audience=_audience(
            application, to_applicant=to_applicant, to_company=to_company
        ),
        payload={"company": str(application.company_id), **private, **fields},
        not_before=not_before,
    )


def _audience(
    application: Application, *, to_applicant: bool, to_company: bool
) -> Iterable[str]:
    if to_company:
        yield application.company_key
    if to_applicant and application.applicant_id is not None:
        yield f"user:{application.applicant_id}"


def forget_release(application_key: str) -> None:
    """See to it that nobody is told of a rejection that was not released yet."""
    take_back(kind=APPLICATION_REFUSAL_TOLD.name, subject=application_key)
