"""Where an atom may go: each kind of place turns it into whole requests."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from urllib.parse import quote_from_bytes

from loadtests.harness.client import request_bytes
from loadtests.hostile.corpus import Atom
from loadtests.hostile.surface import Operation, body_with, example, leaves, objects

Headers = dict[str, str]
JSON = {"Content-Type": "application/json", "Authorization": "Bearer hostile"}
PREFIXES = ("/", "/api/", "/api/v1/", "/static/")
HEADERS = (
    *("X-Request-ID", "Idempotency-Key", "If-None-Match", "If-Match", "Accept"),
    *("Authorization", "Content-Type", "Origin", "User-Agent", "X-Forwarded-For"),
    *("Cookie", "Referer", "X-Forwarded-Host", "Accept-Language"),
)
UPLOAD = "/api/v1/uploads/"
WRITTEN = frozenset({200, 201, 204, 400, 409, 413})
ASKED = frozenset({200, 400, 404, 414})
REFUSED = frozenset({400})
LED_NOWHERE = frozenset({400, 404, 414})
ANYTHING = frozenset(range(600))
HERE = "@@here@@"
_numbers = count(1)


@dataclass(frozen=True)
class Shot:
    """One request with an atom in it."""

    atom: Atom
    place: str
    raw: bytes
    allowed: frozenset[int]
    head: bool = False
    names: bool = False
    """Whether the atom is a name that nothing here has."""
    alone: bool = False
    """Whether it needs a connection of its own, closed for writing after it."""


class Places:
    """All places of a server, given its operations and an id that exists."""

    def __init__(self, operations: list[Operation], known_id: str) -> None:
        self.operations = operations
        self.known_id = known_id
        self.writing = [each for each in operations if each.body is not None]
        self.reading = [each for each in operations if each.method == "GET"]
        self.builders: dict[str, Callable[[Atom], Iterator[Shot]]] = {
            "field": self.field,
            "value": self.value,
            "body": self.body,
            "name": self.name,
            "query": self.query,
            "querystring": self.querystring,
            "path": self.path,
            "target": self.target,
            "method": self.method,
            "header": self.header,
            "headervalue": self.headervalue,
            "raw": self.raw,
        }

    def shots(self, atom: Atom) -> Iterator[Shot]:
        """Give every request that carries an atom."""
        for kind in sorted(atom.where):
            yield from self.builders[kind](atom)

    def field(self, atom: Atom) -> Iterator[Shot]:
        """As a JSON text in each field, escaped and as it is; as a form's value."""
        escaped = json.dumps(atom.text)
        plain = json.dumps(atom.text, ensure_ascii=False)
        for spelling in dict.fromkeys((escaped, plain)):
            raw = spelling.encode("utf-8", "surrogatepass")
            yield from self._in_fields(atom, raw)
        if '"' not in atom.text:
            yield self._upload(atom)

    def value(self, atom: Atom) -> Iterator[Shot]:
        """As a piece of JSON in each field."""
        return self._in_fields(atom, atom.raw)

    def _in_fields(self, atom: Atom, raw: bytes) -> Iterator[Shot]:
        for each in self.writing:
            for at in leaves(each.body or {}):
                whole = json.dumps(body_with(each.body or {}, at, HERE)).encode()
                body = whole.replace(f'"{HERE}"'.encode(), raw)
                place = f"{each.name} {'.'.join(map(str, at))}"
                yield self._write(atom, each, place, body, WRITTEN)

    def body(self, atom: Atom) -> Iterator[Shot]:
        """As the whole body."""
        for each in self.writing:
            yield self._write(atom, each, f"{each.name} body", atom.raw, WRITTEN)

    def name(self, atom: Atom) -> Iterator[Shot]:
        """As the name of a field in each object, and of a parameter everywhere."""
        for each in self.writing:
            if atom.text in each.known:
                continue
            for at in objects(each.body or {}):
                body = example(each.body or {})
                if at:
                    body = body_with(each.body or {}, (*at, atom.text), 1)
                else:
                    body[atom.text] = 1
                place = f"{each.name} name in {'.'.join(map(str, at)) or 'body'}"
                raw = json.dumps(body).encode()
                yield self._write(atom, each, place, raw, REFUSED, names=True)
        for each in self.operations:
            if atom.text not in each.parameters:
                target = f"{each.at(self.known_id)}?{_quoted(atom)}=1"
                place = f"{each.name} parameter name"
                yield self._ask(atom, each, place, target, REFUSED, names=True)

    def query(self, atom: Atom) -> Iterator[Shot]:
        """As the value of each parameter."""
        for each in self.reading:
            for name in each.parameters:
                target = f"{each.at(self.known_id)}?{name}={_quoted(atom)}"
                yield self._ask(atom, each, f"{each.name} {name}", target, ASKED)

    def querystring(self, atom: Atom) -> Iterator[Shot]:
        """As the whole query string, its bytes as they are."""
        for each in self.reading:
            query = atom.text.replace(" ", "%20")
            target = f"{each.at(self.known_id)}?{query}"
            yield self._ask(atom, each, f"{each.name} query", target, ASKED)

    def path(self, atom: Atom) -> Iterator[Shot]:
        """As an id, and as a step below each prefix."""
        for each in self.operations:
            if each.has_id:
                target = each.at(_quoted(atom))
                yield self._ask(atom, each, f"{each.name} id", target, LED_NOWHERE)
        for prefix in PREFIXES:
            raw = request_bytes("GET", prefix + _quoted(atom))
            allowed = LED_NOWHERE | {200}
            yield Shot(atom, f"GET {prefix}…", raw, allowed)

    def target(self, atom: Atom) -> Iterator[Shot]:
        """As the request's target, its bytes as they are."""
        raw = request_bytes("GET", atom.raw, {"Connection": "close"})
        yield Shot(atom, "target", raw, atom.allowed, alone=True)

    def method(self, atom: Atom) -> Iterator[Shot]:
        """As the method, on every path."""
        for path in dict.fromkeys(each.path for each in self.operations):
            if "{" in path and atom.text == "DELETE":
                continue
            target = path if "{" not in path else self._at_known(path)
            raw = request_bytes(atom.text, target, {"Connection": "close"})
            head = atom.text == "HEAD"
            yield Shot(atom, f"method of {path}", raw, atom.allowed, head, alone=True)

    def _at_known(self, path: str) -> str:
        return Operation("GET", path).at(self.known_id)

    def header(self, atom: Atom) -> Iterator[Shot]:
        """As a header field, instead of ours of the same name."""
        name, _, value = atom.text.partition(":")
        yield from self._with_header(atom, name, value.removeprefix(" "))

    def headervalue(self, atom: Atom) -> Iterator[Shot]:
        """As the value of each header field that we or our parts read."""
        for name in HEADERS:
            value = f"Bearer {atom.text}" if name == "Authorization" else atom.text
            yield from self._with_header(atom, name, value)

    def _with_header(self, atom: Atom, name: str, value: str) -> Iterator[Shot]:
        for each in [*self.reading[:4], *self.writing]:
            headers = {"Connection": "close", **(JSON if each.body else {})}
            headers = {k: v for k, v in headers.items() if k.lower() != name.lower()}
            if name.lower() == "host":
                name = "Host"
            headers[name] = _as_bytes_of(value)
            body = json.dumps(example(each.body)).encode() if each.body else None
            target = each.at(self.known_id)
            raw = request_bytes(each.method, target, headers, body)
            place = f"{each.name} {name[:30]}"
            allowed = atom.allowed if "header" in atom.where else ANYTHING
            yield Shot(atom, place, raw, allowed, alone=True)

    def raw(self, atom: Atom) -> Iterator[Shot]:
        """As all there is on a connection."""
        yield Shot(atom, "socket", atom.raw, atom.allowed, alone=True)

    def _write(
        self,
        atom: Atom,
        operation: Operation,
        place: str,
        body: bytes,
        allowed: frozenset[int],
        *,
        names: bool = False,
    ) -> Shot:
        target = operation.at(self.known_id)
        raw = request_bytes(operation.method, target, JSON, body)
        return Shot(atom, place, raw, allowed & atom.allowed, names=names)

    def _ask(
        self,
        atom: Atom,
        operation: Operation,
        place: str,
        target: str,
        allowed: frozenset[int],
        *,
        names: bool = False,
    ) -> Shot:
        body = json.dumps(example(operation.body)).encode() if operation.body else None
        headers = JSON if body else {"Authorization": "Bearer hostile"}
        raw = request_bytes(operation.method, target, headers, body)
        return Shot(atom, place, raw, allowed & atom.allowed, names=names)

    def _upload(self, atom: Atom) -> Shot:
        name = f"{next(_numbers)}-{_as_bytes_of(atom.text)}"
        lines = (
            "--edge",
            f'Content-Disposition: form-data; name="file"; filename="{name}"',
            "Content-Type: text/plain\r\n\r\na",
            "--edge--\r\n",
        )
        body = "\r\n".join(lines).encode("utf-8", "surrogateescape")
        headers = {**JSON, "Content-Type": "multipart/form-data; boundary=edge"}
        raw = request_bytes("POST", UPLOAD, headers, body)
        return Shot(atom, "file name", raw, frozenset({200, 201, 400, 409, 413}))


def _quoted(atom: Atom) -> str:
    return quote_from_bytes(atom.raw, safe="")


def _as_bytes_of(text: str) -> str:
    """Return a text that the client's encoding turns into the same bytes."""
    raw = text.encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "surrogateescape")
