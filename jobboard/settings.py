"""Every setting, read once from the environment; `docs/configuration.md` lists them.

`DEBUG` in the environment means "development": local defaults are allowed.
Django's own `DEBUG` stays off everywhere: its pages answer HTML, print settings
and locals, and it keeps every query in memory for as long as a process lives.
"""

from pathlib import Path

from psycopg import IsolationLevel

from jobboard import env
from jobboard.refusals import refuse_missing, refuse_unsafe
from kernel.postgres.patience import PatientConnection

BASE_DIR = Path(__file__).resolve().parent.parent

DEVELOPMENT = env.flag("DEBUG", default=False)
DEBUG = False

_missing: list[str] = []


def _required(name: str, development: str) -> str:
    return env.required(
        name, missing=_missing, development=development if DEVELOPMENT else None
    )


# Secrets and places

SECRET_KEY = _required("SECRET_KEY", "development-only-" + "0" * 40)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]"))
if DEVELOPMENT:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
DATABASE_URL = _required("DATABASE_URL", "postgresql://127.0.0.1:5432/jobboard")
REDIS_URL = _required("REDIS_URL", "redis://127.0.0.1:6379/0")
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL") or REDIS_URL
VAR_DIR = Path(env.text("VAR_DIR", "var"))
VAR_DIR = VAR_DIR if VAR_DIR.is_absolute() else BASE_DIR / VAR_DIR
FILES_DIR = BASE_DIR / (env.text("FILES_DIR") or VAR_DIR / "files")
FILES_URL = env.address("FILES_URL", ("http", "https"))
FILES_PUBLIC_URL = env.address("FILES_PUBLIC_URL", ("http", "https"))
FILES_REGION = env.text("FILES_REGION", "us-east-1")
FILES_KEY_ID = env.text("FILES_KEY_ID")
FILES_SECRET = env.text("FILES_SECRET")
CLAMD_URL = env.address("CLAMD_URL", ("tcp", "unix"))
DEMO_JOBS = env.integer("DEMO_JOBS", 9_400, least=0, most=1_000_000)
PUBLIC_URL = env.address("PUBLIC_URL", ("http", "https"))
refuse_missing(_missing)

# The application

INSTALLED_APPS = [
    "jobboard",
    "reports",
    "applications",
    "search",
    "jobs",
    "notifications",
    "accounts",
    "events",
    "kernel",
    "corsheaders",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "kernel.middleware.RequestContextMiddleware",
    "kernel.middleware.ProblemMiddleware",
    "kernel.middleware.NeighbourMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kernel.middleware.CanonicalPathMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # For /admin/ only: views of the API look at tokens and at nothing else.
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "jobboard.urls"
WSGI_APPLICATION = "jobboard.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Accounts: passwords, tokens, and where the links in mails lead

AUTH_USER_MODEL = "accounts.User"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # addresses are unique by their key, not as they are spelt
]
PASSWORD_HASHERS = ["accounts.passwords.Argon2id"]
AUTHENTICATION_BACKENDS = ["accounts.admin_sign_in.AdminBackend"]
JWT_ISSUER = env.text("JWT_ISSUER", "jobboard")
JWT_AUDIENCE = env.text("JWT_AUDIENCE", "jobboard")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_AGE = 8 * 3600
# Behind a proxy on a port of its own, Host and Origin differ by the port.
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []

# PostgreSQL: a pool that checks its connections, and time-outs on everything

STATEMENT_TIMEOUT = env.seconds("STATEMENT_TIMEOUT", 5)
_database = env.database(DATABASE_URL)
_database_options = {
    "application_name": "jobboard",
    "connect_timeout": 3,
    "tcp_user_timeout": 5000,
    "keepalives_idle": 30,
    **(_database.pop("OPTIONS")),  # type: ignore[dict-item]  # env.database makes a dict
    "options": (
        f"-c statement_timeout={int(STATEMENT_TIMEOUT * 1000)} -c lock_timeout=1000"
        " -c idle_in_transaction_session_timeout=10000"
        # It takes 25 ms to compile what then runs for two.
        " -c jit=off"
    ),
    "pool": {
        "min_size": env.integer("DATABASE_POOL_MIN", 2, least=0),
        "max_size": env.integer("DATABASE_POOL_MAX", 8, least=1),
        "timeout": env.seconds("DATABASE_POOL_TIMEOUT", 2),
        "reconnect_timeout": 2,
        "connection_class": PatientConnection,
    },
}
DATABASES = {
    "default": {
        **_database,
        "CONN_MAX_AGE": 0,
        # The backend checks them itself, without the pool's pauses.
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": _database_options,
        "TEST": {"TEMPLATE": "template0"},
    }
}

# Reports read past the API's pool: a replica where there is one, else the same server

REPORTS_DATABASE_URL = env.address("REPORTS_DATABASE_URL", env.DATABASE_SCHEMES)
REPORTS_STATEMENT_TIMEOUT = env.seconds("REPORTS_STATEMENT_TIMEOUT", 120)
_reports = env.database(REPORTS_DATABASE_URL or DATABASE_URL)
DATABASES["reports"] = {
    **_reports,
    "CONN_MAX_AGE": 0,
    "OPTIONS": {
        **_database_options,
        **_reports["OPTIONS"],  # type: ignore[dict-item]  # env.database makes a dict
        "application_name": "jobboard-reports",
        "isolation_level": IsolationLevel.REPEATABLE_READ,
        "options": (
            f"-c statement_timeout={int(REPORTS_STATEMENT_TIMEOUT * 1000)}"
            " -c lock_timeout=1000 -c idle_in_transaction_session_timeout=60000"
            " -c default_transaction_read_only=on -c work_mem=32MB -c jit=off"
        ),
        "pool": False,
    },
    "TEST": {"MIRROR": "default"},
}

