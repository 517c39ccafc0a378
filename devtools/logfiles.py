"""One log a part: a new one at each `up`, the one before kept, none without end."""

import shutil
from pathlib import Path
from typing import BinaryIO

OWN = "up.log"
_LONGEST = 20 * 1024 * 1024


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending, which is what makes `shorten` safe."""
    return path.open("ab")


def begin(folder: Path) -> None:
    """Put the logs of the run before aside, as `<part>.log.1`."""
    for log in folder.glob("*.log"):
        if log.name == OWN:
            continue  # we may be writing to it
        log.replace(log.with_name(f"{log.name}.1"))


def shorten(path: Path) -> None:
    """Move what a log holds aside when it got too long; its writer does not notice."""
    try:
        if path.stat().st_size < _LONGEST:
            return
    except FileNotFoundError:
        return
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    with path.open("r+b") as file:
        file.truncate(0)
