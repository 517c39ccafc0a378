"""Reads what people type: any text is a query, and OR binds tighter than AND."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from search.language.reading import Sign, items_in, readable
from search.language.tree import EVERYTHING, NOTHING, And, Node, Not, Or, Query, Word

_OPERATORS = (Sign.OR, Sign.AND)


@dataclass(slots=True)
class _Group:
    """What stands between two brackets: clauses, each of one or more alternatives."""

    negated: bool = False
    clauses: list[list[Node]] = field(default_factory=list)
    joined: bool = False

    def add(self, node: Node) -> None:
        if self.joined and self.clauses:
            self.clauses[-1].append(node)
        else:
            self.clauses.append([node])
        self.joined = False

    def node(self) -> Node:
        inner = _and(_or(clause) for clause in self.clauses)
        return _not(inner) if self.negated else inner


def parse(q: str) -> Query:
    """Return what a text asks for; the one thing refused is too many words.

    `python OR java developer` is (python OR java) and developer. An OR with nothing to
    its left or right is the word "or". A text without a word finds nothing; a blank one
    asks for nothing in particular.
    """
    text = readable(q)
    groups = [_Group()]
    for item in _joined(list(items_in(text))):
        if item is Sign.OPEN or item is Sign.OPEN_NOT:
            groups.append(_Group(negated=item is Sign.OPEN_NOT))
        elif item is Sign.CLOSE:
            _close(groups)
        elif isinstance(item, Sign):
            groups[-1].joined = item is Sign.OR
        else:
            groups[-1].add(item)
    while len(groups) > 1:
        _close(groups)
    if groups[0].clauses:
        return Query(text, groups[0].node())
    return Query(text, NOTHING if q.strip() else EVERYTHING)


def _close(groups: list[_Group]) -> None:
    if len(groups) > 1:
        group = groups.pop()
        if group.clauses:
            groups[-1].add(group.node())


def _joined(items: list[Node | Sign]) -> list[Node | Sign]:
    """Return the items; an OR or AND that joins nothing is an ordinary word."""
    kept: list[Node | Sign] = []
    for item in items:
        if not (item in _OPERATORS and kept and kept[-1] in _OPERATORS):
            kept.append(item)
    return [
        Word(item.value.lower())
        if isinstance(item, Sign) and item in _OPERATORS and not _joins(kept, place)
        else item
        for place, item in enumerate(kept)
    ]


def _joins(items: list[Node | Sign], place: int) -> bool:
    if not 0 < place < len(items) - 1:
        return False
    before, after = items[place - 1], items[place + 1]
    starts = after in (Sign.OPEN, Sign.OPEN_NOT) or not isinstance(after, Sign)
    return starts and (before is Sign.CLOSE or not isinstance(before, Sign))


def _not(node: Node) -> Node:
    return node.node if isinstance(node, Not) else Not(node)


def _and(nodes: Iterable[Node]) -> Node:
    flat = [
        one
        for node in nodes
        for one in (node.nodes if isinstance(node, And) else [node])
    ]
    different = tuple(dict.fromkeys(flat))
    return different[0] if len(different) == 1 else And(different)


def _or(nodes: Iterable[Node]) -> Node:
    flat = [
        one
        for node in nodes
        for one in (node.nodes if isinstance(node, Or) else [node])
    ]
    different = tuple(dict.fromkeys(flat))
    return different[0] if len(different) == 1 else Or(different)
