"""Service levels: the gate is shut when one of them is broken."""

import ast
import re

import pytest

from devtools.load_options import MIX, SLO
from loadtests.driving.levels import (
    BadLevels,
    Operation,
    broken_levels,
    operations_in,
    read_levels,
)

FAST = Operation("search", requests=100, failures=1, refused=1, times={10: 95, 50: 5})


def asked_for() -> set[str]:
    """Return the names of the operations that users ask for, as patterns."""
    found = set()
    for path in (MIX.parent / "users").glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            named = isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
            if named and call.func.attr in ("ask", "create") and call.args:
                found.add(_pattern(call.args[0]))
    return found - {""}


def _pattern(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return re.escape(str(node.value))
    if isinstance(node, ast.JoinedStr):
        return "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
    return ""


def test_each_operation_has_a_level():
    levels = read_levels(SLO)
    lacking = [
        name for name in asked_for() if not any(re.fullmatch(name, x) for x in levels)
    ]

    assert len(asked_for()) > 30
    assert not lacking


def test_each_level_is_of_an_operation():
    # What is decided is a variable there.
    known = {*asked_for(), "approve|reject"}
    unknown = [
        name
        for name in read_levels(SLO)
        if not any(re.fullmatch(pattern, name) for pattern in known)
    ]

    assert not unknown


def test_each_table_has_all_three_figures():
    tables = read_levels(SLO).values()

    assert all(set(each) == {"p95_ms", "p99_ms", "error_rate"} for each in tables)


@pytest.mark.parametrize(
    ("level", "broken"),
    [
        ({"p95_ms": 10}, []),
        ({"p95_ms": 9.9}, ["search: p95_ms is 10, above 9.9"]),
        ({"p99_ms": 50}, []),
        ({"p99_ms": 49}, ["search: p99_ms is 50, above 49"]),
        ({"error_rate": 0.01}, []),
        ({"error_rate": 0.009}, ["search: error_rate is 0.01, above 0.009"]),
        ({"error_rate": 0}, ["search: error_rate is 0.01, above 0"]),
    ],
)
def test_a_broken_level_is_named(level, broken):
    assert [str(x) for x in broken_levels([FAST], {"search": level})] == broken


def test_what_was_not_asked_for_breaks_nothing():
    nothing = Operation("search", 0, 0, 0, {})

    assert not broken_levels([nothing], {"search": {"p95_ms": 0}})
    assert not broken_levels([FAST], {"apply": {"p95_ms": 0}})


def test_refusals_are_errors_unless_they_are_expected():
    told = {"requests": 100, "failures": 3, "refused": 2, "times": {"10": 100}}
    record = {"operations": {"search": told}}

    assert operations_in(record)[0].error_rate == 0.03
    assert operations_in(record, may_be_refused=True)[0].error_rate == 0.01
    assert operations_in(record)[0].at(0.5) == 10


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("search = 3", "search is no table"),
        ("[search]\np96_ms = 3", "p96_ms is none of"),
        ('[search]\np95_ms = "3"', "p95_ms is no number"),
        ("[search]\np95_ms = true", "p95_ms is no number"),
    ],
)
def test_wrong_levels_are_refused(tmp_path, text, said):
    path = tmp_path / "slo.toml"
    path.write_text(text)

    with pytest.raises(BadLevels, match=said):
        read_levels(path)
