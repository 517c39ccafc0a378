"""Take rights away 1,000 times, and try them from 8 clients at once afterwards (S4).

Demotion, removal from a company, a ban and a password change take turns. Once the
request that takes the right away has been answered, no request that starts later may
get through with a token from before, in any process.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from loadtests.harness.board import Board
from loadtests.harness.client import Answer, Client
from loadtests.harness.outcome import report
from loadtests.harness.people import Person, login_of

STACK_ENV = {"RATE_LIMITS": "off"}
TRIALS, CLIENTS = 1000, 8
REFUSED = {401}


class Scene:
    """Who takes part: an admin, an owner and a member of the company, an applicant."""

    def __init__(self, board: Board) -> None:
        self.admin = Person(board, login_of("admin"))
        self.owner = Person(board, login_of("employer", "owner"))
        self.member = Person(board, login_of("employer", "recruiter"))
        self.applicant = Person(board, login_of("applicant"))
        self.others = [Client(board.port) for _ in range(CLIENTS)]
        self.password = 0

    @property
    def everyone(self) -> list[Person]:
        """All who have tokens."""
        return [self.admin, self.owner, self.member, self.applicant]

    async def demote(self) -> tuple[str, str]:
        """Make a recruiter a viewer, or the other way round."""
        await self.member.refresh()
        before = self.member.tokens["access"]
        role = self.member.tokens["user"]["company_role"]
        company = self.owner.tokens["user"]["company"]
        path = f"/api/v1/companies/{company}/members/{self.member.id}/"
        other = "viewer" if role == "recruiter" else "recruiter"
        await expect(self.owner.call("PATCH", path, {"company_role": other}), 200)
        return before, "/api/v1/me/"

    async def ban(self) -> tuple[str, str]:
        """Ban an applicant, whose ban is lifted before the next trial."""
        path = f"/api/v1/users/{self.applicant.id}/"
        await expect(self.admin.call("PATCH", path, {"is_active": True}), 200)
        await self.applicant.sign_in()
        before = self.applicant.tokens["access"]
        await expect(self.admin.call("PATCH", path, {"is_active": False}), 200)
        return before, "/api/v1/me/"

    async def change_password(self) -> tuple[str, str]:
        """Give a member another password; sign in with it at the next trial."""
        await self.member.sign_in()
        before = self.member.tokens["access"]
        self.password += 1
        old, new = self.member.login["password"], f"another password {self.password}"
        body = {"current_password": old, "new_password": new}
        path = "/api/v1/auth/password/change/"
        await expect(self.member.call("POST", path, body), 204)
        self.member.login["password"] = new
        await self.member.sign_in()
        return before, "/api/v1/me/"

    async def sign_out(self) -> tuple[str, str]:
        """End every sign-in of an account."""
        await self.owner.sign_in()
        before = self.owner.tokens["access"]
        await expect(self.owner.call("POST", "/api/v1/auth/logout-all/"), 204)
        await self.owner.sign_in()
        return before, "/api/v1/me/"


async def expect(answer: Awaitable[Answer], status: int) -> Answer:
    """Return the answer if it has the status; end the run otherwise."""
    got = await answer
    if got.status != status:
        raise SystemExit(f"wanted {status}, got {got.status} {got.body[:300]!r}")
    return got


async def trial(scene: Scene, token: str, path: str) -> tuple[int, list[float]]:
    """Try a token from before on every client; return how often it got through."""
    headers = {"Authorization": f"Bearer {token}"}
    answers = await asyncio.gather(
        *(client.request("GET", path, headers) for client in scene.others)
    )
    through = [each for each in answers if each.status not in REFUSED]
    for each in through[:1]:
        print("got through:", each.status, each.body[:200], file=sys.stderr)
    return len(through), [each.seconds for each in answers]


async def run() -> int:
    """Run all trials and report."""
    scene = Scene(Board())
    for person in scene.everyone:
        await person.sign_in()
    takings: list[Callable[[], Awaitable[tuple[str, str]]]] = [
        scene.demote,
        scene.ban,
        scene.change_password,
        scene.sign_out,
    ]
    bad, seconds = 0, []
    kinds: dict[str, Any] = {}
    for number in range(TRIALS):
        take = takings[number % len(takings)]
        token, path = await take()
        through, took = await trial(scene, token, path)
        bad += through
        seconds += took
        kinds[take.__name__] = kinds.get(take.__name__, 0) + 1
    print(json.dumps(kinds))
    return report("S4", n=TRIALS * CLIENTS, bad=bad, seconds=seconds, trials=TRIALS)


if __name__ == "__main__":
    sys.exit(asyncio.run(run()))
