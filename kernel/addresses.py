"""The client's address, believed only as far as our own proxies vouch for it."""

import re
from functools import cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

from django.conf import settings
from django.http import HttpRequest

_IPV6_HOME = 64
# Some proxies write the port as well: 192.0.2.1:4711, [2001:db8::1]:4711.
_PORT = re.compile(r"^(\d+(?:\.\d+){3}|\[.+\]):\d{1,5}$", re.ASCII)


@cache
def _trusted(networks: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(each, strict=False) for each in networks]


def client_address(request: HttpRequest) -> str:
    """Return the nearest address that is not one of `TRUSTED_PROXIES`.

    `X-Forwarded-For` is read from its right end, where our proxies write, and
    only while they do: whatever a client invents stands further left.
    """
    trusted = _trusted(tuple(settings.TRUSTED_PROXIES))
    hops = [request.META.get("REMOTE_ADDR", "")]
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops += [hop.strip() for hop in reversed(forwarded.split(","))] if forwarded else []
    nearest = ""
    for hop in hops:
        address = _parse(hop)
        if address is None:
            break
        nearest = _group(address)
        if not any(address in network for network in trusted):
            break
    return nearest or "unknown"


def is_from_proxy(request: HttpRequest) -> bool:
    """Tell whether the connection itself comes from one of `TRUSTED_PROXIES`."""
    peer = _parse(request.META.get("REMOTE_ADDR", ""))
    networks = _trusted(tuple(settings.TRUSTED_PROXIES))
    return peer is not None and any(peer in network for network in networks)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    text = _PORT.sub(r"\1", text)
    try:
        address = ip_address(text.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def _group(address: IPv4Address | IPv6Address) -> str:
    """Return an IPv6 address's /64, of which one home or server has all."""
    if isinstance(address, IPv6Address):
        return str(ip_network((address, _IPV6_HOME), strict=False))
    return str(address)
