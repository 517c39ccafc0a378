"""Who may ask for reports, and whose they are."""

from jobboard.tests.permission_row import EVERYBODY, Row
from jobboard.tests.stage import Stage

ALL = "api/v1/reports/"
ONE = f"{ALL}<id:report_id>/"
SCHEDULES = "api/v1/report-schedules/"
SCHEDULE = f"{SCHEDULES}<id:schedule_id>/"


def of_ones_own(stage: Stage, caller: str) -> dict[str, object]:
    """Return what asks for a kind that is the caller's."""
    return {
        "kind": "moderation" if caller == "admin" else "responsiveness",
        "format": "pdf",
        "period": {"from": "2026-01-01", "to": "2026-12-31"},
    }


def again_and_again(stage: Stage, caller: str) -> dict[str, object]:
    """Return what asks for the same every week."""
    body = of_ones_own(stage, caller)
    return {"kind": body["kind"], "format": "xlsx", "cadence": "weekly"}


# In the order of `CALLERS`, as in `permission_row`; the reports are Alice's, who owns
# Acme: a report is for nobody but whoever asked for it.
ASKING = "401 401 403 403 403 {0} {0} {0} {0} {0} 403 403"
HERS = "401 401 403 403 403 {0} 404 404 404 404 403 403"

REPORTS = [
    Row("GET", "my-reports", EVERYBODY),
    Row("GET", ALL, ASKING.format(200)),
    Row("POST", ALL, ASKING.format(202), of_ones_own),
    Row("GET", ONE, HERS.format(200), ids="report"),
    Row("DELETE", ONE, HERS.format(204), ids="report"),
    Row("POST", f"{ONE}cancel/", HERS.format(200), ids="asked_report"),
    Row("GET", f"{ONE}download/", HERS.format(302), ids="report"),
    Row("GET", f"{ONE}view/", HERS.format(200), ids="report"),
    # Whoever has a link may; here nobody has one.
    Row("GET", f"{ONE}file/", "404", ids="report"),
    Row("GET", SCHEDULES, ASKING.format(200)),
    Row("POST", SCHEDULES, ASKING.format(201), again_and_again),
    Row("GET", SCHEDULE, HERS.format(200), ids="schedule"),
    Row("PATCH", SCHEDULE, HERS.format(200), {"cadence": "daily"}, ids="schedule"),
    Row("DELETE", SCHEDULE, HERS.format(204), ids="schedule"),
]
