"""Who may have a copy of their data, and download it."""

from jobboard.tests.permission_row import PERSONS, Row

ALL = "api/v1/me/exports/"
ONE = f"{ALL}<id:export_id>/"

# In the order of `CALLERS`, as in `permission_row`; the export is Dana's, and ready.
EXPORTS = [
    Row("GET", ALL, PERSONS),
    Row("POST", ALL, "401 401 202 202 202 202 202 202 202 202 403 403"),
    Row("GET", ONE, "401 401 200 404 404 404 404 404 404 404 403 403", ids="export"),
    Row(
        "GET",
        f"{ONE}download/",
        "401 401 302 404 404 404 404 404 404 404 403 403",
        ids="export",
    ),
    # Whoever has a link may; here nobody has one.
    Row("GET", f"{ONE}file/", "404", ids="export"),
]
