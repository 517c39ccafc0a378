"""What belongs to the request being served: its id, for logs and problems."""

import contextvars
import re

from kernel.ids import new_id

_SANE = re.compile(r"[A-Za-z0-9._~+/=:-]{1,128}", re.ASCII)
_request_id: contextvars.ContextVar[str] = contextvars.ContextVar(
    "request_id", default=""
)


def request_id() -> str:
    """Return the id of the request that this thread is serving, or nothing."""
    return _request_id.get()


def begin_request(offered: str | None) -> str:
    """Take the client's request id if it is sane, else make one."""
    sane = offered is not None and _SANE.fullmatch(offered) is not None
    chosen = offered if sane and offered else str(new_id())
    _request_id.set(chosen)
    return chosen
