"""Whose address counts: the nearest that our own proxies vouch for."""

from typing import Any

import pytest
from django.test import RequestFactory

from kernel.addresses import client_address

PROXY, INNER = "10.0.0.1", "192.168.7.7"
TRUSTED = ["10.0.0.0/8", "192.168.7.7", "fd00::/8"]

# What the socket says, what the header says, whom we trust, who it is.
CHAINS: list[tuple[str, str | None, list[str], str]] = [
    ("203.0.113.9", None, [], "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", [], "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", TRUSTED, "203.0.113.9"),
    (PROXY, None, TRUSTED, PROXY),
    (PROXY, "", TRUSTED, PROXY),
    (PROXY, "198.51.100.1", [], PROXY),
    (PROXY, "198.51.100.1", TRUSTED, "198.51.100.1"),
    (PROXY, " 198.51.100.1 ", TRUSTED, "198.51.100.1"),
    (PROXY, "198.51.100.1, 203.0.113.9", TRUSTED, "203.0.113.9"),
    (PROXY, "198.51.100.1,203.0.113.9,192.168.7.7", TRUSTED, "203.0.113.9"),
    (PROXY, "10.9.9.9, 203.0.113.9", TRUSTED, "203.0.113.9"),
    (PROXY, "203.0.113.9, 10.9.9.9", TRUSTED, "203.0.113.9"),
    (PROXY, "192.168.7.7, 10.9.9.9", TRUSTED, "192.168.7.7"),
    (PROXY, "198.51.100.1, rubbish", TRUSTED, PROXY),
    (PROXY, "198.51.100.1,", TRUSTED, PROXY),
    (PROXY, "rubbish, 198.51.100.1", TRUSTED, "198.51.100.1"),
    (PROXY, "127.1", TRUSTED, PROXY),
    (PROXY, "0x7f000001", TRUSTED, PROXY),
    (PROXY, "1" * 5000, TRUSTED, PROXY),
    ("fd00::1", "198.51.100.1", TRUSTED, "198.51.100.1"),
    ("::ffff:10.0.0.1", "198.51.100.1", TRUSTED, "198.51.100.1"),
    (PROXY, "::ffff:198.51.100.1", TRUSTED, "198.51.100.1"),
    ("::ffff:203.0.113.9", None, [], "203.0.113.9"),
    ("2001:db8:1:2:3:4:5:6", None, [], "2001:db8:1:2::/64"),
    ("2001:db8:1:2:ffff::1", None, [], "2001:db8:1:2::/64"),
    ("2001:db8:1:3::1", None, [], "2001:db8:1:3::/64"),
    (PROXY, "[2001:db8:1:2::9]", TRUSTED, "2001:db8:1:2::/64"),
    ("fe80::1%eth0", None, [], "fe80::/64"),
    ("", None, [], "unknown"),
    ("", "198.51.100.1", [], "unknown"),
    ("/run/socket", None, TRUSTED, "unknown"),
    # Some proxies write the port as well.
    (PROXY, "198.51.100.1:4711", [PROXY], "198.51.100.1"),
    (PROXY, "[2001:db8:1:2::9]:4711", [PROXY], "2001:db8:1:2::/64"),
]


@pytest.mark.parametrize(("socket", "header", "trusted", "whose"), CHAINS)
def test_whose_address_counts(
    socket: str, header: str | None, trusted: list[str], whose: str, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = trusted
    headers = {} if header is None else {"X-Forwarded-For": header}
    request = RequestFactory(REMOTE_ADDR=socket, headers=headers).get("/")
    assert client_address(request) == whose


@pytest.mark.parametrize("name", ["Forwarded", "X-Real-IP", "X-Client-IP", "Client-IP"])
def test_other_headers_say_nothing(name: str, settings: Any) -> None:
    settings.TRUSTED_PROXIES = [PROXY]
    headers = {name: "for=198.51.100.1"}
    request = RequestFactory(REMOTE_ADDR=PROXY, headers=headers).get("/")
    assert client_address(request) == PROXY
