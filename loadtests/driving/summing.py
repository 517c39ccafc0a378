"""Percentiles of times that were counted and not kept."""

from collections.abc import Mapping


def percentile(times: Mapping[float, int], share: float) -> float:
    """Return the time that a share of the requests did not exceed; 0 of none."""
    total = sum(times.values())
    passed = 0
    for time in sorted(times, key=float):
        passed += times[time]
        if passed >= share * total:
            return float(time)
    return 0.0
