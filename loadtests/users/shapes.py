"""Shapes: how many users a profile wants at each second of a run."""

from loadtests.users.mix import Profile


def users_at(profile: Profile, second: float) -> int | None:
    """Return how many users there are to be; None when the run is over."""
    if second >= profile.minutes * 60:
        return None
    if profile.shape == "ramp":
        return min(
            profile.users + int(second / profile.every) * profile.step, most(profile)
        )
    if profile.shape == "spike" and phase_of(profile, second) == "peak":
        return profile.users * profile.times
    return profile.users


def phase_of(profile: Profile, second: float) -> str:
    """Return what a second of a spike belongs to: before, the peak, or after."""
    third = profile.minutes * 60 / 3
    return ("before", "peak", "after")[min(int(second / third), 2)]


def most(profile: Profile) -> int:
    """Return how many users there are at most."""
    if profile.shape == "spike":
        return profile.users * profile.times
    return profile.most or profile.users


def pace(profile: Profile) -> float:
    """Return how many users a second come or go: the largest change in its time."""
    change = profile.users
    if profile.shape == "ramp":
        change = max(change, profile.step)
    if profile.shape == "spike":
        change = most(profile) - profile.users
    return max(change / profile.begin, 0.1)
