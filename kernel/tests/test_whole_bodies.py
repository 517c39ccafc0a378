"""A body that ends before its Content-Length is refused, and nothing is kept of it."""

import io
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from kernel.bodies import WholeBody, whole_bodies
from kernel.tests.probe.models import Note

FORM = "multipart/form-data; boundary=x"
FILE = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
    b"0123456789\r\n--x--\r\n"
)


def post(path: str, content_type: str, body: bytes, length: int) -> str:
    said: list[str] = []

    def start(status: str, headers: Any, exc_info: Any = None) -> Any:
        said.append(status)

    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(length),
    }
    answer: Any = whole_bodies(WSGIHandler())(environ, start)
    b"".join(answer)
    answer.close()
    return said[0][:3]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("missing", [1, 100, 10_000_000])
def test_json_that_ends_early(missing: int) -> None:
    body = b'{"title": "cut"}'
    length = len(body) + missing
    status = post("/api/v1/notes/", "application/json", body, length)
    assert status == "400"
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", [len(FILE) - 1, len(FILE) - 12, 80, 10, 0])
def test_a_file_that_ends_early(kept: int) -> None:
    assert post("/api/v1/uploads/", FORM, FILE[:kept], len(FILE)) == "400"
    assert not Note.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_whole_bodies_are_taken() -> None:
    body = b'{"title": "whole"}'
    assert post("/api/v1/notes/", "application/json", body, len(body)) == "201"
    assert post("/api/v1/uploads/", FORM, FILE, len(FILE)) == "201"


def test_lines_of_a_body() -> None:
    stream = WholeBody(io.BytesIO(b"one\ntwo"), 9)
    assert stream.readline(9) == b"one\n"
    with pytest.raises(ConnectionError):
        stream.readline(5)
