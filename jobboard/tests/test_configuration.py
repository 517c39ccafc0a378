"""docs/configuration.md and .env.example list what is read, and nothing else is."""

import ast
import json
import tomllib
from collections.abc import Iterator

import pytest

from jobboard.tests.pages import ROOT, tables
from jobboard.tests.processes import run_python

WEB_SERVER = "The web server"
COMPOSE = "Only for docker-compose.yml"
NONE = "\N{EN DASH}"
FILLED_IN = {
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
    "POSTGRES_PASSWORD",
    "RABBITMQ_PASSWORD",
}
READERS = {"text", "flag", "integer", "seconds", "words", "scale", "required"}
MAY_TOUCH_THE_ENVIRONMENT = {
    "manage.py": "says which settings module there is",
    "jobboard/celery.py": "says that too, and how SIGTERM is understood",
    "jobboard/env.py": "is the reader that all others use",
    "jobboard/gunicorn.py": "runs before Django; its variables have a table",
    "jobboard/wsgi.py": "says which settings module there is",
    "kernel/metrics.py": "asks whether figures are shared between processes",
}
READ = """
import json
import jobboard.settings, jobboard.celery
from jobboard import env
print(json.dumps(env.READ))
"""


def documented() -> dict[str, dict[str, tuple[str, str]]]:
    """Return each section's variables with default and meaning, as the page says."""
    return {
        section: {name.strip("`"): (_plain(default), text) for name, default, text in r}
        for section, r in tables("configuration.md").items()
    }


def _plain(default: str) -> str:
    return default.strip("`").replace(NONE, "")


def read_by_settings() -> dict[str, str]:
    """Return what a process that knows nothing of this machine's environment reads."""
    told = run_python("-c", READ, DEBUG="on")
    return dict(json.loads(told.stdout))


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module that runs in production."""
    house = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = house["tool"]["importlinter"]["root_packages"]
    paths = [ROOT / "manage.py"]
    paths += [path for each in folders for path in (ROOT / each).rglob("*.py")]
    for path in paths:
        name = path.relative_to(ROOT).as_posix()
        if "/tests/" not in name:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def test_page_says_what_settings_read() -> None:
    page = documented()
    general = {
        name: default
        for section in page
        if section not in {WEB_SERVER, COMPOSE}
        for name, (default, _) in page[section].items()
    }
    assert general == read_by_settings()


def test_page_says_what_the_web_server_reads() -> None:
    source = (ROOT / "jobboard" / "gunicorn.py").read_text(encoding="utf-8")
    read = {
        call.args[0].value: call.args[1].value
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func) in {"os.environ.get", "env.text", "env.integer"}
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[1], ast.Constant)
    }
    page = {name: default for name, (default, _) in documented()[WEB_SERVER].items()}
    assert {name: str(default) for name, default in read.items()} == page


def test_example_lists_the_same_variables() -> None:
    described: dict[str, tuple[str, str]] = {}
    comment: list[str] = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.removeprefix("#").partition("=")
        if line.startswith("# "):
            comment.append(line.removeprefix("# "))
        elif equals:
            described[name] = (value, " ".join(comment))
            assert line.startswith("#") is (name not in FILLED_IN), name
        else:
            comment = []
    expected = {
        name: ("" if name in FILLED_IN or default == "required" else default, text)
        for section in documented().values()
        for name, (default, text) in section.items()
    }
    assert list(described) == list(expected)
    for name, (value, text) in expected.items():
        assert described[name] == (value, text.replace("`", "")), name


def _touches_environment(module: ast.Module) -> bool:
    return any(
        (isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"})
        or (
            isinstance(node, ast.ImportFrom)
            and node.module == "os"
            and {alias.name for alias in node.names} & {"environ", "getenv", "environb"}
        )
        for node in ast.walk(module)
    )


def test_nothing_else_reads_the_environment() -> None:
    touching = {name for name, module in modules() if _touches_environment(module)}
    assert touching == set(MAY_TOUCH_THE_ENVIRONMENT)


def test_every_reader_is_asked_while_settings_load() -> None:
    # A variable that is read later would be missing from the page unnoticed.
    asked = {
        call.args[0].value
        for _, module in modules()
        for call in ast.walk(module)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and ast.unparse(call.func.value) == "env"
        and call.func.attr in READERS
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }
    in_tables = {name for section in documented().values() for name in section}
    assert asked
    assert asked <= in_tables


@pytest.mark.parametrize("name", sorted(FILLED_IN))
def test_compose_stops_without_what_the_example_wants(name: str) -> None:
    assert f"${{{name}:?" in (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
