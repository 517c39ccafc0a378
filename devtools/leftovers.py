"""What a killed `./dev up` left running is ended before anything else starts."""

from devtools.console import say
from devtools.paths import STATE
from devtools.state import end_leftovers, read_state, supervisor_of


def clear_leftovers() -> None:
    """End the processes of a state whose supervisor is gone, and drop that state."""
    state = read_state(STATE)
    if not state or supervisor_of(state) is not None:
        return
    names = end_leftovers(state)
    if names:
        say(f"  Ended what a killed ./dev left running: {', '.join(names)}.")
    STATE.unlink(missing_ok=True)
