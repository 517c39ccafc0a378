"""A kind for each way to misbehave."""

from events.registry import register_kind

WAYS = ("good", "poison", "stuck", "sleepy", "failing")

for way in WAYS:
    register_kind(
        f"lab.{way}", meaning=f"A {way} one.", audience="nobody", optional=["seconds"]
    )
