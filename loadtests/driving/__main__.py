"""Run a load test without anybody looking, report it, and judge it: `./dev load`.

python -m loadtests.driving --profile ramp --minutes 10
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from devtools.load_options import parser
from loadtests.driving.faults import FAULTS, Harm, complaints
from loadtests.driving.growth import growths
from loadtests.driving.levels import (
    BadLevels,
    Levels,
    broken_levels,
    operations_in,
    read_levels,
)
from loadtests.driving.report import page, recovery
from loadtests.driving.saturation import Step
from loadtests.driving.steps import steps_of
from loadtests.driving.warming import warm_up
from loadtests.driving.watching import Watch
from loadtests.harness.outcome import commit, machine
from loadtests.users.logins import ROOT, STATE, board_state, make_logins
from loadtests.users.mix import BadMix, Profile, read_mix
from loadtests.users.shapes import most

LOCUSTFILE = ROOT / "loadtests" / "locustfile.py"
OUT = ROOT / "var" / "load"
BROKEN, FAILED = 1, 2


class CannotRun(Exception):
    """There is nothing to run against, or nobody to run as."""


def main(arguments: Sequence[str]) -> int:
    """Run, report and judge; 1 when a level is broken, 2 when it could not be run."""
    options = parser(__doc__).parse_args(arguments)
    try:
        profile = read_mix(options.mix).profile(options.profile)
        profile = profile.but(minutes=options.minutes, users=options.users)
        levels = read_levels(options.slo)
        return Run(options, profile, levels).go()
    except (CannotRun, BadMix, BadLevels, OSError, ValueError) as error:
        print(f"load: {error}", file=sys.stderr)
        return FAILED


class Run:
    """One run: a Locust without a web page, watched from outside."""

    def __init__(
        self, options: argparse.Namespace, profile: Profile, levels: Levels
    ) -> None:
        self._options, self._profile, self._levels = options, profile, levels
        state = board_state()
        self._target = options.target or state.get("api")
        # Of a board that is elsewhere we see nothing but its answers.
        self._state = state if self._target == state.get("api") else {}
        if not self._target:
            raise CannotRun("no board is up: ./dev up starts one, --target names one.")
        now = datetime.now(UTC)  # noqa: TID251  # no Django here
        self._began = f"{now:%Y-%m-%d %H:%M} UTC"
        self._out: Path = options.out or OUT / f"{now:%Y%m%d-%H%M%S}-{options.profile}"
        self._out.mkdir(parents=True, exist_ok=True)

    def go(self) -> int:
        """Run it; return the exit code."""
        warm_up(self._target)
        logins = self._logins()
        url = self._options.database_url or self._state.get("database_url")
        with Watch(self._processes, url) as watch, self._harm() as harm:
            code = self._locust(logins)
        record = self._record()
        if not record or not record["operations"]:
            raise CannotRun(f"nothing was asked (locust: {code}):\n{self._why()}")
        watched = watch.told()
        operations = operations_in(record, may_be_refused=self._profile.overloads)
        broken = broken_levels(operations, self._levels)
        if self._profile.overloads:
            broken = [each for each in broken if each.name == "error_rate"]
        others = growths(self._profile, watched)
        if self._profile.shape == "spike" and recovery(record["timeline"]) is None:
            others.append("spike: not as quick again as before, until the end")
        if harm is not None:
            # What may fail of a fault is counted by the fault, and what dies is slow.
            broken = []
            others += complaints(harm.fault, record, harm.done)
        text = page(
            heading=self._heading(harm),
            profile=replace(self._profile, overloads=True) if harm else self._profile,
            operations=operations,
            levels=self._levels,
            broken=broken,
            others=others,
            steps=self._steps(record),
            record=record,
            watched=watched,
        )
        (self._out / "report.md").write_text(text)
        (self._out / "watched.json").write_text(json.dumps(watched))
        print(text)
        print(f"{self._out}: report.md, report.html, stats*.csv")
        return BROKEN if broken or others else 0

    def _logins(self) -> Path | None:
        """Return the file of accounts, made anew on a board that is ours."""
        if self._options.logins:
            return Path(self._options.logins)
        if not self._state:
            print("No --logins: only who needs no account comes (docs/load.md).")
            return None
        path = self._out / "logins.json"
        make_logins(self._state, path, most=most(self._profile))
        return path

    def _harm(self) -> AbstractContextManager[Harm | None]:
        """Return what does the fault that was asked for; by default none."""
        if not self._options.fault:
            return nullcontext()
        if not self._state:
            raise CannotRun("--fault is for the board that ./dev up runs.")
        os.environ.setdefault("BOARD_STATUS", str(STATE))
        return Harm(FAULTS[self._options.fault], self._profile.minutes)

    def _processes(self) -> dict[str, list[int]]:
        """Return the board's processes by part, as they are this moment."""
        if not self._state:
            return {}
        processes: dict[str, list[int]] = board_state().get("processes", {})
        return processes

    def _locust(self, logins: Path | None) -> int:
        out = self._out
        command = [
            *(sys.executable, "-m", "locust", "-f", str(LOCUSTFILE), "--headless"),
            *("--host", self._target, "--html", str(out / "report.html")),
            *("--csv", str(out / "stats"), "--csv-full-history", "--only-summary"),
            *("--exit-code-on-error", "0"),
        ]
        if self._options.processes > 1:
            command += ["--processes", str(self._options.processes)]
        told = {
            "LOAD_PROFILE": self._options.profile,
            "LOAD_MINUTES": str(self._profile.minutes),
            "LOAD_USERS": str(self._profile.users),
            "LOAD_MIX": str(self._options.mix.resolve()),
            "LOAD_RECORD": str(out / "record.json"),
            "LOAD_LOGINS": str(logins.resolve() if logins else out / "none.json"),
        }
        minutes = f"{self._profile.minutes:g} minutes"
        print(
            f"{self._options.profile} against {self._target} for {minutes} …",
            flush=True,
        )
        with (out / "locust.log").open("w") as log:
            return subprocess.run(  # noqa: S603  # our own command
                command,
                env=os.environ | told,
                cwd=ROOT,
                stdout=log,
                stderr=log,
                check=False,
            ).returncode

    def _steps(self, record: dict[str, Any]) -> list[Step]:
        """Return the steps of a ramp; others have none."""
        is_ramp = self._profile.shape == "ramp"
        return steps_of(record["timeline"]) if is_ramp else []

    def _why(self) -> str:
        """Return the end of what Locust said."""
        lines = (self._out / "locust.log").read_text().splitlines()
        return "\n".join([f"{self._out}/locust.log", *lines[-20:]])

    def _record(self) -> dict[str, Any]:
        try:
            record: dict[str, Any] = json.loads((self._out / "record.json").read_text())
        except (OSError, ValueError):
            return {}
        return record

    def _heading(self, harm: Harm | None) -> dict[str, str]:
        profile = self._profile
        return {
            "When": self._began,
            "Target": self._target,
            "Profile": f"{self._options.profile}, {profile.minutes:g} minutes,"
            f" {profile.users} users at first",
            "Fault": harm.told() if harm else "none",
            "Load from": machine(),
            "Commit": commit(),
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
