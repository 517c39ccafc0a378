"""The proxy's configuration, which stands in docker-compose.yml, fits the board."""

import json
import re

import jsonschema
from drf_spectacular.generators import SchemaGenerator

from jobboard.tests.composition import compose
from jobboard.tests.pages import ROOT
from kernel.context import begin_request
from kernel.problems import CODES

OFFERED = [chr(code) for code in range(1, 256)]
OFFERED += ["A0-b.c_d~e+f/g=h:i", "a" * 128, "a" * 129, "a b", ""]


def nginx() -> str:
    return str(compose()["configs"]["proxy"]["content"])


def test_proxy_bounds_bodies_as_the_contract_says() -> None:
    imports = nginx().partition("location ~ ^/api/v1/jobs/imports/?$ {")[2]
    assert "client_max_body_size 513m;" in imports.partition("}")[0]
    assert nginx().count("client_max_body_size") == 2
    assert "client_max_body_size 6m;" in nginx()


def test_proxy_says_where_a_request_came_from() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in nginx()
    assert "proxy_set_header X-Forwarded-Proto $proto;" in nginx()
    assert 'map "https://board.example.org" $proto' in nginx()
    # nginx inherits these only where none is set: one more would drop them all.
    assert nginx().count("proxy_set_header") == 5


def test_proxy_passes_on_only_request_ids_that_the_board_keeps() -> None:
    taken = re.search(r'"~(\^.*\$)" \$http_x_request_id;', nginx())
    assert taken is not None
    passed = [id_ for id_ in OFFERED if re.search(taken[1], id_)]
    assert {"a" * 128, "A0-b.c_d~e+f/g=h:i"} <= set(passed)
    assert passed == [id_ for id_ in passed if begin_request(id_) == id_]


def test_proxy_hides_the_figures() -> None:
    assert "location = /metrics { return 404; }" in nginx()
    assert "location = /metrics/ { return 404; }" in nginx()


def test_proxy_waits_longer_than_the_board_and_for_less_than_the_client() -> None:
    source = (ROOT / "jobboard" / "gunicorn.py").read_text(encoding="utf-8")
    seconds = dict(re.findall(r"^(\w+) = (\d+)$", source, re.MULTILINE))
    read = re.search(r"proxy_read_timeout (\d+)s;", nginx())
    idle = re.search(r"  keepalive_timeout (\d+)s;\n  }", nginx())
    assert read is not None
    assert idle is not None
    assert int(read[1]) > int(seconds["timeout"])
    # Whoever closes an idle connection first must be the one who would use it.
    assert int(idle[1]) < int(seconds["keepalive"])


def test_proxy_refuses_in_our_words() -> None:
    schema = SchemaGenerator().get_schema(public=True)
    problem = schema["components"]["schemas"]["Problem"]
    said = re.findall(r"return (\d+) '(\{.*\})';", nginx())
    assert len(said) == 4
    for status, text in said:
        document = json.loads(text)
        jsonschema.Draft202012Validator(problem).validate(document)
        known = CODES[document["code"]]
        assert document["title"] == known.title
        assert document["type"] == f"urn:jobboard:problem:{known.code}"
        assert document["status"] == known.status == int(status)
