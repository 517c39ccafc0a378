"""Somebody who uses the board: sends requests, and looks at what comes back.

An answer counts as an error when its status is not the one that is due, or when what it
says is not what the contract promises. One who is told to come later does so.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import count
from typing import Any, ClassVar

import gevent
import orjson
from locust import FastHttpUser, between
from locust.env import Environment

from loadtests.users.contract import Check, Wrong
from loadtests.users.judging import BUSY, Answer, Look, judged, target_of
from loadtests.users.mix import Habits, the_mix
from loadtests.users.places import PlacedPool, may_choose, place_of

API = "/api/v1/"
LONGEST_WAIT = 30
_numbers = count()


def habits_of(kind: str) -> Habits:
    """Return how a kind of user behaves, as the mix says."""
    return the_mix().habits[kind]


class Visitor(FastHttpUser):
    """A user with an address of their own and no account."""

    abstract = True
    kind: ClassVar[str]
    insecure = False
    connection_timeout = 10.0
    network_timeout = 60.0
    default_headers = {"User-Agent": "loadtests"}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Take weights and think times from the mix."""
        super().__init_subclass__(**kwargs)
        if "kind" not in vars(cls):
            return
        habits = habits_of(cls.kind)
        cls.weight = habits.share
        cls.abstract = not habits.share
        cls.wait_time = between(*habits.think)
        # A list, for Locust has read the weights of a class before we get it.
        cls.tasks = [
            getattr(cls, name)
            for name, weight in habits.does.items()
            for _ in range(weight)
        ]

    def __init__(self, environment: Environment) -> None:
        self.worker = max(getattr(environment.runner, "worker_index", 0), 0)
        self.number = next(_numbers)
        host = environment.host or self.host
        if host and may_choose(host):
            self.client_pool = PlacedPool(
                place_of(self.number, self.worker),
                concurrency=2,
                connection_timeout=self.connection_timeout,
                network_timeout=self.network_timeout,
            )
        super().__init__(environment)
        self.refusals: dict[str, int] = defaultdict(int)

    def ask(
        self,
        operation: str,
        method: str,
        path: str,
        *,
        due: int | Collection[int] = 200,
        check: Check | None = None,
        look: Look | None = None,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer | None:
        """Send one request; None when the answer was not what is due.

        `check` sees what a success says, `look` every answer of a status that is due.
        """
        dues = (due,) if isinstance(due, int) else due
        sent = {**self.identity(), **(headers or {})}
        if body is not None:
            raw, sent["Content-Type"] = orjson.dumps(body), "application/json"
        with self.client.request(
            method,
            target_of(path),
            name=operation,
            data=raw,
            headers=sent,
            catch_response=True,
            allow_redirects=False,
        ) as response:
            try:
                answer = judged(response, dues, check, look)
                response.success()
            except Wrong as error:
                response.failure(str(error))
                answer = None
        if answer is None:
            self._heed(response.status_code, response.headers)
        return answer

    def identity(self) -> dict[str, str]:
        """Return the header fields that say who asks."""
        return {}

    def on_refusal(self, status: int) -> None:
        """Do what a client does when it is not let in."""

    def _heed(self, status: int, headers: Any) -> None:
        if status in BUSY:
            told = str((headers or {}).get("retry-after") or 1)
            wait = int(told) if told.isdigit() else 1
            gevent.sleep(min(max(wait, 1), LONGEST_WAIT))
        elif status == 401:  # noqa: PLR2004  # not signed in any more
            self.on_refusal(status)
