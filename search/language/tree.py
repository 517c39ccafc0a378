"""What a query says: a small frozen tree of words, phrases and what joins them."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms.

    A compound is looked for as written together; its parts, side by side, do as well.
    """

    text: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words one right after the other, each in any of its forms."""

    words: tuple[Word | Prefix, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be there."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Everything of this; of nothing, it holds for every text."""

    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of this; of nothing, it holds for no text."""

    nodes: tuple["Node", ...]


Node = Word | Prefix | Phrase | Not | And | Or

EVERYTHING = And(())
NOTHING = Or(())


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood."""

    text: str
    node: Node

    @property
    def clauses(self) -> tuple[Node, ...]:
        """All that must hold at once; a text that fits has every one of them."""
        return self.node.nodes if isinstance(self.node, And) else (self.node,)

    @property
    def words(self) -> tuple[str, ...]:
        """The plain words that are asked for: the only ones that may be relaxed."""
        return tuple(one.text for one in self.clauses if isinstance(one, Word))

    @property
    def has_phrases(self) -> bool:
        """Tell whether words must stand side by side."""
        return any(isinstance(one, Phrase) for one in self.clauses)

    @property
    def vocabulary(self) -> frozenset[str]:
        """Every word whose forms are needed to ask for this, excluded ones too."""
        return frozenset(
            word
            for leaf in leaves(self.node)
            if isinstance(leaf, Word)
            for word in (leaf.text, *leaf.parts)
        )

    @property
    def prefixes(self) -> frozenset[str]:
        """Every beginning of a word in this."""
        return frozenset(
            leaf.text for leaf in leaves(self.node) if isinstance(leaf, Prefix)
        )


def leaves(node: Node) -> Iterator[Word | Prefix]:
    """Walk through the words and prefixes of a tree."""
    match node:
        case Word() | Prefix():
            yield node
        case Phrase():
            yield from node.words
        case Not():
            yield from leaves(node.node)
        case And() | Or():
            for one in node.nodes:
                yield from leaves(one)
