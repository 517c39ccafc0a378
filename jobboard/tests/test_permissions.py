"""The permission table holds, and leaves no operation out."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse

from applications.tests.factory import new_application, new_resume
from conftest import Api, Cast, new_company, new_session, new_user, sign_in
from jobboard.tests.permission_table import TABLE, Row
from jobboard.tests.routes import all_operations
from jobboard.tests.stage import CALLERS, Stage, new_export, new_stage
from jobs.models import JobFlag
from jobs.tests.factory import new_job
from kernel.ids import new_id

_ID = re.compile(r"<(?:id|path):\w+>")
_OPERATIONS = [(row.method, row.route) for row in TABLE]


def path_of(row: Row, ids: list[UUID]) -> str:
    left = iter(ids)
    return "/" + _ID.sub(lambda _: str(next(left)), row.route)


def fire(row: Row, stage: Stage, caller: str, api: Api, ids: list[UUID]) -> Any:
    body = row.body(stage, caller) if callable(row.body) else row.body
    return api.request(row.method, path_of(row, ids), body)


def ids_of(row: Row, stage: Stage) -> list[UUID]:
    known = stage.ids()
    return [known[name] for name in row.ids.split()]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.method} /{row.route}")
def test_every_cell(cast: Cast, row: Row):
    stage = new_stage(cast)
    answered = {}
    for caller, api in stage.clients():
        with transaction.atomic():
            answer = fire(row, stage, caller, api, ids_of(row, stage))
            answered[caller] = answer.status_code
            transaction.set_rollback(True)  # the next caller finds the same stage
    assert answered == row.expected()


@pytest.mark.parametrize(
    "row",
    [row for row in TABLE if row.body and not row.route.startswith("api/v1/auth/")],
    ids=lambda row: f"{row.method} /{row.route}",
)
def test_whoever_may_not_is_told_so_before_the_body_is_read(cast: Cast, row: Row):
    stage = new_stage(cast)
    path = path_of(row, ids_of(row, stage))
    expected = {who: code for who, code in row.expected().items() if code in {401, 403}}
    answered = {
        caller: api.request(row.method, path, b"{").status_code
        for caller, api in stage.clients()
        if caller in expected
    }
    assert answered == expected


def test_no_operation_is_left_out():
    assert set(_OPERATIONS) == all_operations()


def test_no_operation_is_told_twice():
    assert len(set(_OPERATIONS)) == len(_OPERATIONS)


def test_every_cell_has_a_status():
    for row in TABLE:
        assert tuple(row.expected()) == CALLERS
        assert len(_ID.findall(row.route)) == len(row.ids.split())


def foreign(cast: Cast) -> dict[str, dict[str, UUID]]:
    """Return ids that exist and are not Grace's to see, by what they are ids of."""
    hidden = new_company("Hidden", new_user("Hal", "employer", email_verified_at=None))
    stage = new_stage(cast)
    return {
        "company_id": {"hidden": hidden.pk, "suspended": stage.suspended.pk},
        "user_id": {"member": cast.bob.pk, "applicant": cast.dana.pk},
        "invitation_id": {"invitation": stage.invitation.pk},
        "session_id": {"session": stage.session.pk},
        "key_id": {"key": stage.api_key.pk},
        "job_id": {
            status: new_job(cast.acme, status).pk
            for status in ("draft", "pending", "rejected", "frozen")
        },
        "flag_id": {"flag": new_flag(cast).pk},
        "import_id": {"import": stage.job_import.pk},
        "export_id": {"eve's": new_export(cast.eve).pk},
        "resume_id": {"eve's": new_resume(cast.eve).pk},
        "report_id": {"report": stage.report.pk},
        "schedule_id": {"schedule": stage.schedule.pk},
        "application_id": {"eve's": new_application(new_job(cast.acme), cast.eve).pk},
    }


def new_flag(cast: Cast) -> JobFlag:
    """Make a flag of somebody who asks for none."""
    job = new_job(cast.acme)
    return JobFlag.objects.create(job=job, user=cast.eve, reason="scam")


def seen(response: HttpResponse) -> tuple[int, dict[str, str], bytes]:
    headers = dict(response.items())
    for name in ("X-Request-ID", "Date"):
        headers.pop(name, None)
    return response.status_code, headers, response.content


WITH_IDS = [row for row in TABLE if row.ids]


@pytest.mark.parametrize("row", WITH_IDS, ids=lambda row: f"{row.method} /{row.route}")
@pytest.mark.parametrize("who", ["grace", "newt", "dana", None])
def test_a_foreign_id_answers_as_an_unknown_one(cast: Cast, row: Row, who: str | None):
    """Public companies are not foreign; everything else that is not Grace's is."""
    rows = foreign(cast)
    user = getattr(cast, who) if who else None
    api = sign_in(user) if user else Api()
    own = {"company_id": cast.globex.pk} if who == "grace" else {}
    names = re.findall(r"<id:(\w+)>", row.route)
    for place, name in enumerate(names):
        if place + 1 < len(names):
            continue  # tried together with an id inside of it
        for known in rows[name].values():
            before = [own.get(each, new_id()) for each in names[:place]]
            answers = [
                seen(
                    api.request(
                        row.method,
                        path_of(row, [*before, each]),
                        row.body,
                        X_Request_ID="same",
                    )
                )
                for each in (known, new_id(), "not-an-id", UUID(int=0))
            ]
            assert all(answer == answers[0] for answer in answers), (name, answers)


@pytest.mark.parametrize(
    "row",
    [row for row in WITH_IDS if "<id:company_id>/" in row.route.removesuffix("/")],
    ids=lambda row: f"{row.method} /{row.route}",
)
def test_what_is_inside_another_company_answers_as_if_it_were_not(cast: Cast, row: Row):
    """Acme is public; under its members and invitations Grace finds nothing at all."""
    rows, grace = foreign(cast), sign_in(cast.grace)
    inner = re.findall(r"<id:(\w+)>", row.route)[1:]
    known = [next(iter(rows[name].values())) for name in inner]
    answers = [
        seen(
            grace.request(
                row.method,
                path_of(row, [company, *rest]),
                row.body,
                X_Request_ID="same",
            )
        )
        for company, rest in [
            (cast.acme.pk, known),
            (new_id(), known),
            (cast.acme.pk, [new_id() for _ in inner]),
            ("not-an-id", known),
        ]
    ]
    assert all(answer == answers[0] for answer in answers), answers
    assert answers[0][0] in {403, 404}


def test_a_session_of_another_is_not_ended(cast: Cast):
    session = new_session(cast.alice)
    for who in (cast.grace, cast.dana, cast.erin):
        sign_in(who).delete(f"/api/v1/me/sessions/{session.pk}/")
    session.refresh_from_db()
    assert session.revoked_at is None
