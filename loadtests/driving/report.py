"""The one-page report of a run, in Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import mean
from typing import Any

from loadtests.driving.levels import Broken, Levels, Operation
from loadtests.driving.saturation import Step, saturated
from loadtests.users.mix import Profile

SHOWN = 12
"""So many kinds of errors, and so many steps, are on the page."""
_PERCENT = 100


def page(
    *,
    heading: Mapping[str, str],
    profile: Profile,
    operations: list[Operation],
    levels: Levels,
    broken: Sequence[Broken],
    others: Sequence[str],
    steps: Sequence[Step],
    record: Mapping[str, Any],
    watched: Mapping[str, Any],
) -> str:
    """Return the report of a run."""
    parts = [
        ["# Load test", ""],
        table(("", ""), heading.items()),
        ["", "## Verdict", ""],
        _verdict(profile, operations, levels, [*broken, *others]),
        ["", "## Operations", "", "Times in milliseconds.", ""],
        _operations(operations, broken, record["seconds"]),
        ["", "## Errors", ""],
        _errors(record["errors"]),
        ["", "## Saturation", ""],
        _saturation(steps),
        _spike(record["timeline"], profile),
        ["", "## Server", ""],
        _server(watched["parts"]),
        ["", "## Database", ""],
        _database(watched, record["seconds"]),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the lines of a table; figures stand on the right."""
    lines = [f"| {' | '.join(head)} |"]
    lines.append("|" + "---|" + "---:|" * (len(head) - 1))
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    return lines


def _verdict(
    profile: Profile,
    operations: list[Operation],
    levels: Levels,
    broken: Sequence[Broken | str],
) -> Iterator[str]:
    asked = {each.name for each in operations}
    kept = sum(len(table) for name, table in levels.items() if name in asked)
    if broken:
        yield f"**{len(broken)} service levels are broken:**"
        yield ""
        yield from (f"- {each}" for each in broken)
    elif profile.overloads:
        yield "No more failed than may. How slow it was is not judged in such a run."
    else:
        yield f"All {kept} service levels are kept."
    if missing := sorted(set(levels) - asked):
        yield ""
        yield f"Not asked for in this run: {', '.join(missing)}."


def _operations(
    operations: list[Operation], broken: Sequence[Broken], seconds: float
) -> list[str]:
    marks = {(each.operation, each.name) for each in broken}

    def cell(each: Operation, name: str, text: str) -> str:
        return f"**{text}**" if (each.name, name) in marks else text

    head = ("operation", "n", "/s", "p50", "p95", "p99", "most", "errors", "refused")
    rows = [
        (
            each.name,
            f"{each.requests:,}",
            f"{each.requests / seconds:.2f}",
            f"{each.at(0.5):g}",
            cell(each, "p95_ms", f"{each.at(0.95):g}"),
            cell(each, "p99_ms", f"{each.at(0.99):g}"),
            f"{each.at(1.0):g}",
            cell(each, "error_rate", f"{each.error_rate * _PERCENT:.2f} %"),
            f"{each.refused:,}",
        )
        for each in [*operations, _all(operations)]
    ]
    return table(head, rows)


def _all(operations: list[Operation]) -> Operation:
    times: dict[float, int] = {}
    for each in operations:
        for time, count in each.times.items():
            times[time] = times.get(time, 0) + count
    return Operation(
        "all",
        sum(each.requests for each in operations),
        sum(each.failures for each in operations),
        sum(each.refused for each in operations),
        times,
        any(each.may_be_refused for each in operations),
    )


def _errors(errors: Sequence[Sequence[Any]]) -> Iterator[str]:
    if not errors:
        yield "None."
    for name, told, times in errors[:SHOWN]:
        text = " ".join(str(told).split())[:200].replace("|", "\\|")
        yield f"- {times:,} times {name}: {text}"
    if len(errors) > SHOWN:
        yield f"- and {len(errors) - SHOWN} other kinds, which stand in the CSV"


