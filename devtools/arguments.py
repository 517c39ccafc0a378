"""How a command reads its arguments: its module's docstring is its help."""

import argparse


def parser_for(name: str, doc: str | None) -> argparse.ArgumentParser:
    """Return a parser whose `--help` prints the docstring of the command's module."""
    return argparse.ArgumentParser(
        prog=f"./dev {name}",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def asks_for_help(arguments: list[str]) -> bool:
    """Tell whether a command that passes its arguments on is asked for its own help."""
    return arguments[:1] in (["--help"], ["-h"])
