"""Who may post, publish and read jobs."""

from jobboard.tests.permission_row import EVERYBODY, Row

JOBS = "api/v1/jobs/"
JOB = f"{JOBS}<id:job_id>/"
BY_EXTERNAL_ID = f"{JOBS}by-external-id/<path:external_id>/"
AD = {
    "title": "Baker",
    "description": "You bake.",
    "locations": [{"city": "Berlin", "country": "DE"}],
}

# In the order of `CALLERS`, as in `permission_row`; the jobs are Acme's. What is public
# another owner sees, and is refused there instead of not finding it.
POSTING = "401 401 403 403 403 201 201 403 201 403 201 403"
PUBLIC = "401 401 403 403 403 200 200 403 403 403 200 403"
HIDDEN = "401 401 403 403 403 200 200 403 404 403 200 403"
DELETING = "401 401 403 403 403 204 204 403 404 403 204 403"

POSTINGS = [
    Row("GET", JOBS, EVERYBODY),
    Row("POST", JOBS, POSTING, AD),
    Row("GET", JOB, EVERYBODY, ids="published"),
    Row("PATCH", JOB, PUBLIC, {"title": "Other"}, ids="published"),
    Row("DELETE", JOB, DELETING, ids="draft"),
    Row("POST", f"{JOB}submit/", HIDDEN, ids="draft"),
    Row("POST", f"{JOB}close/", PUBLIC, {"reason": "filled"}, ids="published"),
    Row("POST", f"{JOB}reopen/", PUBLIC, ids="closed"),
    Row("POST", f"{JOB}extend/", PUBLIC, {"days": 7}, ids="published"),
    Row("POST", f"{JOB}redraft/", HIDDEN, ids="waiting"),
    Row(
        "GET",
        f"{JOB}history/",
        "401 401 403 403 403 200 200 200 404 200 200 403",
        ids="published",
    ),
    Row("GET", f"{JOB}jsonld/", EVERYBODY, ids="published"),
    # Each company has external ids of its own: the other owner makes a job.
    Row(
        "GET",
        BY_EXTERNAL_ID,
        "401 401 403 403 403 200 200 200 404 403 200 403",
        ids="external_id",
    ),
    Row(
        "PUT",
        BY_EXTERNAL_ID,
        "401 401 403 403 403 200 200 403 201 403 200 403",
        AD,
        ids="external_id",
    ),
    Row("DELETE", BY_EXTERNAL_ID, DELETING, ids="external_id"),
    Row("GET", "api/v1/categories/", EVERYBODY),
    Row("GET", "api/v1/skills/", EVERYBODY),
]
