from pathlib import Path

import pytest

from devtools.errors import CannotGoOn
from devtools.stack_settings import stack_environment


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", {"RATE_LIMITS": "off"}),
        ("STACK_ENV = {'WEB_WORKERS': 4}", {"RATE_LIMITS": "off", "WEB_WORKERS": "4"}),
        ("STACK_ENV: dict = {'RATE_LIMITS': 'on'}", {"RATE_LIMITS": "on"}),
        ("def f():\n    STACK_ENV = {'A': 'b'}", {"RATE_LIMITS": "off"}),
    ],
)
def test_what_a_script_asks_for(tmp_path: Path, source: str, expected: dict):
    script = tmp_path / "script.py"
    script.write_text(source)
    assert stack_environment(script) == expected


def test_a_script_is_read_and_never_run(tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text("STACK_ENV = dict(A=open('/etc/passwd').read())")
    with pytest.raises(CannotGoOn, match="literal"):
        stack_environment(script)
