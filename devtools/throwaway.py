"""A stack that leaves nothing behind: own folder, own ports, gone at the end."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devtools.postgres import outside_place
from devtools.stack import Stack
from devtools.state import end_leftovers, read_state, supervisor_of

_PREFIX = "jobboard-dev-"


@contextmanager
def throwaway_stack(env: dict[str, str]) -> Iterator[Stack]:
    """Give a stack in a temporary folder, mails and uploads included."""
    _clear_up_after_killed_ones()
    home = Path(tempfile.mkdtemp(prefix=_PREFIX)).resolve()
    # PostgreSQL's own user must get through to its folder; nothing can be listed.
    home.chmod(0o711)
    try:
        own = env | {"VAR_DIR": str(home / "var")}
        with Stack(home, own, durable=False, logs=home / "logs") as stack:
            yield stack
        if stack.postgres is not None:
            # It lies elsewhere when its user could not enter our folder.
            shutil.rmtree(stack.postgres.home.parent, ignore_errors=True)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _clear_up_after_killed_ones() -> None:
    """Remove the folders whose supervisor was killed before it could."""
    for home in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        state = read_state(home / "state.json")
        is_ours = state and home.stat().st_uid == os.geteuid()
        if is_ours and supervisor_of(state) is None:
            end_leftovers(state)
            shutil.rmtree(outside_place(home.resolve()), ignore_errors=True)
            shutil.rmtree(home, ignore_errors=True)
