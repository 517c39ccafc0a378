"""The words for what an account is, and what it is in its company."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What an account is on the board."""

    ADMIN = "admin"
    EMPLOYER = "employer"
    APPLICANT = "applicant"


class CompanyRole(TextChoices):
    """What an employer's account is in its company."""

    OWNER = "owner"
    RECRUITER = "recruiter"
    VIEWER = "viewer"


class Scope(TextChoices):
    """What an API key may be used for."""

    JOBS_READ = "jobs:read"
    JOBS_WRITE = "jobs:write"
    APPLICATIONS_READ = "applications:read"
