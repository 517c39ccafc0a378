"""Who may moderate, flag, save and hide."""

from jobboard.tests.permission_row import ADMINS, Row
from jobboard.tests.stage import Stage

JOB = "api/v1/moderation/jobs/<id:job_id>/"
FLAGS = "api/v1/moderation/flags/"
FLAG = f"{FLAGS}<id:flag_id>/"
JOB_FLAGS = "api/v1/jobs/<id:job_id>/flags/"
SAVED, HIDDEN = "api/v1/me/saved-jobs/", "api/v1/me/hidden-companies/"

# In the order of `CALLERS`, as in `permission_row`.
APPLICANTS = "401 401 200 200 403 403 403 403 403 403 403 403"
MAKING = "401 401 201 201 403 403 403 403 403 403 403 403"
DANAS = "401 401 200 404 403 403 403 403 403 403 403 403"
LETTING_GO = "401 401 204 404 403 403 403 403 403 403 403 403"


def job(stage: Stage, caller: str) -> dict[str, str]:
    """Name a job that nobody has saved."""
    return {"job": str(stage.published.pk)}


def company(stage: Stage, caller: str) -> dict[str, str]:
    """Name a company that nobody has hidden."""
    return {"company": str(stage.cast.acme.pk)}


MODERATION = [
    Row("GET", "api/v1/moderation/jobs/", ADMINS),
    Row("GET", JOB, ADMINS, ids="pending"),
    Row("POST", f"{JOB}approve/", ADMINS, ids="pending"),
    Row("POST", f"{JOB}reject/", ADMINS, {"reason": "spam"}, ids="pending"),
    Row("POST", f"{JOB}freeze/", ADMINS, {"reason": "spam"}, ids="published"),
    Row("POST", f"{JOB}unfreeze/", ADMINS, ids="frozen"),
    Row("GET", FLAGS, ADMINS),
    Row("GET", FLAG, ADMINS, ids="flag"),
    Row("POST", f"{FLAG}resolve/", ADMINS, {"outcome": "upheld"}, ids="flag"),
    Row(
        "POST",
        JOB_FLAGS,
        "401 401 201 201 201 201 201 201 201 201 403 403",
        {"reason": "spam"},
        ids="published",
    ),
    Row(
        "GET",
        f"{JOB_FLAGS}<id:flag_id>/",
        "401 401 200 404 404 404 404 404 404 404 403 403",
        ids="kept flag",
    ),
    # What one keeps
    Row("GET", SAVED, APPLICANTS),
    Row("POST", SAVED, MAKING, job),
    Row("GET", f"{SAVED}<id:job_id>/", DANAS, ids="kept"),
    Row("DELETE", f"{SAVED}<id:job_id>/", LETTING_GO, ids="kept"),
    Row("GET", HIDDEN, APPLICANTS),
    Row("POST", HIDDEN, MAKING, company),
    Row("GET", f"{HIDDEN}<id:company_id>/", DANAS, ids="globex"),
    Row("DELETE", f"{HIDDEN}<id:company_id>/", LETTING_GO, ids="globex"),
]
