"""What a child does with a file: read it with the one reader that it needs."""

from collections.abc import Callable
from importlib import import_module

from applications.resumes.refusals import DAMAGED, TOO_LARGE, Refused
from applications.resumes.texts import tidy

Read = Callable[[bytes], tuple[str, str]]
_READERS = {"pdf": "pdf", "package": "package_kinds", "rtf": "rtf", "text": "plain"}


def reader_of(family: str) -> Read:
    """Load what reads a family, and nothing that the others need."""
    module = import_module(f"applications.resumes.{_READERS[family]}")
    if hasattr(module, "prepare"):
        module.prepare()
    read: Read = module.read
    return read


def answer_about(data: bytes, read: Read) -> dict[str, str]:
    """Return what a file is and says, or why it is refused."""
    try:
        kind, text = read(data)
        return {"kind": kind, "text": tidy(text)}
    except Refused as refused:
        return {"refused": refused.why, "detail": refused.detail}
    except MemoryError:
        detail = "The file takes more memory than we allow."
        return {"refused": TOO_LARGE, "detail": detail}
    except Exception:  # noqa: BLE001  # whatever a broken file makes a reader raise
        detail = "The file cannot be read. Save or export it once more, and send that."
        return {"refused": DAMAGED, "detail": detail}
