"""docker-compose.yml fits the code: its settings, its commands, what waits for what."""

import re
from importlib.metadata import entry_points
from ipaddress import ip_network

import pytest
from django.core.management import get_commands

from jobboard.tests.composition import (
    OURS,
    SECRETS,
    Stopped,
    compose,
    environment,
    services,
)
from jobboard.tests.pages import ROOT, tables
from jobboard.tests.processes import run_python

REQUIRED = {"SECRET_KEY", "DATABASE_URL", "REDIS_URL"}


def read_by_the_board() -> set[str]:
    names = {
        row[0].strip("`")
        for section, rows in tables("configuration.md").items()
        if section != "Only for docker-compose.yml"
        for row in rows
    }
    assert names
    return names


@pytest.mark.parametrize("service", sorted(OURS))
def test_compose_sets_what_settings_read(service: str) -> None:
    given = environment(service)
    assert set(given) <= read_by_the_board()
    assert set(given) >= REQUIRED
    assert given["DEBUG"] == "off"


def test_settings_take_what_compose_gives() -> None:
    boot = "import jobboard.settings, jobboard.celery"
    assert run_python("-c", boot, **environment("web")).stderr == ""


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_compose_stops_and_says_what_is_missing(name: str) -> None:
    with pytest.raises(Stopped, match=f"{name}: .*\\.env"):
        compose({**SECRETS, name: ""})


@pytest.mark.parametrize("service", sorted(OURS - {"web"}))
def test_compose_starts_commands_that_exist(service: str) -> None:
    program, *arguments = services()[service]["command"]
    if program == "python":
        assert (ROOT / arguments[0]).is_file()
        assert arguments[1] in get_commands()
        return
    assert program in entry_points(group="console_scripts").names
    assert arguments[:2] == ["-A", "jobboard"]
    assert run_python("-m", program, *arguments, "--help", DEBUG="on").returncode == 0


def test_compose_knows_every_process() -> None:
    known = services()
    assert set(known) == {*OURS, "proxy", "database", "cache", "broker"}
    assert "command" not in known["web"]
    for name in OURS:
        assert known[name]["image"] == known["web"]["image"]


def test_nothing_of_ours_starts_before_the_database_is_migrated() -> None:
    known = services()
    for name in OURS - {"migrate"}:
        after = known[name]["depends_on"]
        assert after["migrate"]["condition"] == "service_completed_successfully"
    after = known["migrate"]["depends_on"]
    assert after["database"]["condition"] == "service_healthy"
    assert known["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"


def test_each_part_can_say_how_it_is() -> None:
    # web has the check of the image.
    for name, service in services().items():
        assert "healthcheck" in service or name == "web", name


def test_images_of_others_have_a_major_version() -> None:
    for name, service in services().items():
        if name not in OURS:
            assert re.fullmatch(r"[\w/]+:\d+(\.\d+)*", service["image"]), name


def test_only_the_proxy_has_a_port_on_the_host() -> None:
    known = services()
    assert [name for name in known if "ports" in known[name]] == ["proxy"]
    assert known["proxy"]["networks"] == ["edge"]
    assert {name for name in known if "edge" in known[name]["networks"]} == {
        "proxy",
        "web",
    }


def test_only_the_proxys_network_is_trusted() -> None:
    [pool] = compose()["networks"]["edge"]["ipam"]["config"]
    assert environment("web")["TRUSTED_PROXIES"] == pool["subnet"]
    assert ip_network(pool["subnet"]).is_private


def test_volumes_are_named() -> None:
    document = compose()
    mounted = {
        mount.partition(":")[0]
        for service in document["services"].values()
        for mount in service.get("volumes", [])
    }
    assert mounted == set(document["volumes"]) == {"database", "broker", "var"}
