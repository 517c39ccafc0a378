"""An app whose consumers misbehave: they kill their worker, hang, sleep or fail."""

WAYS = ("good", "poison", "stuck", "sleepy", "failing")
