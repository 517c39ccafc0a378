import socket

from devtools.ports import any_free, first_free, is_free


def test_the_next_free_port_follows_a_taken_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free("127.0.0.1", port)
        assert first_free("127.0.0.1", port) > port


def test_a_free_port_is_taken_as_it_is():
    port = any_free()
    assert first_free("127.0.0.1", port) == port


def test_an_impossible_port_is_not_free():
    assert not is_free("127.0.0.1", 70_000)
