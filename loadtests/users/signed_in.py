"""Users with an account: tokens are got, kept, and refreshed before they run out."""

import time
from typing import Any
from uuid import uuid4

from locust.env import Environment
from locust.exception import StopUser

from loadtests.users.contract import PAIR, demand, has, thing
from loadtests.users.judging import Answer
from loadtests.users.logins import next_login
from loadtests.users.visitor import API, Visitor

EARLY = 30
"""So many seconds before it ends a token is exchanged."""


class SignedIn(Visitor):
    """A user who signs in first, and again only when a session has ended."""

    abstract = True

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.login = next_login(self.kind, self.worker)
        self.access, self.refresh, self.until = "", "", 0.0
        self.me: dict[str, Any] = {}

    def on_start(self) -> None:
        """Sign in; there is nothing else to do for one who cannot."""
        if self.login is None:
            raise StopUser
        while not self.access:
            self.sign_in()
            if not self.access:
                super().wait()

    def sign_in(self) -> None:
        """Sign in by password."""
        login = self.login or {}
        self.access = ""
        answer = self.ask(
            "sign_in",
            "POST",
            f"{API}auth/token/",
            body={name: login.get(name) for name in ("email", "password")},
            check=thing(PAIR | {"user"}, "token"),
        )
        if answer is not None:
            self._take(answer)
            self.me = answer.body["user"]
            self.on_signed_in()

    def on_signed_in(self) -> None:
        """Do what somebody does first."""

    def come_back(self) -> None:
        """Open the board again: the app exchanges its token, and asks who one is."""
        if self.refresh:
            self.exchange()
        if not self.access:
            return
        self.ask("me", "GET", f"{API}me/", check=thing(("id", "email", "role"), "me"))

    def exchange(self) -> None:
        """Exchange the refresh token for the next pair."""
        old, self.access = self.refresh, ""

        def is_new(answer: Answer) -> None:
            demand(answer.body["refresh"] != old, "the same refresh token again")

        answer = self.ask(
            "refresh",
            "POST",
            f"{API}auth/token/refresh/",
            body={"refresh": old},
            check=lambda body: has(body, PAIR, "token"),
            look=is_new,
        )
        if answer is not None:
            self._take(answer)
        else:
            self.until, self.refresh = 0.0, ""

    def identity(self) -> dict[str, str]:
        """Return the token, if there is one."""
        return {"Authorization": f"Bearer {self.access}"} if self.access else {}

    def on_refusal(self, status: int) -> None:
        """Sign in again before the next thing."""
        self.until = 0.0

    def wait(self) -> None:
        """Think, and see to it that there is a token for what comes then."""
        super().wait()
        if time.monotonic() < self.until:
            return
        if self.refresh:
            self.exchange()
        if not self.access:
            self.sign_in()

    def create(
        self,
        operation: str,
        path: str,
        *,
        due: int | tuple[int, ...] = 201,
        **sent: Any,
    ) -> Answer | None:
        """Create something, with a key so that a repeat would do no harm."""

        def is_located(answer: Answer) -> None:
            if answer.status in (201, 202):
                has(answer.body, ("id",), operation)
                where = answer.headers.get("location") or ""
                demand(where.startswith("http"), "Location is missing or not absolute")

        look = sent.pop("look", None) or is_located
        headers = {"Idempotency-Key": uuid4().hex, **sent.pop("headers", {})}
        return self.ask(
            operation, "POST", path, due=due, look=look, headers=headers, **sent
        )

    def _take(self, answer: Answer) -> None:
        self.access, self.refresh = answer.body["access"], answer.body["refresh"]
        lasts = max(answer.body["expires_in"] - EARLY, 1)
        self.until = time.monotonic() + lasts
