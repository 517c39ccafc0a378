"""Who may do what: every operation, every caller, and what the answer's status is.

`test_permissions.py` fires every cell and fails when an operation is missing here.
Statuses stand in the order of `CALLERS`. A new endpoint adds a line.
"""

from accounts.tokens import refresh_token
from conftest import PASSWORD
from jobboard.tests.permission_row import ADMINS, EVERYBODY, PERSONS, Row
from jobboard.tests.permission_rows_applications import APPLICATIONS
from jobboard.tests.permission_rows_exports import EXPORTS
from jobboard.tests.permission_rows_imports import IMPORTS
from jobboard.tests.permission_rows_jobs import POSTINGS
from jobboard.tests.permission_rows_moderation import MODERATION
from jobboard.tests.permission_rows_reports import REPORTS
from jobboard.tests.permission_rows_resumes import RESUMES
from jobboard.tests.permission_rows_search import SEARCH
from jobboard.tests.stage import Stage


def credentials(stage: Stage, caller: str) -> dict[str, str]:
    """Return the caller's own address and password, where a person calls."""
    people = {
        "unverified": stage.unverified,
        "owner": stage.cast.alice,
        "admin": stage.cast.erin,
    }
    email = people.get(caller, stage.cast.dana).email
    return {"email": email, "password": PASSWORD}


def refresh(stage: Stage, caller: str) -> dict[str, str]:
    """Return somebody's refresh token: whoever has it may use it."""
    return {"refresh": refresh_token(stage.session)}


COMPANIES = "api/v1/companies/"
COMPANY = f"{COMPANIES}<id:company_id>/"
MEMBER = f"{COMPANY}members/<id:user_id>/"
INVITATIONS = f"{COMPANY}invitations/"
INVITATION = f"{INVITATIONS}<id:invitation_id>/"
AUTH = "api/v1/auth/"
ME = "api/v1/me/"
USER = "api/v1/users/<id:user_id>/"

PASSWORDS = {"current_password": PASSWORD, "new_password": "another long password"}
SIGN_UP = {
    "email": "new@example.org",
    "password": "a long enough password",
    "full_name": "New",
    "role": "applicant",
}
INVITE = {"email": "friend@example.org", "company_role": "viewer"}
KEY = {"name": "k", "scopes": ["jobs:read"]}
ROLE = {"company_role": "viewer"}

# In the order of `CALLERS`, as in `permission_row`.
ASKING = "401 401 202 202 202 202 202 202 202 202 403 403"
DOING = "401 401 204 204 204 204 204 204 204 204 403 403"
INSIDE = "401 401 403 403 403 200 200 200 404 200 403 403"
OWNER_204 = "401 401 403 403 403 204 403 403 404 403 403 403"

