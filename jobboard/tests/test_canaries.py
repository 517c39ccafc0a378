"""A text in every column of one company never reaches another, or nobody."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import models, transaction
from django.utils import timezone

from accounts.models import (
    ApiKey,
    Company,
    Export,
    Invitation,
    MailedToken,
    Membership,
)
from applications.models import Application, Message, Note, Resume
from applications.tests.factory import new_application, new_resume
from conftest import Api, Cast, new_session, sign_in
from jobboard.tests.permission_table import TABLE, Row
from jobboard.tests.stage import new_export
from jobboard.tests.test_permissions import path_of
from jobs.models import Job, JobFlag, JobImport, JobMove, RefusedRow
from jobs.tests.factory import new_job
from reports.models import Report, ReportSchedule
from reports.tests.factory import new_report, new_schedule

PUBLIC = {"Company.name", "Company.slug", "Company.website", "Company.description"}
# Words with a meaning: another text in them is refused by the database or by the rules.
CODES = {"role", "company_role", "purpose", "scopes"}
CODES |= {"stage", "stage_before", "side", "kind", "format", "cadence"}
CODES |= {"status", "from_status", "to_status", "by", "outcome", "salary_currency"}
# What the crawl itself sends comes back to it.
CODES |= {"external_id", "external_key"}


def rows_of_globex(cast: Cast) -> list[models.Model]:
    """Return a row of every table that holds something of a company."""
    day = timezone.now() + timedelta(days=1)
    invitation = Invitation.objects.create(
        company=cast.globex,
        email="x@example.org",
        email_key="x@example.org",
        company_role="viewer",
        token_digest=b"i",
        expires_at=day,
    )
    key = ApiKey.objects.create(
        user=cast.grace, name="x", scopes=[], shown="x", key_digest=b"k"
    )
    mailed = MailedToken.objects.create(
        user=cast.grace, purpose="reset", token_digest=b"m", expires_at=day
    )
    membership = Membership.objects.get(user=cast.grace)
    # One that was never public: what others see of a public one, they may see.
    job = new_job(cast.globex, "rejected", external_id="x")
    move = JobMove.objects.create(
        job=job, from_status="pending", to_status="rejected", by="moderator"
    )
    flag = JobFlag.objects.create(job=job, user=cast.eve, reason="spam")
    job_import = JobImport.objects.create(
        company=cast.globex, mode="merge", format="csv", dry_run=True
    )
    refused = RefusedRow.objects.create(job_import=job_import, row=1)
    sent = new_application(job, cast.eve)
    sent.resume = new_resume(cast.eve)
    sent.save(update_fields=["resume"])
    note = Note.objects.create(application=sent, author=cast.grace, text="x")
    message = Message.objects.create(application=sent, side="company", text="x")
    return [
        Company.objects.get(pk=cast.globex.pk),
        cast.grace,
        cast.charlie,
        membership,
        invitation,
        key,
        mailed,
        new_session(cast.grace),
        new_export(cast.grace),
        job,
        move,
        flag,
        job_import,
        refused,
        sent,
        sent.resume,
        note,
        message,
        new_report(cast.grace, cast.globex),
        new_schedule(cast.grace, cast.globex),
    ]


def plant(rows: list[models.Model]) -> dict[str, str]:
    """Write a text of its own into every text column; return them by their places."""
    planted: dict[str, str] = {}
    for row in rows:
        for field in row._meta.concrete_fields:  # noqa: SLF001  # Django's public name
            if field.name in CODES or not isinstance(
                field, models.CharField | models.TextField | models.JSONField
            ):
                continue
            canary = f"cnry{len(planted):03d}x"
            value: Any = canary
            if isinstance(field, models.JSONField):
                value = {canary: canary}
            elif isinstance(field, models.URLField):
                value = f"https://{canary}.example.com"
            elif "email" in field.name:
                value = f"{canary}@example.org"
            type(row).objects.filter(pk=row.pk).update(**{field.name: value})
            planted[f"{type(row).__name__}.{field.name} {row.pk}"] = canary
    return planted


def crawl(cast: Cast, api: Api, planted: dict[str, str]) -> Iterator[bytes]:
    """Send everything there is to send, and yield all that comes back."""
    ids = {
        "company_id": cast.globex.pk,
        "user_id": cast.grace.pk,
        "invitation_id": Invitation.objects.get().pk,
        "key_id": ApiKey.objects.get().pk,
        "session_id": cast.grace.sessions.first().pk,
        "job_id": Job.objects.get().pk,
        "external_id": Job.objects.get().external_id,
        "export_id": Export.objects.get().pk,
        "flag_id": JobFlag.objects.get().pk,
        "import_id": JobImport.objects.get().pk,
        "application_id": Application.objects.get().pk,
        "resume_id": Resume.objects.get().pk,
        "report_id": Report.objects.get().pk,
        "schedule_id": ReportSchedule.objects.get().pk,
    }
    for row in TABLE:
        if row.route.startswith("admin"):
            continue
        with transaction.atomic():
            yield everything_in(api, row, ids)
            transaction.set_rollback(True)
    for canary in planted.values():
        for query in (f"?q={canary}", f"?page_size=100&q={canary[:5]}"):
            yield api.get(f"/api/v1/companies/{query}").content


def everything_in(api: Api, row: Row, ids: dict[str, Any]) -> bytes:
    names = re.findall(r"<(?:id|path):(\w+)>", row.route)
    body = None if callable(row.body) else row.body
    answer = api.request(row.method, path_of(row, [ids[n] for n in names]), body)
    return answer.getvalue() + repr(dict(answer.items())).encode()


@pytest.mark.parametrize("who", ["alice", "vera", "newt", "dana", None])
@pytest.mark.parametrize("is_public", [True, False])
def test_nothing_of_globex_is_shown(cast: Cast, who: str | None, is_public: bool):
    planted = plant(rows_of_globex(cast))
    if not is_public:
        Company.objects.filter(pk=cast.globex.pk).update(suspended_at=timezone.now())
    allowed = PUBLIC if is_public else set()
    api = sign_in(getattr(cast, who)) if who else Api()
    text = b"".join(crawl(cast, api, planted)).decode()
    shown = {place.split()[0] for place, canary in planted.items() if canary in text}
    assert shown <= allowed
    assert shown == allowed, "the crawl reaches what is public"


def test_the_crawl_would_find_it(cast: Cast):
    """The same crawl as one of Globex' own people sees what members may see."""
    planted = plant(rows_of_globex(cast))
    text = b"".join(crawl(cast, sign_in(cast.grace), planted)).decode()
    shown = {place.split()[0] for place, canary in planted.items() if canary in text}
    assert shown >= {*PUBLIC, "User.email", "User.full_name", "Invitation.email"}
    assert shown >= {"Job.title", "Job.description", "JobMove.comment"}
    assert shown >= {"Application.cover_letter", "Note.text", "Message.text"}
    assert shown >= {"Report.timezone", "ReportSchedule.timezone"}
    assert shown >= {"JobImport.detail", "JobImport.file_name", "RefusedRow.detail"}
    assert not shown & {"User.password", "MailedToken.data", "JobFlag.detail"}
