"""The tables of `docs/events.md`, written from what is registered."""

from collections.abc import Iterable

from events.registry import all_consumers, all_kinds, consumers_by_kind
from events.schedule import all_entries

BEGIN = "<!-- registered: begin -->"
END = "<!-- registered: end -->"


def describe_events() -> str:
    """Return the kinds, consumers and schedule as Markdown tables."""
    return "\n".join([BEGIN, *_kinds(), "", *_consumers(), "", *_entries(), END])


def _kinds() -> Iterable[str]:
    yield "| kind | meaning | who may see it | payload | private, wiped |"
    yield "|---|---|---|---|---|"
    for kind in all_kinds():
        kept = [*sorted(kind.fields), *(f"{name}?" for name in sorted(kind.optional))]
        yield (
            f"| `{kind.name}` | {kind.meaning} | {kind.audience} |"
            f" {', '.join(kept)} | {', '.join(sorted(kind.private))} |"
        )


def _consumers() -> Iterable[str]:
    table = consumers_by_kind()
    yield "| consumer | what it does | kinds | queue | at most |"
    yield "|---|---|---|---|---|"
    for each in all_consumers():
        kinds = [f"`{kind}`" for kind, found in sorted(table.items()) if each in found]
        yield (
            f"| `{each.name}` | {each.meaning} | {', '.join(kinds)} |"
            f" {each.queue} | {each.seconds} s |"
        )


def _entries() -> Iterable[str]:
    yield "| schedule entry | when | missed slots |"
    yield "|---|---|---|"
    for entry in all_entries():
        yield f"| `{entry.name}` | {entry.when} | {entry.missed.value} |"
