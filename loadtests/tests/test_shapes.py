"""Shapes: so many users at each second."""

import pytest

from loadtests.users.mix import Profile
from loadtests.users.shapes import most, pace, users_at

STEADY = Profile("steady", users=20, minutes=2, begin=10)
RAMP = Profile("ramp", users=10, minutes=3, step=5, every=20, most=30, begin=5)
SPIKE = Profile("spike", users=4, minutes=3, times=10, begin=6)


@pytest.mark.parametrize(
    ("profile", "second", "users"),
    [
        (STEADY, 0, 20),
        (STEADY, 119, 20),
        (STEADY, 120, None),
        (RAMP, 0, 10),
        (RAMP, 19.9, 10),
        (RAMP, 20, 15),
        (RAMP, 80, 30),
        (RAMP, 179, 30),
        (RAMP, 180, None),
        (SPIKE, 59, 4),
        (SPIKE, 60, 40),
        (SPIKE, 119, 40),
        (SPIKE, 120, 4),
        (SPIKE, 180, None),
    ],
)
def test_users_at(profile, second, users):
    assert users_at(profile, second) == users


@pytest.mark.parametrize(
    ("profile", "users", "a_second"), [(STEADY, 20, 2), (RAMP, 30, 2), (SPIKE, 40, 6)]
)
def test_the_largest_change_takes_the_time_that_is_said(profile, users, a_second):
    assert (most(profile), pace(profile)) == (users, a_second)


def test_time_and_users_may_be_others():
    other = STEADY.but(minutes=0.5, users=3)

    assert (users_at(other, 0), users_at(other, 30)) == (3, None)
    assert STEADY.but(minutes=None, users=None) == STEADY
