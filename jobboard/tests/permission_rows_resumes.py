"""Who may hand résumés in, have them, and read what they received."""

from conftest import Form
from jobboard.tests.permission_row import Row

ALL = "api/v1/resumes/"
ONE = f"{ALL}<id:resume_id>/"
FILE = Form(file=("cv.txt", b"Welder in Leeds", "text/plain"))

# In the order of `CALLERS`, as in `permission_row`; the résumé is Dana's, and Acme has
# received it.
RESUMES = [
    Row("GET", ALL, "401 401 200 200 403 403 403 403 403 403 403 403"),
    Row("POST", ALL, "401 401 201 201 403 403 403 403 403 403 403 403", FILE),
    Row("GET", ONE, "401 401 200 404 403 403 403 403 403 403 403 403", ids="resume"),
    Row("DELETE", ONE, "401 401 204 404 403 403 403 403 403 403 403 403", ids="resume"),
    Row(
        "GET",
        f"{ONE}download/",
        "401 401 302 404 403 302 302 302 404 403 302 403",
        ids="resume",
    ),
    # Whoever has a link may; here nobody has one.
    Row("GET", f"{ONE}file/", "404", ids="resume"),
]
