"""The outbox: one ordered log of what happened, and its relay."""
