"""The kinds of event that apps declare, and the consumers that apps attach to them.

An app declares its kinds in `<app>/kinds.py` and its consumers in
`<app>/consumers.py`; both are found when the process starts. `docs/events.md`
lists what is registered here, and a test holds it to the truth.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from events.wording import Mail, Notice

if TYPE_CHECKING:
    from events.models import Delivery

PROMPT = "jobboard"
SLOW = "jobboard.slow"
QUEUES = (PROMPT, SLOW)
MOST_SECONDS = {PROMPT: 60, SLOW: 600}


class NotNow(Exception):
    """Raised by a consumer when the world is away, not the event at fault.

    The delivery is tried again, up to five minutes later each time, and the run
    does not count towards the five after which an event is a dead letter.
    """


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What may be recorded under one name: its fields, its readers, its wording."""

    name: str
    meaning: str
    audience: str
    fields: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    private: frozenset[str] = frozenset()
    mails: tuple[Mail, ...] = ()
    notices: tuple[Notice, ...] = ()

    def mail(self, name: str) -> Mail:
        """Return the mail of this kind that bears the name."""
        return next(mail for mail in self.mails if mail.name == name)

    def notice(self, name: str) -> Notice:
        """Return the in-app notice of this kind that bears the name."""
        return next(notice for notice in self.notices if notice.name == name)


@dataclass(frozen=True, kw_only=True)
class Consumer:
    """A function that every event of its kinds is delivered to, once in effect."""

    name: str
    meaning: str
    kinds: Callable[[], Iterable[str]]
    run: "Callable[[Delivery], None]"
    queue: str = PROMPT
    seconds: int = 30


_kinds: dict[str, Kind] = {}
_consumers: dict[str, Consumer] = {}


def register_kind(
    name: str,
    *,
    meaning: str,
    audience: str,
    fields: Iterable[str] = (),
    optional: Iterable[str] = (),
    private: Iterable[str] = (),
    mails: Iterable[Mail] = (),
    notices: Iterable[Notice] = (),
) -> Kind:
    """Declare a kind of event; every name is declared once.

    `fields` must be in each payload and `optional` may be; both are kept and
    hold ids and codes only. `private` must be there too, but lies apart and is
    wiped as soon as every delivery is done: tokens, addresses, names.
    """
    if name in _kinds:
        message = f"the kind {name} is registered twice"
        raise ValueError(message)
    kind = Kind(
        name=name,
        meaning=meaning,
        audience=audience,
        fields=frozenset(fields),
        optional=frozenset(optional),
        private=frozenset(private),
        mails=tuple(mails),
        notices=tuple(notices),
    )
    if kind.private & (kind.fields | kind.optional):
        message = f"a field of {name} is both kept and private"
        raise ValueError(message)
    _kinds[name] = kind
    return kind


def consumer(
    name: str,
    *,
    kinds: Iterable[str] | Callable[[], Iterable[str]],
    queue: str = PROMPT,
    seconds: int = 30,
) -> "Callable[[Callable[[Delivery], None]], Callable[[Delivery], None]]":
    """Attach a function to kinds; it gets the `Delivery` and runs in a transaction.

    What it writes to our tables and the mark that it was done are committed
    together. `kinds` may be a function, asked each time, for consumers that
    follow the registry. `seconds` is the longest a run may take.
    """
    if not 0 < seconds <= MOST_SECONDS[queue]:
        message = f"{name} may take at most {MOST_SECONDS[queue]} s on {queue}"
        raise ValueError(message)
    listed = kinds if callable(kinds) else None
    fixed = () if callable(kinds) else tuple(kinds)

    def attach(run: "Callable[[Delivery], None]") -> "Callable[[Delivery], None]":
        if name in _consumers:
            message = f"the consumer {name} is registered twice"
            raise ValueError(message)
        _consumers[name] = Consumer(
            name=name,
            meaning=(run.__doc__ or "").strip().partition("\n")[0],
            kinds=listed or (lambda: fixed),
            run=run,
            queue=queue,
            seconds=seconds,
        )
        return run

    return attach


def find_kind(name: str) -> Kind | None:
    """Return the kind of that name, if an app declared it."""
    return _kinds.get(name)


def find_consumer(name: str) -> Consumer | None:
    """Return the consumer of that name, if an app attached it."""
    return _consumers.get(name)


def all_kinds() -> list[Kind]:
    """Return every declared kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]


def all_consumers() -> list[Consumer]:
    """Return every attached consumer, by name."""
    return [_consumers[name] for name in sorted(_consumers)]


def consumers_by_kind() -> dict[str, list[Consumer]]:
    """Return, for every declared kind, the consumers it is delivered to."""
    table: dict[str, list[Consumer]] = {name: [] for name in _kinds}
    for each in all_consumers():
        for kind in each.kinds():
            table[kind].append(each)
    return table


def forget(*names: str) -> None:
    """Take kinds and consumers out again; for tests that register their own."""
    for name in names:
        _kinds.pop(name, None)
        _consumers.pop(name, None)
