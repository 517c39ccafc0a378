"""Faults under load: how much of them clients may notice."""

from dataclasses import replace

import pytest

from devtools import load_options as options
from loadtests.driving.faults import FAULTS, complaints, slowest_recovery

FAULT = replace(FAULTS["F16"], most_failures=2, recovery=2)
DONE = [(1010.0, 1010.0), (1030.0, 1031.0)]


def record(failures, **looks):
    timeline = [{"at": float(at[1:]), "failures": n} for at, n in looks.items()]
    return {
        "began": 1000.0,
        "operations": {"search": {"failures": failures}, "apply": {"failures": 0}},
        "timeline": timeline,
    }


def test_the_command_offers_each_fault():
    assert set(options.FAULTS) == set(FAULTS)


@pytest.mark.parametrize(
    ("failures", "late", "said"),
    [
        (4, 33, []),
        (5, 33, ["F16: 5 requests failed, above 4"]),
        (1, 36, ["F16: requests failed 3 s after it, above 2"]),
    ],
)
def test_what_clients_may_notice(failures, late, said):
    seen = record(failures, **{"_12": 1, f"_{late}": 1})

    assert complaints(FAULT, seen, DONE) == said


def test_a_fault_that_did_not_happen_is_no_success():
    assert complaints(FAULT, record(0), []) == [
        "F16: the run was too short for it to happen"
    ]


def test_failures_before_a_fault_are_none_of_its():
    assert slowest_recovery(record(1, _9=1), DONE) == 0
