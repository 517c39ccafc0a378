"""A ramp's timeline, cut into its numbers of users."""

from typing import Any

from loadtests.driving.saturation import Step


def steps_of(timeline: list[dict[str, Any]]) -> list[Step]:
    """Return what a timeline says of each number of users, in order.

    Looks at which the number was just changing belong to none.
    """
    steps: list[Step] = []
    before = {"at": 0.0, "users": -1}
    for look in timeline:
        if look["users"] == before["users"]:
            if not steps or steps[-1].users != look["users"]:
                steps.append(Step(look["users"]))
            steps[-1].take(look, look["at"] - before["at"])
        before = look
    return steps
