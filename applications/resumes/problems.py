"""How the refusal of a file is told to whoever sent it."""

from applications.resumes.refusals import DAMAGED, TOO_LARGE, UNSAFE, Refused
from kernel.problems import Problem, TooLarge, UnsupportedMediaType


class UnsafeFile(Problem):
    """The file holds something that runs, fetches or hides."""

    status = 415
    code = "unsafe_file"
    title = "This file holds more than text and pictures"


class DamagedFile(Problem):
    """The file breaks off, or contradicts itself."""

    status = 400
    code = "damaged_file"
    title = "This file cannot be read"


_MEANINGS: dict[str, type[Problem]] = {
    UNSAFE: UnsafeFile,
    DAMAGED: DamagedFile,
    TOO_LARGE: TooLarge,
}


def problem_of(refused: Refused) -> Problem:
    """Return what the client is told."""
    return _MEANINGS.get(refused.why, UnsupportedMediaType)(refused.detail)
