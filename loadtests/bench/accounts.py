"""Accounts: S5 one refresh, S8 no telling, P9 and P10 cost.

Against the board that BOARD_STATUS names, with limits off: what they let through is
tried by the tests. Arguments: which parts (all), and `--quick` for a tenth of it.
"""

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from loadtests.bench._people import board, call, people, tokens_of

# Django is ready only now.
from kernel.ids import new_id  # isort: skip

ME, COMPANIES = "/api/v1/me/", "/api/v1/companies/"
TOKEN, REFRESH = "/api/v1/auth/token/", "/api/v1/auth/token/refresh/"
FORGOT, RESEND = "/api/v1/auth/password/forgot/", "/api/v1/auth/verify-email/resend/"
REGISTER, ADDRESS = "/api/v1/auth/register/", "/api/v1/me/email/"
TICKS = os.sysconf("SC_CLK_TCK")
AUC_LIMIT, SLOWER_LIMIT, OVERHEAD_MS = 0.55, 3.0, 1.5


def refreshing(scale: int) -> dict[str, Any]:
    """S5: one refresh token used 20 times at once makes one new line."""
    rounds, bad = 100 // scale, 0
    token = tokens_of(people(1)[0])[1]
    with ThreadPoolExecutor(20) as pool:
        for _ in range(rounds):
            asked = [{"refresh": token}] * 20
            answers = list(pool.map(lambda body: call("POST", REFRESH, body), asked))
            won = [said for status, said, _ in answers if status == 200]  # noqa: PLR2004  # ok
            raced = sum(status == 409 for status, _, _ in answers)  # noqa: PLR2004  # raced
            bad += (len(won), raced) != (1, 19)
            token = won[0]["refresh"]
    return {"id": "S5", "n": rounds, "bad": bad, "good": bad == 0}


def telling(scale: int) -> dict[str, Any]:
    """S8: known and unknown addresses, interleaved: same answer, same time."""
    count = 500 // scale
    access = tokens_of(people(1)[0])[0]

    def signing_up(email: str) -> dict[str, str]:
        return {
            "email": email,
            "password": "a long enough password",
            "full_name": "Somebody",
            "role": "applicant",
        }

    ways: dict[str, tuple[str, Callable[[str], dict[str, str]], str]] = {
        "sign-in": (TOKEN, lambda e: {"email": e, "password": "not the one"}, ""),
        "sign-up": (REGISTER, signing_up, ""),
        "forgot": (FORGOT, lambda e: {"email": e}, ""),
        "resend": (RESEND, lambda e: {"email": e}, ""),
        "address": (ADDRESS, lambda e: {"email": e}, access),
    }
    found = {name: _tell_apart(way, count) for name, way in ways.items()}
    good = all(each["auc"] <= AUC_LIMIT and each["alike"] for each in found.values())
    return {"id": "S8", "n": count, "ways": found, "good": good}


def _tell_apart(
    way: tuple[str, Callable[[str], dict[str, str]], str], count: int
) -> dict[str, Any]:
    path, body, token = way
    known = [user.email for user in people(count)]
    unknown = [f"n{number}-{new_id().hex[-8:]}@example.org" for number in range(count)]
    times: tuple[list[float], list[float]] = ([], [])
    seen: tuple[set[Any], set[Any]] = (set(), set())
    for pair in zip(known, unknown, strict=True):
        for which in random.sample([0, 1], 2):
            status, said, took = call("POST", path, body(pair[which]), token)
            said.pop("request_id", None)
            seen[which].add((status, json.dumps(said, sort_keys=True)))
            times[which].append(took)
    medians = [statistics.median(each) for each in times]
    return {
        "auc": round(_auc(*times), 3),
        "gap_percent": round((medians[0] / medians[1] - 1) * 100, 1),
        "alike": seen[0] == seen[1],
    }


def _auc(first: list[float], second: list[float]) -> float:
    """Return how well a threshold on the time tells two classes apart; 0.5: not."""
    ranked = sorted([(took, 0) for took in first] + [(took, 1) for took in second])
    ranks = sum(rank for rank, (_, which) in enumerate(ranked, 1) if which)
    share = (ranks - len(second) * (len(second) + 1) / 2) / (len(first) * len(second))
    return max(share, 1 - share)


