"""Who may hand in files of jobs, and see what became of them."""

from conftest import Form
from jobboard.tests.permission_row import Row

ALL = "api/v1/jobs/imports/"
ONE = f"{ALL}<id:import_id>/"
FILE = Form(file=("jobs.jsonl", b'{"title": "Baker"}'))

# In the order of `CALLERS`, as in `permission_row`; the import is Acme's.
SEEING = "401 401 403 403 403 200 200 200 404 200 200 403"

IMPORTS = [
    Row("GET", ALL, "401 401 403 403 403 200 200 200 200 200 200 403"),
    Row("POST", ALL, "401 401 403 403 403 202 202 403 202 403 202 403", FILE),
    Row("GET", ONE, SEEING, ids="import"),
    Row("GET", f"{ONE}errors/", SEEING, ids="import"),
]
