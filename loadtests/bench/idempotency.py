"""Repeat keyed requests at once and across killed workers: one effect for each key.

First 20 requests at once under one key, 100 times over: one is carried out, the
others are told that it is running, or get its answer. Then 200 requests while web
workers are killed with SIGKILL and clients hang up before the answer, each repeated
under its key until it is answered.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from uuid import uuid4

from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client, NoAnswer
from loadtests.harness.outcome import report

STACK_ENV = {"DJANGO_SETTINGS_MODULE": "kernel.tests.settings", "RATE_LIMITS": "off"}
NOTES = "/api/v1/notes/"
AT_ONCE, ROUNDS = 20, 100
KEYS, CLIENTS, PATIENCE = 200, 8, 30.0
ABANDONED = 0.2
CREATED, CONFLICT, UNAVAILABLE = 201, 409, 503


async def post(client: Client, key: str, note: dict[str, object]) -> Answer:
    """Send one keyed request."""
    headers = {
        "Authorization": "Bearer idempotency",
        "Content-Type": "application/json",
        "Idempotency-Key": key,
    }
    return await client.request("POST", NOTES, headers, json.dumps(note).encode())


def code_of(answer: Answer) -> str:
    """Return what a refusal is called."""
    return str(json.loads(answer.body).get("code", ""))


async def one_round(clients: list[Client], number: int) -> tuple[str, list[Answer]]:
    """Send the same request on every connection; say what was wrong, if anything."""
    key = uuid4().hex
    note: dict[str, object] = {"title": f"at once {key}"}
    if number % 2:
        # Slow enough that the others come while it runs.
        note["weight"] = 0.05
    answers = await asyncio.gather(*(post(each, key, note) for each in clients))
    answers.append(await post(clients[0], key, note))
    ids = {json.loads(each.body)["id"] for each in answers if each.status == CREATED}
    fresh = [
        each
        for each in answers
        if each.status == CREATED and not each.header("idempotency-replayed")
    ]
    others = {
        code_of(each) if each.status == CONFLICT else str(each.status)
        for each in answers
        if each.status != CREATED
    }
    wrong = ""
    if len(ids) != 1 or len(fresh) != 1 or others - {"idempotency_in_progress"}:
        wrong = f"{len(ids)} ids, {len(fresh)} fresh answers, others {others}"
    elif not answers[-1].header("idempotency-replayed"):
        wrong = "the last one was no replay"
    return wrong, answers


async def at_once(port: int) -> tuple[int, list[float], Counter[int]]:
    """Run all rounds."""
    clients = [Client(port) for _ in range(AT_ONCE)]
    bad, seconds = 0, []
    statuses: Counter[int] = Counter()
    for number in range(ROUNDS):
        wrong, answers = await one_round(clients, number)
        statuses.update(each.status for each in answers)
        seconds += [each.seconds for each in answers]
        if wrong:
            bad += 1
            print(f"round {number}: {wrong}")
    for client in clients:
        client.close()
    return bad, seconds, statuses


async def until_answered(client: Client, key: str, tries: Counter[str]) -> str:
    """Repeat a request under its key until it is answered; return the note's id."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        tries["sent"] += 1
        try:
            answer = await post(client, key, {"title": f"killed {key}", "weight": 0.2})
        except NoAnswer:
            tries["no answer"] += 1
            await asyncio.sleep(0.1)
            continue
        if answer.status == CREATED:
            replayed = answer.header("idempotency-replayed") is not None
            tries["replayed" if replayed else "created"] += 1
            return str(json.loads(answer.body)["id"])
        if answer.status not in {CONFLICT, UNAVAILABLE}:
            return f"answered {answer.status}"
        tries[f"{answer.status} {code_of(answer)}"] += 1
        await asyncio.sleep(0.1)
    return "never answered"


async def abandon(port: int, key: str) -> None:
    """Send a request and hang up before its answer, as after a crash in between."""
    async with Client(port, timeout=0.1) as client:
        with contextlib.suppress(NoAnswer):
            await post(client, key, {"title": f"killed {key}", "weight": 0.2})
    await asyncio.sleep(0.2)


async def kill_workers(board: Board, kills: list[int]) -> None:
    """Kill a random web worker, again and again."""
    while True:
        await asyncio.sleep(random.uniform(0.1, 0.6))
        master, *workers = board.pids("web")
        children = f"/proc/{master}/task/{master}/children"
        with contextlib.suppress(OSError, ProcessLookupError):
            with open(children) as file:  # noqa: ASYNC230, PTH123  # a line of /proc
                workers = [int(pid) for pid in file.read().split()]
            victim = random.choice(workers)
            os.kill(victim, signal.SIGKILL)
            kills.append(victim)


async def across_kills(board: Board) -> tuple[int, Counter[str], int]:
    """Send every key while workers die, then each once more; count what is wrong."""
    keys = [uuid4().hex for _ in range(KEYS)]
    left, ids, tries, kills = iter(keys), {}, Counter[str](), []
    killer = asyncio.create_task(kill_workers(board, kills))

    async def one_client() -> None:
        async with Client(board.port) as client:
            for key in left:
                if random.random() < ABANDONED:
                    await abandon(board.port, key)
                ids[key] = await until_answered(client, key, tries)

    await asyncio.gather(*(one_client() for _ in range(CLIENTS)))
    killer.cancel()
    await asyncio.sleep(2)
    bad = 0
    async with Client(board.port) as client:
        for key in keys:
            again = await until_answered(client, key, Counter())
            bad += again != ids[key]
    return bad + wrong_effects(board, ids), tries, len(kills)


def wrong_effects(board: Board, ids: dict[str, str]) -> int:
    """Count the keys that do not have exactly the one note that was acknowledged."""
    with board.database() as connection:
        rows = connection.execute(
            "SELECT title, array_agg(id::text) FROM probe_note"
            " WHERE title LIKE 'killed %' GROUP BY title"
        ).fetchall()
    found = {title.removeprefix("killed "): notes for title, notes in rows}
    return sum(found.get(key) != [note] for key, note in ids.items())


async def main() -> int:
    """Run both parts."""
    board = Board()
    bad, seconds, statuses = await at_once(board.port)
    print(f"{ROUNDS} rounds of {AT_ONCE} at once: {bad} wrong, {dict(statuses)}")
    wrong, tries, kills = await across_kills(board)
    print(f"{KEYS} keys across {kills} killed workers: {wrong} wrong, {dict(tries)}")
    return report(
        "idempotency",
        n=len(seconds) + tries["sent"],
        bad=bad + wrong,
        seconds=seconds,
        kills=kills,
        rounds=ROUNDS,
        keys=KEYS,
    )


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
