"""A kind for each way to misbehave."""

from events.registry import register_kind
from events.tests.lab import WAYS

for way in WAYS:
    register_kind(
        f"lab.{way}", meaning=f"A {way} one.", audience="nobody", optional=["seconds"]
    )
