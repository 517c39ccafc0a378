"""Send the same application 30 times at once, 200 times over: it is there once (R5).

In every second round all 30 carry the same Idempotency-Key. One answer is a new 201;
the others say that one has applied, that the first still runs, or repeat its answer.
"""

import argparse
import asyncio
import json
import sys
from collections import Counter
from uuid import uuid4

from loadtests.bench._applying import apply, open_jobs, signed_in, wrongly_received
from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client
from loadtests.harness.outcome import report

STACK_ENV = {"RATE_LIMITS": "off", "DEMO_JOBS": "900"}
CREATED, CONFLICT = 201, 409
KNOWN = {"already_applied", "idempotency_in_progress"}


def fault_of(answers: list[Answer]) -> str:
    """Say what is wrong with a round, if anything is."""
    bodies = [json.loads(each.body) for each in answers]
    fresh, ids, codes = 0, set(), set()
    for answer, body in zip(answers, bodies, strict=True):
        if answer.status == CREATED:
            fresh += answer.header("idempotency-replayed") is None
            ids.add(body["id"])
        elif answer.status == CONFLICT:
            codes.add(body["code"])
            if links := body.get("links"):
                ids.add(links["application"].rstrip("/").rpartition("/")[2])
        else:
            codes.add(f"{answer.status} {body.get('code')}")
    if fresh == 1 and len(ids) == 1 and codes <= KNOWN:
        return ""
    return f"{fresh} new ones, {len(ids)} ids, {codes}"


def kind_of(answer: Answer) -> str:
    """Return what an answer is counted as."""
    if answer.status == CREATED:
        replayed = answer.header("idempotency-replayed") is not None
        return "replayed" if replayed else "created"
    return str(json.loads(answer.body).get("code", answer.status))


async def run(options: argparse.Namespace, token: str, jobs: list[str]) -> int:
    """Run all rounds and report."""
    board = Board()
    clients = [Client(board.port, timeout=60) for _ in range(options.at_once)]
    seconds: list[float] = []
    kinds: Counter[str] = Counter()
    faults = []
    for number, job in enumerate(jobs):
        key = uuid4().hex if number % 2 else ""
        sending = (apply(each, token, job, key) for each in clients)
        answers = await asyncio.gather(*sending)
        seconds += [each.seconds for each in answers]
        kinds.update(map(kind_of, answers))
        if fault := fault_of(answers):
            faults.append(f"round {number}: {fault}")
    for client in clients:
        client.close()
    with board.database() as connection:
        wrong = wrongly_received(connection, dict.fromkeys(jobs, 1))
    return report(
        "R5",
        n=len(seconds),
        bad=len(faults) + wrong,
        seconds=seconds,
        rounds=options.rounds,
        at_once=options.at_once,
        answers=dict(kinds),
        wrong_in_database=wrong,
        faults=faults[:5],
    )


def main() -> int:
    """Run the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=30)
    options = parser.parse_args()
    [token] = signed_in(1)
    return asyncio.run(run(options, token, open_jobs(options.rounds)))


if __name__ == "__main__":
    sys.exit(main())