def overhead(scale: int) -> dict[str, Any]:
    """P9: what signing a request costs the web processes, in CPU time."""
    count = 4000 // scale
    access = tokens_of(people(1)[0])[0]
    spent: dict[str, list[float]] = {"": [], access: []}
    for _ in range(4):
        for token, costs in spent.items():
            began = _web_seconds()
            for _ in range(count // 4):
                call("GET", COMPANIES, token=token)
            costs.append((_web_seconds() - began) / (count // 4) * 1000)
    anonymous, signed = (statistics.median(each) for each in spent.values())
    more = signed - anonymous
    return {
        "id": "P9",
        "n": count,
        "anonymous_ms": round(anonymous, 2),
        "signed_in_ms": round(signed, 2),
        "overhead_ms": round(more, 2),
        "good": more <= OVERHEAD_MS,
    }


def _web_seconds() -> float:
    """Return the CPU time that the web processes have used."""
    total = 0
    for pid in board()["processes"]["web"]:
        with suppress(FileNotFoundError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += int(fields[11]) + int(fields[12])
    return total / TICKS


def flood(scale: int) -> dict[str, Any]:
    """P10: 64 at once sign in; what everybody reads stays quick, the surplus is 503.

    The goal is for clients that wait as `Retry-After` says. Those that do not take
    whatever the server can answer, with any endpoint: their figure is shown only.
    """
    seconds = 30 / scale
    idle = _reads_for(seconds)
    email = people(1)[0].email
    waiting, statuses = _reads_in_flood(email, seconds, patient=True)
    pressing, _ = _reads_in_flood(email, seconds, patient=False)
    good = waiting <= SLOWER_LIMIT * idle and set(statuses) <= {401, 429, 503}
    return {
        "id": "P10",
        "idle_p95_ms": round(idle * 1000, 1),
        "flood_p95_ms": round(waiting * 1000, 1),
        "ratio": round(waiting / idle, 1),
        "without_waiting_p95_ms": round(pressing * 1000, 1),
        "statuses": dict(statuses),
        "good": good,
    }


def _reads_in_flood(
    email: str, seconds: float, *, patient: bool
) -> tuple[float, "Counter[int]"]:
    # In processes of their own: threads of this one would slow the reader down.
    with ProcessPoolExecutor(4, get_context("spawn")) as pool:
        until = time.time() + seconds + 3
        floods = [pool.submit(_flood, email, until, patient) for _ in range(4)]
        time.sleep(2)
        busy = _reads_for(seconds)
        return busy, sum((each.result() for each in floods), Counter[int]())


def _flood(email: str, until: float, patient: bool) -> "Counter[int]":
    """Sign in with wrong passwords, sixteen at once, and count the answers."""

    def hammer(number: int) -> "Counter[int]":
        found: Counter[int] = Counter()
        while time.time() < until:
            body = {"email": email, "password": f"guess {number}"}
            status, said, _ = call("POST", TOKEN, body)
            found[status] += 1
            if patient:
                time.sleep(said["retry_after"])
        return found

    with ThreadPoolExecutor(16) as pool:
        return sum(pool.map(hammer, range(16)), Counter[int]())


def _reads_for(seconds: float) -> float:
    """Read a public list for a while, and return the 95th percentile."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        times.append(call("GET", COMPANIES)[2])
        time.sleep(0.01)
    return statistics.quantiles(times, n=20)[-1]


PARTS = {
    "S5": refreshing,
    "S8": telling,
    "P9": overhead,
    "P10": flood,
}


def main() -> int:
    """Run the parts and print a line of JSON for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), metavar="PART")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    found = []
    for name in options.parts:
        found.append(PARTS[name](10 if options.quick else 1))
        sys.stdout.write(json.dumps(found[-1]) + "\n")
        sys.stdout.flush()
    return 0 if all(each["good"] for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