def _saturation(steps: Sequence[Step]) -> Iterator[str]:
    steps = [step for step in steps if step.users]
    full = saturated(steps)
    if full is not None:
        yield (
            f"The board is full at **{full.users} users, {full.rate:.1f} answers a"
            f" second** (p95 {full.p95:g} ms): more users bring no more."
        )
    elif len(steps) > 1:
        best = max(steps, key=lambda step: step.rate)
        yield (
            f"Not reached: {best.users} users still got {best.rate:.1f} answers a"
            " second."
        )
    else:
        yield "Not looked for: the profile `ramp` does."
    if len(steps) > 1:
        yield ""
        every = max(1, -(-len(steps) // SHOWN))
        yield from table(
            ("users", "answers/s", "p95", "errors"),
            [
                (step.users, f"{step.rate:.1f}", f"{step.p95:g}", step.failures)
                for step in [*steps[:-1:every], steps[-1]]
            ],
        )


def _spike(timeline: Sequence[Mapping[str, Any]], profile: Profile) -> Iterator[str]:
    if profile.shape != "spike" or not timeline:
        return
    back = recovery(timeline)
    yield ""
    yield (
        "After the peak the board never was as quick again as before."
        if back is None
        else f"After the peak it was as quick again as before within {back:.0f} s."
    )


def recovery(timeline: Sequence[Mapping[str, Any]]) -> float | None:
    """Return how long it took after a peak until p95 was at most 1.5 times the old."""
    most = max(look["users"] for look in timeline)
    peak = [place for place, look in enumerate(timeline) if look["users"] == most]
    before = sorted(look["p95"] for look in timeline[: peak[0]] if look["requests"])
    if not before:
        return None
    usual = max(before[len(before) // 2], 1.0)
    for look in timeline[peak[-1] + 1 :]:
        if look["requests"] and look["p95"] <= 1.5 * usual and not look["failures"]:
            return float(look["at"] - timeline[peak[-1]]["at"])
    return None


def _server(parts: Mapping[str, Sequence[Mapping[str, float]]]) -> Iterator[str]:
    if not parts:
        yield "Not measured: its processes are not on this machine."
        return
    head = ("part", "cores", "most cores", "MiB at first", "MiB at last", "most MiB")
    yield from table(
        head,
        [
            (
                part,
                f"{mean(look['cores'] for look in looks):.2f}",
                f"{max(look['cores'] for look in looks):.2f}",
                f"{looks[0]['memory']:.0f}",
                f"{looks[-1]['memory']:.0f}",
                f"{max(look['memory'] for look in looks):.0f}",
            )
            for part, looks in parts.items()
            if looks
        ],
    )


def _database(watched: Mapping[str, Any], seconds: float) -> Iterator[str]:
    changed, activity = watched["database"], watched["activity"]
    if not changed:
        yield "Not measured: `--database-url` says where it is."
        return
    looked_up = changed["hits"] + changed["reads"]
    hit = changed["hits"] / looked_up * _PERCENT if looked_up else 100.0
    rows = [
        ("transactions a second", f"{changed['commits'] / seconds:.1f}"),
        ("rolled back", f"{changed['rollbacks']:,}"),
        ("found in memory", f"{hit:.1f} %"),
        ("rows written", f"{changed['rows_written']:,}"),
        ("written to temporary files", f"{changed['temp_bytes'] / 2**20:.1f} MiB"),
        ("deadlocks", changed["deadlocks"]),
        ("grown by", f"{changed['size'] / 2**20:.1f} MiB"),
        ("size", f"{watched['database_size'] / 2**20:,.0f} MiB"),
    ]
    if activity:
        rows += [
            ("connections at most", max(look[0] for look in activity)),
            ("at work at most", max(look[1] for look in activity)),
            ("waiting for a lock at most", max(look[2] for look in activity)),
        ]
    yield from table(("", ""), rows)
