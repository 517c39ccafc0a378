"""A steady load of reads and keyed writes that remembers every answer."""

import asyncio
import json
import os
import time
from dataclasses import dataclass
from uuid import uuid4

from loadtests.harness.client import Client, NoAnswer

CLIENTS = 16
NOTES = "/api/v1/notes/"


@dataclass(frozen=True)
class Seen:
    """One request as its client saw it; status 0 stands for no answer."""

    began: float
    seconds: float
    status: int
    written: str = ""
    """The id of the note that the answer acknowledged."""
    waits: bool = False
    """Whether the answer said when to come back."""
    why: str = ""
    writes: bool = False

    @property
    def failed(self) -> bool:
        """Tell whether it is anything but a success."""
        return not 200 <= self.status < 300  # noqa: PLR2004  # any 2xx

    @property
    def ended(self) -> float:
        """Return when the answer had come."""
        return self.began + self.seconds


class Load:
    """Clients that each send one request an interval, every fourth one a write."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.history: list[Seen] = []
        self.interval = 0.0
        self.path = NOTES + "?page_size=5"
        self._run = f"{os.getpid()}-{uuid4().hex[:6]}"
        self._going = False

    async def calibrate(self, seconds: float = 3.0) -> float:
        """Measure the capacity and pace the clients to half of it."""
        self.interval = 0.0
        await self.during(asyncio.sleep(seconds))
        rate = len(self.history) / seconds
        self.interval = CLIENTS / (rate / 2)
        return rate

    async def during(self, action: "asyncio.Future[None] | object") -> None:
        """Keep the load up while an action runs, in a history of its own."""
        self.history = []
        self._going = True
        clients = [asyncio.create_task(self._one(number)) for number in range(CLIENTS)]
        try:
            await action  # type: ignore[misc]  # any awaitable
        finally:
            self._going = False
            await asyncio.gather(*clients)

    async def _one(self, number: int) -> None:
        due = time.monotonic() + self.interval * number / CLIENTS
        count = 0
        async with Client(self.port, timeout=30, resends=False) as client:
            while self._going:
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                due = max(due + self.interval, time.monotonic() - self.interval)
                writes = (count + number) % 4 == 0
                self.history.append(await self._ask(client, number, writes=writes))
                count += 1

    async def _ask(self, client: Client, number: int, *, writes: bool) -> Seen:
        began = time.monotonic()
        key = uuid4().hex
        try:
            if writes:
                headers = {
                    "Authorization": f"Bearer load-{number}",
                    "Content-Type": "application/json",
                    "Idempotency-Key": key,
                }
                body = json.dumps({"title": f"{self._run}-{key}"}).encode()
                answer = await client.request("POST", NOTES, headers, body)
            else:
                answer = await client.request("GET", self.path)
        except NoAnswer as error:
            took = time.monotonic() - began
            return Seen(began, took, 0, why=str(error), writes=writes)
        took = time.monotonic() - began
        written = ""
        if answer.status == 201:  # noqa: PLR2004  # created
            written = json.loads(answer.body)["id"]
        waits = answer.header("retry-after") is not None
        why = "" if answer.status < 400 else answer.body.decode()[:300]  # noqa: PLR2004  # a refusal
        return Seen(began, took, answer.status, written, waits, why, writes)
