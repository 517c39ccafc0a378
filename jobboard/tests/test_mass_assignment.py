"""Every write refuses every field that it does not take, by name."""

import pytest
from django.apps import apps

from conftest import Cast
from jobboard.tests.permission_table import TABLE, Row
from jobboard.tests.stage import new_stage
from jobboard.tests.test_permissions import ids_of, path_of
from jobs.serializers.jobs import JobIn

# Mail programs post a form of their own there (RFC 8058); what it says is not read.
NOT_READ = {"api/v1/notifications/unsubscribe/"}
WRITES = [
    row
    for row in TABLE
    if row.method in {"POST", "PUT", "PATCH"} and row.route not in NOT_READ
]
WRITTEN = {name for name, field in JobIn().fields.items() if not field.read_only}
# What each write takes beyond the body in the table.
ALSO = {
    "api/v1/companies/": {"website", "description", "retention_months"},
    "api/v1/companies/<id:company_id>/": {
        "website",
        "description",
        "retention_months",
    },
    "api/v1/users/<id:user_id>/": {"role"},
    "api/v1/auth/register/": {"company"},
    "api/v1/jobs/": WRITTEN,
    "api/v1/jobs/imports/": {"mode", "dry_run"},
    "api/v1/jobs/<id:job_id>/": WRITTEN,
    "api/v1/jobs/by-external-id/<path:external_id>/": WRITTEN,
    "api/v1/jobs/<id:job_id>/flags/": {"detail"},
    "api/v1/jobs/<id:job_id>/applications/": {"resume", "cover_letter", "answers"},
    "api/v1/applications/<id:application_id>/move/": {"reason"},
    "api/v1/reports/": {"timezone"},
    "api/v1/report-schedules/": {"timezone", "is_active"},
    "api/v1/report-schedules/<id:schedule_id>/": {
        *("kind", "format", "cadence", "timezone", "is_active"),
    },
    "api/v1/applications/bulk-move/": {"reason"},
    "api/v1/moderation/jobs/<id:job_id>/reject/": {"comment"},
    "api/v1/moderation/jobs/<id:job_id>/freeze/": {"comment"},
}
NOT_OF_MODELS = {"is_staff", "is_superuser", "user_permissions", "groups", "tokens"}


def every_field() -> set[str]:
    """Return the name of every column that our tables have, and a few others."""
    names = set(NOT_OF_MODELS)
    for model in apps.get_models():
        if model.__module__.split(".")[0] in {
            "accounts",
            "applications",
            "events",
            "jobs",
            "notifications",
            "reports",
        }:
            for field in model._meta.concrete_fields:  # noqa: SLF001  # Django's public name
                names |= {field.name, field.attname}
    return names


@pytest.mark.parametrize("row", WRITES, ids=lambda row: f"{row.method} /{row.route}")
def test_no_field_is_ignored(cast: Cast, row: Row):
    stage, expected = new_stage(cast), row.expected()
    refused = every_field() - ALSO.get(row.route, set())
    path = path_of(row, ids_of(row, stage))
    for caller, api in stage.clients():
        if expected[caller] >= 400 and expected[caller] != 400:
            continue
        body = row.body(stage, caller) if callable(row.body) else row.body or {}
        for field in sorted(refused - set(body)):
            more = type(body)({**body, field: "x"})
            answer = api.request(row.method, path, more)
            assert answer.status_code == 400, (field, answer.content)
            errors = answer.json()["errors"]
            assert [each["field"] for each in errors] == [field], errors
            assert errors[0]["code"] in {"unknown_field", "read_only_field"}
        return
    pytest.fail("nobody may do this")
