"""A process with a setting that cannot be right stops, and says which one it is."""

from collections.abc import Mapping

import pytest

from jobboard.tests.processes import run_python

GOOD = {
    "SECRET_KEY": "k7Qw9Zr3" * 5,
    "DATABASE_URL": "postgresql://board:secret@database:5432/jobboard",
    "REDIS_URL": "redis://cache:6379/0",
    "CELERY_BROKER_URL": "amqp://board:secret@broker:5672//",
    "ALLOWED_HOSTS": "board.example.org",
    "PUBLIC_URL": "https://board.example.org",
    "TRUSTED_PROXIES": "10.0.3.0/24",
}
BOOT = "import jobboard.settings, jobboard.celery"

REFUSED = {
    "no secret": {"SECRET_KEY": ""},
    "a blank secret": {"SECRET_KEY": "   "},
    "a short secret": {"SECRET_KEY": "k7Qw9Zr3" * 3},
    "the secret of development": {"SECRET_KEY": "development-only-" + "0" * 40},
    "no database": {"DATABASE_URL": ""},
    "another database": {"DATABASE_URL": "mysql://board@database/jobboard"},
    "a database without a name": {"DATABASE_URL": "postgresql://board@database/"},
    "a database that is no address": {"DATABASE_URL": "jobboard"},
    "the embedded database": {"DATABASE_URL": "postgresql://embedded/jobboard"},
    "no Redis": {"REDIS_URL": ""},
    "the embedded Redis": {"REDIS_URL": "unix:///srv/embedded/valkey.sock"},
    "the embedded broker": {"CELERY_BROKER_URL": "unix:///srv/embedded/valkey.sock"},
    "any host": {"ALLOWED_HOSTS": "*"},
    "any host besides one": {"ALLOWED_HOSTS": "board.example.org, *"},
    "a switch that is none": {"DEBUG": "perhaps"},
    "a pool below nothing": {"DATABASE_POOL_MIN": "-1"},
    "a pool of a word": {"DATABASE_POOL_MIN": "two"},
    "a pool of nothing": {"DATABASE_POOL_MAX": "0"},
    "half a connection": {"DATABASE_POOL_MAX": "7.5"},
    "no patience": {"DATABASE_POOL_TIMEOUT": "0"},
    "endless patience": {"STATEMENT_TIMEOUT": "inf"},
    "patience that is no number": {"STATEMENT_TIMEOUT": "nan"},
    "patience with a unit": {"STATEMENT_TIMEOUT": "5s"},
    "Redis without patience": {"REDIS_TIMEOUT": "-0.25"},
    "Redis tried without pause": {"REDIS_RETRY_AFTER": "0"},
    "limits that are no factor": {"RATE_LIMITS": "some"},
    "limits of nothing": {"RATE_LIMITS": "0"},
    "limits below nothing": {"RATE_LIMITS": "-2"},
    "limits without end": {"RATE_LIMITS": "inf"},
    "a log of no days": {"EVENTS_RETENTION_DAYS": "0"},
    "a port that is a word": {"EMAIL_PORT": "smtp"},
    "port nothing": {"EMAIL_PORT": "0"},
    "mail without patience": {"EMAIL_TIMEOUT": "0"},
    "a TLS that is neither": {"EMAIL_USE_TLS": "starttls"},
    "HTTPS below nothing": {"HSTS_SECONDS": "-1"},
    "HTTPS for a year": {"HSTS_SECONDS": "a year"},
    "a secret of one letter": {"SECRET_KEY": "0" * 50},
    "an old secret that is short": {"SECRET_KEY_FALLBACKS": "short"},
    "no time at all": {"STATEMENT_TIMEOUT": "0.0004"},
    "a proxy by name": {"TRUSTED_PROXIES": "proxy"},
    "everybody as proxy": {"TRUSTED_PROXIES": "0.0.0.0/0"},
    "the broker's guest": {"CELERY_BROKER_URL": "amqp://guest:guest@broker//"},
    "a broker misspelt": {"CELERY_BROKER_URL": "ampq://broker//"},
    "Redis over HTTP": {"REDIS_URL": "http://cache"},
    "another direct database": {"DATABASE_DIRECT_URL": "mysql://x/y"},
    "a port that is no number": {"DATABASE_URL": "postgresql://a@b:port/c"},
    "a pool upside down": {"DATABASE_POOL_MIN": "9"},
    "two kinds of TLS": {"EMAIL_USE_SSL": "on"},
    "a port too high": {"EMAIL_PORT": "70000"},
    "mail from nobody": {"EMAIL_FROM": "nobody"},
    "every origin": {"CORS_ALLOWED_ORIGINS": "*"},
    "an origin without a scheme": {"CORS_ALLOWED_ORIGINS": "board.example.org"},
    "an address without a scheme": {"PUBLIC_URL": "board.example.org"},
    "a front end without a scheme": {"FRONTEND_URL": "board.example.org"},
    "HTTPS for ever": {"HSTS_SECONDS": "99999999999"},
    "a log level that is none": {"LOG_LEVEL": "LOUD"},
    "files at another protocol": {"FILES_URL": "s3://bucket"},
    "a worker without a process": {"WORKER_CONCURRENCY": "0"},
}