TABLE = [
    # Operations
    Row("GET", "", EVERYBODY),
    Row("GET", "healthz", EVERYBODY),
    Row("GET", "readyz", EVERYBODY),
    Row("GET", "metrics", EVERYBODY),
    Row("GET", "api/schema/", EVERYBODY),
    Row("GET", "api/docs/", EVERYBODY),
    Row("GET", "api/redoc/", EVERYBODY),
    Row("GET", "api/v1/", EVERYBODY),
    Row("GET", ".well-known/jwks.json", EVERYBODY),
    Row("GET", "verify-email", EVERYBODY),
    Row("GET", "confirm-email", EVERYBODY),
    Row("GET", "reset-password", EVERYBODY),
    Row("GET", "accept-invitation", EVERYBODY),
    Row("GET", "my-data", EVERYBODY),
    # Tokens do not open /admin/: it has sessions of its own.
    Row("GET", "admin/", "302"),
    # Signing up, in and out; a token sent along is not looked at
    Row("POST", f"{AUTH}register/", "202", SIGN_UP),
    Row("POST", f"{AUTH}verify-email/", "400", {"token": "x"}),
    Row("POST", f"{AUTH}verify-email/resend/", "202", {"email": "una@example.org"}),
    Row(
        "POST",
        f"{AUTH}token/",
        "200 403 200 200 200 200 200 200 200 200 200 200",
        credentials,
    ),
    Row("POST", f"{AUTH}token/refresh/", EVERYBODY, refresh),
    Row("POST", f"{AUTH}logout/", "204", refresh),
    Row("POST", f"{AUTH}logout-all/", DOING),
    Row("POST", f"{AUTH}password/forgot/", "202", {"email": "dana@example.org"}),
    Row(
        "POST",
        f"{AUTH}password/reset/",
        "400",
        {"token": "x", "password": "another long password"},
    ),
    Row("POST", f"{AUTH}password/change/", DOING, PASSWORDS),
    # One's own account
    Row("GET", ME, PERSONS),
    Row("PATCH", ME, PERSONS, {"full_name": "Other Name"}),
    Row("DELETE", ME, "401 401 204 204 204 409 204 204 409 409 403 403"),
    Row("POST", f"{ME}email/", ASKING, {"email": "other@example.org"}),
    Row("GET", f"{ME}sessions/", PERSONS),
    Row(
        "DELETE",
        f"{ME}sessions/<id:session_id>/",
        "401 401 404 404 404 204 404 404 404 404 403 403",
        ids="session",
    ),
    Row(
        "GET",
        f"{ME}api-keys/",
        "401 401 403 403 200 200 200 200 200 403 403 403",
    ),
    Row(
        "POST",
        f"{ME}api-keys/",
        "401 401 403 403 201 201 201 201 201 403 403 403",
        KEY,
    ),
    Row(
        "GET",
        f"{ME}api-keys/<id:key_id>/",
        "401 401 403 403 404 200 404 404 404 403 403 403",
        ids="api_key",
    ),
    Row(
        "DELETE",
        f"{ME}api-keys/<id:key_id>/",
        "401 401 403 403 404 204 404 404 404 403 403 403",
        ids="api_key",
    ),
    # What one was told, and what one wants mail about
    Row("GET", f"{ME}notifications/", PERSONS),
    Row("POST", f"{ME}notifications/read/", PERSONS, {"all": True}),
    Row("GET", f"{ME}notification-preferences/", PERSONS),
    Row("PATCH", f"{ME}notification-preferences/", PERSONS, {"email": {}}),
    # Whoever has the token of a mail may; here nobody has one.
    Row("GET", "api/v1/notifications/unsubscribe/", "400"),
    Row("POST", "api/v1/notifications/unsubscribe/", "400"),
    # Companies
    Row("GET", COMPANIES, EVERYBODY),
    Row(
        "POST",
        COMPANIES,
        "401 401 403 403 201 409 409 409 409 403 403 403",
        {"name": "Wayne"},
    ),
    Row("GET", COMPANY, EVERYBODY, ids="acme"),
    Row(
        "PATCH",
        COMPANY,
        "401 401 403 403 403 200 403 403 403 403 403 403",
        {"name": "Acme Two"},
        ids="acme",
    ),
    Row("GET", f"{COMPANY}members/", INSIDE, ids="acme"),
    Row("GET", MEMBER, INSIDE, ids="acme bob"),
    Row(
        "PATCH",
        MEMBER,
        "401 401 403 403 403 200 403 403 404 403 403 403",
        ROLE,
        ids="acme bob",
    ),
    # Bob himself leaves.
    Row(
        "DELETE",
        MEMBER,
        "401 401 403 403 403 204 204 403 404 403 403 403",
        ids="acme bob",
    ),
    Row("GET", INVITATIONS, INSIDE, ids="acme"),
    Row(
        "POST",
        INVITATIONS,
        "401 401 403 403 403 201 403 403 404 403 403 403",
        INVITE,
        ids="acme",
    ),
    Row("GET", INVITATION, INSIDE, ids="acme invitation"),
    Row("DELETE", INVITATION, OWNER_204, ids="acme invitation"),
    # Only the newcomer has the invited address.
    Row(
        "POST",
        "api/v1/invitations/accept/",
        "401 401 403 403 200 404 404 404 404 403 403 403",
        {"token": "invitation"},
    ),
    Row("POST", f"{COMPANY}verify/", ADMINS, ids="globex"),
    Row("POST", f"{COMPANY}unverify/", ADMINS, ids="acme"),
    Row("POST", f"{COMPANY}suspend/", ADMINS, ids="acme"),
    Row("POST", f"{COMPANY}unsuspend/", ADMINS, ids="suspended"),
    # Accounts
    Row("GET", "api/v1/users/", ADMINS),
    Row("GET", USER, ADMINS, ids="dana"),
    Row("PATCH", USER, ADMINS, {"is_active": False}, ids="dana"),
    *EXPORTS,
    *APPLICATIONS,
    *RESUMES,
    *POSTINGS,
    *IMPORTS,
    *MODERATION,
    *SEARCH,
    *REPORTS,
]
