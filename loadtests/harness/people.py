"""People of the board under test: signed in through the API, banned through it."""

import json
import os
from pathlib import Path
from typing import Any

from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client

AUTH = "/api/v1/auth/"


def demo_logins() -> list[dict[str, Any]]:
    """Return the logins of the demo board."""
    state = json.loads(Path(os.environ["BOARD_STATUS"]).read_text())
    logins: list[dict[str, Any]] = state["logins"]
    return logins


def login_of(role: str, company_role: str | None = None) -> dict[str, Any]:
    """Return the first demo login of a role."""
    for login in demo_logins():
        if login["role"] == role and login["company_role"] == company_role:
            return login
    raise SystemExit(f"The demo board has no {role} {company_role or ''}.")


class Person:
    """One client of the API, with the tokens of one account."""

    def __init__(self, board: Board, login: dict[str, Any]) -> None:
        self.client = Client(board.port)
        self.login = login
        self.tokens: dict[str, Any] = {}

    @property
    def id(self) -> str:
        """The account's id."""
        return str(self.tokens["user"]["id"])

    async def call(
        self, method: str, path: str, body: Any = None, *, token: str | None = None
    ) -> Answer:
        """Send one request as this person, or with another token of theirs."""
        headers = {"Content-Type": "application/json"}
        access = token if token is not None else self.tokens.get("access", "")
        if access:
            headers["Authorization"] = f"Bearer {access}"
        raw = None if body is None else json.dumps(body).encode()
        return await self.client.request(method, path, headers, raw)

    async def sign_in(self) -> None:
        """Sign in by password."""
        body = {key: self.login[key] for key in ("email", "password")}
        answer = await self.call("POST", f"{AUTH}token/", body, token="")
        self._take(answer)

    async def refresh(self) -> None:
        """Exchange the refresh token for the next pair."""
        body = {"refresh": self.tokens["refresh"]}
        self._take(await self.call("POST", f"{AUTH}token/refresh/", body, token=""))

    def _take(self, answer: Answer) -> None:
        if answer.status != 200:  # noqa: PLR2004  # anything else ends the run
            raise SystemExit(f"no tokens: {answer.status} {answer.body[:300]!r}")
        self.tokens = json.loads(answer.body)
