"""The mix: everything in it is something that somebody can do."""

import ast
from pathlib import Path

import pytest

from loadtests.users.mix import KINDS, MIX, BadMix, read_mix

USERS = MIX.parent / "users"
HABITS = """
share = 1
think = [1, 2]
does = {search = 1}
"""
WHOLE = "\n".join(f"[{kind}]{HABITS}" for kind in KINDS)


def methods(name: str) -> set[str]:
    tree = ast.parse((USERS / f"{name}.py").read_text())
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}


def written(folder: Path, text: str) -> Path:
    path = folder / "mix.toml"
    path.write_text(text)
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_everybody_can_do_what_the_mix_says(kind):
    able = methods(kind) | methods("signed_in")

    assert set(read_mix(MIX).habits[kind].does) <= able


def test_there_is_a_profile_of_each_kind():
    assert {"steady", "ramp", "spike", "soak"} <= set(read_mix(MIX).profiles)


def test_a_whole_mix_is_read(tmp_path):
    mix = read_mix(written(tmp_path, WHOLE))

    assert mix.habits["admin"].think == [1, 2]
    with pytest.raises(BadMix, match="no profile 'steady'"):
        mix.profile("steady")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[admin]", "[boss]", "wanted are the tables"),
        ("think = [1, 2]", "think = [2, 1]", "think is"),
        ("share = 1", "share = -1", "not below 0"),
        ("share = 1", "share = 0", "nobody has a share"),
        ("{search = 1}", "{search = 0}", "do nothing"),
        ("share = 1", "share = 1\nsleep = 3", "sleep"),
        ("share = 1", "", "share"),
    ],
)
def test_a_wrong_mix_is_refused(tmp_path, old, new, said):
    with pytest.raises(BadMix, match=said):
        read_mix(written(tmp_path, WHOLE.replace(old, new)))


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ('shape = "round"\nusers = 1\nminutes = 1', "a shape is one of"),
        ('shape = "steady"\nusers = 0\nminutes = 1', "users and minutes"),
        ('shape = "steady"\nusers = 1\nminutes = 0', "users and minutes"),
        ('shape = "ramp"\nusers = 1\nminutes = 1', "step and every"),
        ('shape = "steady"\nusers = 1\nminutes = 1\nspeed = 1', "speed"),
    ],
)
def test_a_wrong_profile_is_refused(tmp_path, profile, said):
    with pytest.raises(BadMix, match=said):
        read_mix(written(tmp_path, f"{WHOLE}\n[profiles.one]\n{profile}\n"))
