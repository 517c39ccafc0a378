"""The report: one page that says what was seen, and what is not as it should be."""

import pytest

from loadtests.driving.growth import growths
from loadtests.driving.levels import Operation, broken_levels
from loadtests.driving.report import page, recovery
from loadtests.driving.saturation import Step, saturated
from loadtests.driving.steps import steps_of
from loadtests.driving.summing import percentile
from loadtests.users.mix import Profile

SEARCH = Operation("search", 200, 4, 1, {10: 190, 500: 10})
TIMES = {"p95_ms": 300, "p99_ms": 400, "error_rate": 0.5}
HEADING = {"Profile": "steady, 1 minutes"}
STEADY = Profile("steady", users=1, minutes=1)
RECORD = {
    "seconds": 100.0,
    "errors": [["search", "wrong answer: a | b\nc", 3]],
    "timeline": [],
}
NOTHING = {"parts": {}, "activity": [], "database": {}, "database_size": 0}
LOOKS = [
    {"cores": 0.5, "memory": 100, "processes": 2},
    {"cores": 1.5, "memory": 120, "processes": 2},
]
CHANGED = dict.fromkeys(
    (
        "commits",
        "rollbacks",
        "hits",
        "reads",
        "rows_written",
        "temp_bytes",
        "deadlocks",
    ),
    300,
) | {"size": 2**20}


def made(**told):
    levels = told.pop("levels", {"search": TIMES, "apply": TIMES})
    whole = {
        "heading": HEADING,
        "profile": STEADY,
        "operations": [SEARCH],
        "levels": levels,
        "broken": broken_levels([SEARCH], levels),
        "others": [],
        "steps": [],
        "record": RECORD,
        "watched": NOTHING,
    }
    return page(**{**whole, **told})


def test_what_is_broken_stands_first_and_in_bold():
    text = made()

    assert "**1 service levels are broken:**" in text
    assert "- search: p99_ms is 500, above 400" in text
    assert "| 10 | **500** | 500 |" in text
    assert "Not asked for in this run: apply." in text


def test_all_is_well():
    assert "All 1 service levels are kept." in made(levels={"search": {"p95_ms": 500}})


def test_how_slow_it_is_under_overload_is_not_judged():
    text = made(profile=Profile("ramp", 1, 1, overloads=True), broken=[])

    assert "No more failed than may." in text


def test_figures_of_an_operation():
    row = "| search | 200 | 2.00 | 10 | 10 | **500** | 500 | 2.00 % | 1 |"

    assert row in made()


def test_errors_are_lines():
    assert "- 3 times search: wrong answer: a \\| b c" in made()
    assert "None." in made(record=RECORD | {"errors": []})


def test_what_is_elsewhere_is_not_measured():
    assert "Not measured: its processes are not on this machine." in made()


def test_server_and_database():
    watched = {
        "parts": {"web": LOOKS},
        "activity": [(5, 1, 0), (9, 2, 1)],
        "database": CHANGED,
        "database_size": 2**21,
    }
    text = made(watched=watched)

    assert "| web | 1.00 | 1.50 | 100 | 120 | 120 |" in text
    assert "| transactions a second | 3.0 |" in text
    assert "| found in memory | 50.0 % |" in text
    assert "| connections at most | 9 |" in text


def test_growth_is_broken_too():
    assert "- memory of web: grew" in made(others=["memory of web: grew 2 times"])


def step(users, rate, p95=20):
    return Step(users, seconds=10, requests=rate * 10, p95s=[p95])


def test_a_board_is_full_where_more_users_bring_no_more():
    steps = [step(10, 5), step(20, 10), step(30, 11), step(40, 11), step(50, 11)]

    assert saturated(steps) is steps[1]
    assert "full at **20 users, 10.0 answers a second**" in made(steps=steps)


def test_one_flat_step_is_an_accident():
    steps = [step(10, 5), step(20, 5), step(30, 15), step(40, 20)]

    assert saturated(steps) is None
    assert "Not reached: 40 users still got 20.0" in made(steps=steps)
    assert "Not looked for" in made(steps=steps[:1])


def look(at, users, p95=10, failures=0, requests=10):
    told = {"requests": requests, "failures": failures, "refused": 0}
    return {"at": at, "users": users, "p95": p95, **told}


def test_steps_leave_out_when_the_number_changes():
    timeline = [look(2, 5), look(4, 5), look(6, 9), look(8, 9), look(10, 9)]
    steps = steps_of(timeline)

    assert [(each.users, each.seconds, each.requests) for each in steps] == [
        (5, 2, 10),
        (9, 4, 20),
    ]
    assert steps[1].rate == 5


def test_recovery_is_when_it_is_as_quick_as_before_without_errors():
    before, peak = [look(2, 5), look(4, 5)], [look(6, 50, p95=900)]
    after = [look(8, 5, p95=300), look(10, 5, failures=1), look(12, 5, p95=15)]

    assert recovery([*before, *peak, *after]) == 6
    assert recovery([*before, *peak, *after[:2]]) is None
    text = made(
        profile=Profile("spike", users=1, minutes=1),
        record=RECORD | {"timeline": [*before, *peak, *after]},
    )
    assert "as quick again as before within 6 s" in text


@pytest.mark.parametrize(
    ("last", "lines"), [(105, []), (130, ["memory of web: grew 1.30 times, above 1.1"])]
)
def test_a_soak_looks_at_growth(last, lines):
    memory = [10, 50, 100, 100, 100, 100, last, last]
    watched = {"parts": {"web": [{"memory": each} for each in memory]}, "activity": []}
    soak = Profile("steady", 1, 1, memory_growth=1.1, connections_growth=1.2)

    assert growths(soak, watched) == lines
    assert growths(Profile("steady", 1, 1), watched) == []


def test_connections_may_not_grow_either():
    soak = Profile("steady", 1, 1, connections_growth=1.2)
    activity = [(n, 0, 0) for n in (1, 1, 10, 10, 10, 10, 20, 20)]

    assert growths(soak, {"parts": {}, "activity": activity}) == [
        "connections: grew 2.00 times, above 1.2"
    ]


def test_percentiles_of_counts():
    times = {10: 50, 20: 45, 300: 5}

    assert [percentile(times, share) for share in (0.5, 0.95, 0.951, 1)] == [
        10,
        20,
        300,
        300,
    ]
    assert percentile({}, 0.5) == 0
