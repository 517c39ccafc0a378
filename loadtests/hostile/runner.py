"""Sends every atom to every place that takes its kind, and judges the answers."""

import asyncio
import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from loadtests.harness.client import Answer, Client, NoAnswer
from loadtests.hostile.checks import complaints
from loadtests.hostile.corpus import Atom
from loadtests.hostile.places import JSON, Places, Shot
from loadtests.hostile.surface import read_operations

CLIENTS = 16
SHOWN = 40
NOTES = "/api/v1/notes/"


@dataclass
class Outcome:
    """What a run found."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[str, ...], str] = field(default_factory=dict)
    """One example of each kind of failure: where, and what is wrong."""
    kinds: Counter[tuple[str, ...]] = field(default_factory=Counter)

    @property
    def bad(self) -> int:
        """How many answers were wrong."""
        return self.kinds.total()


async def run(port: int, atoms: list[Atom]) -> Outcome:
    """Send everything, with as many requests at once as the server has threads."""
    async with Client(port) as client:
        operations = await read_operations(client)
        places = Places(operations, await _make_note(client))
    shots = (shot for atom in atoms for shot in places.shots(atom))
    outcome = Outcome()
    await asyncio.gather(*(_shoot(port, shots, outcome) for _ in range(CLIENTS)))
    return outcome


async def _make_note(client: Client) -> str:
    """Make the note whose id the places name."""
    body = json.dumps({"title": f"the known one {time.time()}"}).encode()
    answer = await client.request("POST", NOTES, JSON, body)
    return str(json.loads(answer.body)["id"])


async def _shoot(port: int, shots: Iterator[Shot], outcome: Outcome) -> None:
    """Send what is left, one after the other."""
    async with Client(port) as client:
        for shot in shots:
            try:
                answer = await _send(client, port, shot)
            except NoAnswer as error:
                _judge(shot, None, [f"no answer: {error}"], outcome)
            else:
                _judge(shot, answer, complaints(shot, answer), outcome)


async def _send(client: Client, port: int, shot: Shot) -> Answer:
    if not shot.alone:
        return await client.send(shot.raw, head=shot.head)
    async with Client(port, timeout=5) as own:
        return await own.send(shot.raw, head=shot.head, last=True)


def _judge(
    shot: Shot, answer: Answer | None, wrong: list[str], outcome: Outcome
) -> None:
    if answer is None and 0 in shot.atom.allowed:
        wrong = []
    outcome.statuses[answer.status if answer else 0] += 1
    outcome.seconds.append(answer.seconds if answer else 0.0)
    if not wrong:
        return
    kind = (shot.place, *wrong)
    outcome.kinds[kind] += 1
    if kind not in outcome.failures:
        said = answer.body[:300].decode("utf-8", "replace").strip() if answer else ""
        outcome.failures[kind] = f"{shot.atom.id} ({shot.atom.why}): {said!r}"


def describe(outcome: Outcome) -> Iterator[str]:
    """Give the kinds of failures, the most frequent first, with an example each."""
    for kind, times in outcome.kinds.most_common(SHOWN):
        place, *wrong = kind
        yield f"{times} times in {place}: {'; '.join(wrong)}"
        yield f"    {outcome.failures[kind]}"
