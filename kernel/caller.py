"""Who sent the request, as far as the kernel needs to know: a key, or nobody."""

from typing import Any


def caller_key(request: Any) -> str | None:
    """Return the account's key, or None for an anonymous request.

    Whatever an authenticator puts in `request.user` has a `key`. The kernel asks
    DRF's request, which keeps it on Django's too.
    """
    return getattr(getattr(request, "user", None), "key", None)
