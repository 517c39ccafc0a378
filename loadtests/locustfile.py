"""The load test: `locust -f loadtests/locustfile.py`, or `./dev load`.

LOAD_PROFILE names a profile of mix.toml whose shape the run then has; without it,
users are chosen on Locust's web page or by `--users`. docs/load.md says more.
"""

import os
import sys
from pathlib import Path
from typing import Any

from locust import LoadTestShape, events
from locust.env import Environment
from locust.runners import WorkerRunner

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from loadtests.driving.recording import Recorder
from loadtests.users import asked, logins, shapes
from loadtests.users.admin import Admin
from loadtests.users.applicant import Applicant
from loadtests.users.crawler import Crawler
from loadtests.users.employer import Employer
from loadtests.users.mix import the_mix

__all__ = ["Admin", "Applicant", "Crawler", "Employer"]

# At once: a worker that is busy for seconds after it has begun counts as lost.
asked.prepare()
recorder = Recorder()
if name := os.environ.get("LOAD_PROFILE"):
    profile = the_mix().profile(name)
    profile = profile.but(
        minutes=float(os.environ.get("LOAD_MINUTES") or 0),
        users=int(os.environ.get("LOAD_USERS") or 0),
    )

    class Shape(LoadTestShape):
        """As many users as the profile wants; a ramp ends when more bring no more."""

        def tick(self) -> tuple[int, float] | None:
            """Return how many users there are to be now."""
            second = self.get_run_time()
            users = shapes.users_at(profile, second)
            if users is None or (profile.shape == "ramp" and recorder.is_saturated()):
                return None
            return users, shapes.pace(profile)


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    """Find where the board is, and get the accounts."""
    if environment.host is None:
        environment.host = logins.board_state().get("api")
    if environment.parsed_options and environment.host:
        environment.parsed_options.host = environment.host
    known = logins.logins()
    environment.user_classes = [
        each
        for each in environment.user_classes
        if each is Crawler or known.get(each.kind)
    ]
    if not isinstance(environment.runner, WorkerRunner):
        recorder.attach(environment)
