"""Every answer carries a request id: the client's own if it is sane."""

import uuid

import pytest

from conftest import Api
from kernel.tests.threads import at_once

SANE = ["a", "x" * 128, "0af7651916cd43dd", "a.b_c~d-e", "Root=1-67891233:abc/9+", "=="]
INSANE = [
    "",
    " ",
    "x" * 129,
    "a b",
    "a\tb",
    "a\r\nSet-Cookie: x=1",
    "a\nb",
    "a\x00b",
    "\xe9",
    "<script>",
    "a,b",
    '"a"',
    "a;b",
    "eve@example.org",
    "{}",
    "\u0661",
]


@pytest.mark.parametrize("offered", SANE)
def test_a_sane_id_is_kept(offered: str, anonymous: Api) -> None:
    response = anonymous.get("/nowhere", X_Request_ID=offered)
    assert response["X-Request-ID"] == offered
    assert response.json()["request_id"] == offered


@pytest.mark.parametrize("offered", [None, *INSANE])
def test_any_other_is_replaced(offered: str | None, anonymous: Api) -> None:
    headers = {} if offered is None else {"X_Request_ID": offered}
    response = anonymous.get("/nowhere", **headers)
    made = response["X-Request-ID"]
    assert uuid.UUID(made).version == 7
    assert response.json()["request_id"] == made
    assert "Set-Cookie" not in response


PATHS = [
    ("GET", "/"),
    ("GET", "/healthz"),
    ("OPTIONS", "/api/v1/"),
    ("GET", "/nowhere"),
    ("GET", "/api/schema/"),
    ("GET", "/static/drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css"),
    ("GET", "/plain/crash/"),
    ("BREW", "/healthz"),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_every_answer_has_one(method: str, path: str, anonymous: Api) -> None:
    response = anonymous.request(method, path)
    assert response["X-Request-ID"]
    if response.streaming:
        b"".join(response.streaming_content)  # closes the file


def test_ids_do_not_mix_between_threads() -> None:
    def ask(number: int) -> bool:
        api = Api()
        return all(
            api.get("/nowhere", X_Request_ID=f"{number}-{turn}").json()["request_id"]
            == f"{number}-{turn}"
            for turn in range(20)
        )

    assert all(at_once(8, ask))
