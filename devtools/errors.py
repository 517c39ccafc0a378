"""The two ways in which a command ends before its work is done."""


class CannotGoOn(Exception):
    """Says to the person at the terminal what is wrong and what to do about it."""


class Interrupted(Exception):
    """Ctrl-C, a SIGTERM or a hang-up asked us to end."""
