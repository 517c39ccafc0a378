"""Why a file is not taken; plain words, for they cross from one process to another."""

UNSUPPORTED = "unsupported"
"""It is none of the kinds that we take, or not the one that it is said to be."""
UNSAFE = "unsafe"
"""It could do something to whoever opens it, or we cannot see that it could not."""
DAMAGED = "damaged"
"""It breaks off, or contradicts itself."""
TOO_LARGE = "too_large"
"""It is small here, and large where it is opened."""


class Refused(Exception):
    """A file that is not taken, and what its owner can do about it."""

    def __init__(self, why: str, detail: str) -> None:
        super().__init__(detail)
        self.why = why
        self.detail = detail


def unsupported(detail: str) -> Refused:
    """Return the refusal of a file of another kind."""
    return Refused(UNSUPPORTED, detail)


def unsafe(what: str) -> Refused:
    """Return the refusal of a file that holds something besides its text."""
    return Refused(UNSAFE, f"{what} Save it as a plain PDF without that.")


def damaged(what: str) -> Refused:
    """Return the refusal of a file that cannot be read to its end."""
    return Refused(DAMAGED, f"{what} Save or export it once more, and send that.")


def too_large(what: str) -> Refused:
    """Return the refusal of a file that would grow."""
    return Refused(TOO_LARGE, what)
