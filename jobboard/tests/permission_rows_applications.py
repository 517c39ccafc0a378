"""Who may apply, read applications and move them."""

from typing import Any

from jobboard.tests.permission_row import EVERYBODY, Row
from jobboard.tests.stage import Stage

LIST = "api/v1/applications/"
ONE = f"{LIST}<id:application_id>/"
JOB = "api/v1/jobs/<id:job_id>/"

# In the order of `CALLERS`, as in `permission_row`.
BOTH_SIDES = "401 401 200 404 403 200 200 200 404 403 403 403"


def sent(stage: Stage, caller: str) -> dict[str, Any]:
    """Move the application on stage."""
    return {"ids": [str(stage.sent.pk)], "to": "in_review"}


APPLICATIONS = [
    Row("GET", f"{JOB}application-form/", EVERYBODY, ids="published"),
    Row(
        "POST",
        f"{JOB}applications/",
        "401 401 201 201 403 403 403 403 403 403 403 403",
        {},
        ids="published",
    ),
    Row("GET", LIST, "401 401 200 200 403 200 200 200 200 200 200 403"),
    Row("GET", ONE, "401 401 200 404 403 200 200 200 404 200 200 403", ids="sent"),
    Row(
        "POST",
        f"{ONE}move/",
        "401 401 403 403 403 200 200 403 404 403 403 403",
        {"to": "in_review"},
        ids="sent",
    ),
    Row(
        "POST",
        f"{ONE}withdraw/",
        "401 401 200 404 403 403 403 403 403 403 403 403",
        ids="sent",
    ),
    Row(
        "POST",
        f"{LIST}bulk-move/",
        "401 401 403 403 403 200 200 403 200 403 403 403",
        sent,
    ),
    Row(
        "GET",
        f"{ONE}timeline/",
        "401 401 200 404 403 200 200 200 404 200 403 403",
        ids="sent",
    ),
    Row(
        "GET",
        f"{ONE}notes/",
        "401 401 403 403 403 200 200 200 404 403 403 403",
        ids="sent",
    ),
    Row(
        "POST",
        f"{ONE}notes/",
        "401 401 403 403 403 201 201 403 404 403 403 403",
        {"text": "Calls back."},
        ids="sent",
    ),
    Row("GET", f"{ONE}messages/", BOTH_SIDES, ids="sent"),
    Row(
        "POST",
        f"{ONE}messages/",
        "401 401 201 404 403 201 201 403 404 403 403 403",
        {"text": "When can you come?"},
        ids="sent",
    ),
]
