"""Figures for Prometheus: by route, for those who may see them, whatever is broken."""

from collections.abc import Iterable
from typing import Any

import pytest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families

from conftest import Api
from kernel import metrics
from kernel.tests.expect import problem_in

pytestmark = pytest.mark.django_db


def figures(api: Api, **headers: str) -> str:
    response = api.get("/metrics", **headers)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    return str(response.content.decode())


def labels(text: str) -> set[tuple[str, str, str]]:
    return {
        (each.labels["method"], each.labels["route"], each.labels["status"])
        for family in text_string_to_metric_families(text)
        if family.name == "jobboard_request_seconds"
        for each in family.samples
    }


def test_requests_are_counted_by_route(anonymous: Api) -> None:
    for method, path in [
        ("GET", "/api/v1/notes/01890a5d-ac96-774b-bcce-b302099a8057/"),
        ("GET", "/api/v1/notes/eve@example.org/"),
        ("GET", "/api/v1/eve@example.org/"),
        ("BREW", "/healthz"),
        ("DELETE", "/api/v1/notes"),
        ("GET", "/"),
    ]:
        anonymous.request(method, path)
    text = figures(anonymous)
    assert "eve@" not in text
    assert "01890a5d" not in text
    assert labels(text) >= {
        ("GET", "/api/v1/notes/<id:note_id>/", "404"),
        ("GET", "unrouted", "404"),
        ("other", "/healthz", "405"),
        ("DELETE", "/api/v1/notes/", "405"),
        ("GET", "/", "200"),
    }


TOKENS = {
    "": 401,
    "Bearer": 401,
    "Bearer ": 401,
    "Bearer wrong": 401,
    "Bearer s3cre": 401,
    "Bearer s3cretx": 401,
    "Bearer \xe9": 401,
    "Bearer s3cret": 200,
}


@pytest.mark.parametrize("given", TOKENS)
def test_a_token_may_be_asked_for(given: str, anonymous: Api, settings: Any) -> None:
    settings.METRICS_TOKEN = "s3cret"
    response = anonymous.get("/metrics", Authorization=given)
    assert response.status_code == TOKENS[given]
    if response.status_code == 401:
        problem_in(response, 401, "not_authenticated")
        assert response["WWW-Authenticate"] == "Bearer"
    problem_in(anonymous.get("/metrics"), 401, "not_authenticated")


@pytest.mark.parametrize(
    "accept",
    [
        "*/*",
        "text/plain",
        "text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
        "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;q=0.3",
    ],
)
def test_scrapers_may_ask_for_text(accept: str, anonymous: Api) -> None:
    assert "jobboard_request_seconds" in figures(anonymous, Accept=accept)


@pytest.fixture
def sources(monkeypatch: Any) -> None:
    monkeypatch.setattr(metrics, "_SOURCES", [])


def depth() -> Iterable[Metric]:
    yield GaugeMetricFamily("probe_depth", "How deep.", value=7)


def broken() -> Iterable[Metric]:
    raise RuntimeError("of eve@example.org")


def test_a_source_that_fails_leaves_only_its_own_out(
    sources: None, anonymous: Api, caplog: Any
) -> None:
    metrics.register(broken)
    metrics.register(depth)
    text = figures(anonymous)
    assert "probe_depth 7.0" in text
    assert "jobboard_request_seconds" in text
    assert "figures_are_missing" in [record.message for record in caplog.records]


def test_several_processes_are_added_up(
    sources: None, anonymous: Api, monkeypatch: Any, tmp_path: Any
) -> None:
    metrics.register(depth)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    text = figures(anonymous)
    assert "probe_depth 7.0" in text
    # No process has written there yet, and this one's own memory is not asked.
    assert "jobboard_request_seconds" not in text