# The log of events, and mail; without a mail server each mail is a file

# LISTEN needs a session: past a pooler in transaction mode, name the server itself.
DATABASE_DIRECT_URL = env.address("DATABASE_DIRECT_URL", env.DATABASE_SCHEMES)
EVENTS_RETENTION_DAYS = env.integer("EVENTS_RETENTION_DAYS", 30, least=1)
FRONTEND_URL = env.address("FRONTEND_URL", ("http", "https"))
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=EMAIL_PORT == 587)  # noqa: PLR2004  # the port of STARTTLS
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=EMAIL_PORT == 465)  # noqa: PLR2004  # the port of TLS from the start
EMAIL_TIMEOUT = env.seconds("EMAIL_TIMEOUT", 10)
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "notifications.backends.FileBackend"
)
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Job board <jobboard@localhost>")

# Redis: the cache, the limits; never the only place where a thing is kept

REDIS_TIMEOUT = env.seconds("REDIS_TIMEOUT", 0.25)
REDIS_RETRY_AFTER = env.seconds("REDIS_RETRY_AFTER", 2)

# Who may call, from where, how often

CORS_ALLOWED_ORIGINS = env.addresses("CORS_ALLOWED_ORIGINS", ("http", "https"))
CORS_EXPOSE_HEADERS = [
    "ETag",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-ID",
    "Idempotency-Replayed",
]
CORS_ALLOW_HEADERS = [
    "accept",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "if-none-match",
    "x-request-id",
]
CORS_PREFLIGHT_MAX_AGE = 3600
CORS_URLS_REGEX = r"/"  # by default a path with a line break gets another Vary
TRUSTED_PROXIES = env.networks("TRUSTED_PROXIES")
RATE_LIMITS = env.scale("RATE_LIMITS")
METRICS_TOKEN = env.text("METRICS_TOKEN")

SECURE_CONTENT_TYPE_NOSNIFF = True
# `no-referrer` would make browsers send `Origin: null`, which /admin/ refuses.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 0, most=63_072_000)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"

# Input limits

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
DATA_UPLOAD_MAX_NUMBER_FILES = 10
APPEND_SLASH = True

# DRF

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["kernel.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["kernel.parsers.StrictJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["kernel.permissions.NobodyYet"],
    "DEFAULT_SCHEMA_CLASS": "kernel.openapi.Schema",
    "DEFAULT_PAGINATION_CLASS": None,
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "kernel.failures.handle_exception",
    "UNAUTHENTICATED_USER": "accounts.actor.nobody",
    "UNAUTHENTICATED_TOKEN": None,
    "URL_FORMAT_OVERRIDE": None,
    "FORMAT_SUFFIX_KWARG": None,
    "COERCE_DECIMAL_TO_STRING": False,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Job board API",
    "VERSION": "1",
    "DESCRIPTION": "Search, post, apply, moderate. Errors: docs/errors.md.",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "filter": True,
        "persistAuthorization": True,
        "displayRequestDuration": True,
    },
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "RoleEnum": "accounts.roles.Role.values",
        "ExportStatusEnum": "accounts.models.exports.ExportStatus.values",
        "CompanyRoleEnum": "accounts.roles.CompanyRole.values",
        "FlagOutcomeEnum": "jobs.terms.FlagOutcome.values",
        "FlagReasonEnum": "jobs.terms.FlagReason.values",
        "ByEnum": "jobs.models.moderation.By.values",
        "ImportStatusEnum": "jobs.models.imports.ImportStatus.values",
        "JobStatusEnum": "jobs.terms.Status.values",
        "QueueReasonEnum": "jobs.terms.QueueReason.values",
        "MoveOutcomeEnum": "applications.serializers.applications.OUTCOMES",
        "MoveTargetEnum": "applications.stages.TARGETS",
        "RefusalReasonEnum": "applications.stages.Reason.values",
        "RejectReasonEnum": "jobs.terms.RejectReason.values",
        "ReportCadenceEnum": "reports.terms.Cadence.values",
        "ReportFormatEnum": "reports.terms.Format.values",
        "ReportKindEnum": "reports.terms.Kind.values",
        "ReportStatusEnum": "reports.terms.Status.values",
        "ResumeKindEnum": "applications.models.resumes.Kind.values",
        "ResumeStatusEnum": "applications.models.resumes.Scan.values",
        "SideEnum": "applications.models.talk.Side.values",
        "StageEnum": "applications.stages.Stage.values",
        "StepEnum": "applications.serializers.applications.STEPS",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "kernel.openapi.describe_problems",
    ],
}

# Static files: the API docs' own scripts, served by the process itself

STATIC_URL = "/static/"
STATIC_ROOT = None if DEVELOPMENT else BASE_DIR / "staticfiles"
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = False

# Logs: one JSON object a line on standard output

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_LEVEL = env.one_of("LOG_LEVEL", "INFO", LOG_LEVELS)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kernel.logs.JSONFormatter"}},
    "handlers": {
        "stdout": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.stdout",
            "formatter": "json",
        }
    },
    "root": {"handlers": ["stdout"], "level": LOG_LEVEL},
    "loggers": {
        # The request line that we write ourselves says all that these would.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "CRITICAL"},
    },
}

refuse_unsafe(globals())