def test_good_settings_are_taken() -> None:
    assert run_python("-c", BOOT, **GOOD).stderr == ""


def test_development_needs_nothing() -> None:
    assert run_python("-c", BOOT, DEBUG="on").stderr == ""


BUCKET = {
    "FILES_URL": "https://bucket.s3.example.org",
    "FILES_KEY_ID": "AKIDEXAMPLE",
    "FILES_SECRET": "a-secret-of-the-bucket",
}


def test_a_bucket_with_all_it_needs_is_taken() -> None:
    assert run_python("-c", BOOT, **GOOD, **BUCKET).stderr == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FILES_KEY_ID", ""),
        ("FILES_SECRET", " "),
        ("FILES_URL", "https://key:a-secret-of-the-bucket@s3.example.org/bucket"),
    ],
)
def test_a_bucket_without_one_of_them_is_refused(name: str, value: str) -> None:
    done = run_python("-c", BOOT, **GOOD | BUCKET | {name: value})
    assert done.returncode != 0
    assert name in done.stderr.strip().splitlines()[-1]
    assert BUCKET["FILES_SECRET"] not in done.stderr


def test_there_are_enough_refusals() -> None:
    assert len(REFUSED) >= 20


@pytest.mark.parametrize("change", REFUSED.values(), ids=REFUSED)
def test_refused(change: Mapping[str, str]) -> None:
    [(name, value)] = change.items()
    done = run_python("-c", BOOT, **GOOD | change)
    assert done.returncode != 0
    said = done.stderr.strip().splitlines()[-1]
    assert said.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert name in said
    assert "secret@" not in done.stderr
    assert name != "SECRET_KEY" or value.strip() == "" or value not in said


def test_everything_that_is_missing_is_said_at_once() -> None:
    said = run_python("-c", BOOT).stderr.strip().splitlines()[-1]
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL"):
        assert name in said


ENTRANCES = {
    "web": ("-m", "gunicorn", "-c", "jobboard/gunicorn.py", "jobboard.wsgi"),
    "manage": ("manage.py", "check"),
    "worker": ("-m", "celery", "-A", "jobboard", "worker"),
    "beat": ("-m", "celery", "-A", "jobboard", "beat"),
    "relay": ("manage.py", "relay"),
    "migrate": ("manage.py", "prepare"),
}


@pytest.mark.parametrize("command", ENTRANCES.values(), ids=ENTRANCES)
def test_every_process_stops_at_the_door(command: tuple[str, ...]) -> None:
    done = run_python(*command, **GOOD | {"SECRET_KEY": "", "BIND": "127.0.0.1:0"})
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stdout + done.stderr


def test_the_web_process_says_that_limits_are_off() -> None:
    environment = GOOD | {"RATE_LIMITS": "off"}
    done = run_python("-c", "import jobboard.wsgi", **environment)
    assert "rate_limits_are_off" in done.stdout
