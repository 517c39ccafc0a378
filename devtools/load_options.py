"""What `./dev load` is told."""

import argparse
from pathlib import Path

from devtools.paths import ROOT

MIX, SLO = ROOT / "loadtests" / "mix.toml", ROOT / "loadtests" / "slo.toml"
FAULTS = ("F9", "F16", "F17", "F19")
_LINES = (
    ("--profile", "of mix.toml: steady, ramp, spike, soak (steady)", str, "steady"),
    ("--target", "the address of a board, instead of the one that is up", str, None),
    ("--minutes", "how long, instead of what the profile says", float, None),
    ("--users", "how many at first, instead of what the profile says", int, None),
    ("--processes", "how many Locust processes share the work (1)", int, 1),
    ("--logins", "accounts of the target, by python -m loadtests.accounts", Path, None),
    ("--database-url", "the target's, for the figures of its database", str, None),
    ("--mix", "who does what (loadtests/mix.toml)", Path, MIX),
    ("--slo", "service levels (loadtests/slo.toml)", Path, SLO),
    ("--out", "the folder to write to (var/load/<time>-<profile>)", Path, None),
)


def parser(doc: str | None) -> argparse.ArgumentParser:
    """Return the parser of all options."""
    made = argparse.ArgumentParser(
        prog="./dev load",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for name, told, kind, default in _LINES:
        made.add_argument(name, help=told, type=kind, default=default)
    told = "a row of the fault matrix that happens meanwhile to the board that is up"
    made.add_argument("--fault", choices=FAULTS, help=told)
    return made
