"""Addresses of their own for users: limits then count them as they count people.

All of 127.0.0.0/8 is this machine. A board here sees each user come from elsewhere; a
board that is away sees one address, and needs `RATE_LIMITS` for it (docs/load.md).
"""

from functools import cache
from typing import Any
from urllib.parse import urlsplit

import gevent.socket
from geventhttpclient.client import HTTPClient, HTTPClientPool

_FIRST, _IN_NET = 20, 250


def place_of(number: int, worker: int = 0) -> str:
    """Return the loopback address of a user, other than that of any other."""
    net, host = divmod(number, _IN_NET)
    return f"127.{_FIRST + worker % 200}.{net % 256}.{host + 1}"


@cache
def may_choose(target: str) -> bool:
    """Tell whether a target is here, and users may come from anywhere in here."""
    if urlsplit(target).hostname not in ("127.0.0.1", "localhost"):
        return False
    with gevent.socket.socket() as probe:
        try:
            probe.bind((place_of(0), 0))
        except OSError:
            return False
    return True


class PlacedPool(HTTPClientPool):
    """Connections that all begin at one address."""

    def __init__(self, source: str, **kwargs: Any) -> None:
        super().__init__(disable_ipv6=True, **kwargs)
        self._source = source

    def get_client(self, url: Any) -> HTTPClient:
        """Return the client for an address, which binds before it connects."""
        client = super().get_client(url)
        client._connection_pool._create_tcp_socket = self._bound  # noqa: SLF001  # no other way in
        return client

    def _bound(self, *kind: int) -> gevent.socket.socket:
        opened = gevent.socket.socket(*kind)
        opened.bind((self._source, 0))
        return opened
