"""Writes a query as the text of a tsquery, over plain lexemes or those of a field."""

from collections.abc import Iterable, Mapping, Sequence

from search.language.forms import languages_of, lexeme_of
from search.language.tree import And, Node, Not, Phrase, Prefix, Word

Forms = Mapping[str, Sequence[str]]
"""The lexemes of each word, and of each prefix under the key `prefix*`."""

_NEVER = "'*'"  # no lexeme of an ad: an asterisk is a gap between words
_ALWAYS = f"!{_NEVER}"


def tsquery_of(node: Node, forms: Forms, *, prefix: str = "") -> str:
    """Return the text of a tsquery that holds where a tree does.

    The lexemes of a field (those with a prefix) have no positions, and what is excluded
    is so from the whole text: under a prefix a phrase asks only that all its words are
    in the field, and exclusions ask nothing. Ask for the query without a prefix beside.
    """
    match node:
        case Word():
            written = _word(node, forms, prefix)
        case Prefix():
            written = _beginning(node, forms, prefix)
        case Phrase():
            bare = forms if prefix else _Bare(forms)
            words = (tsquery_of(word, bare, prefix=prefix) for word in node.words)
            written = _side_by_side(words, prefix)
        case Not():
            inner = tsquery_of(node.node, forms, prefix=prefix)
            written = _ALWAYS if prefix else f"!{inner}"
        case And():
            asked = (one for one in node.nodes if not (prefix and isinstance(one, Not)))
            parts = [tsquery_of(one, forms, prefix=prefix) for one in asked]
            written = f"({' & '.join(parts)})" if parts else _ALWAYS
        case _:
            parts = [tsquery_of(one, forms, prefix=prefix) for one in node.nodes]
            written = f"({' | '.join(parts)})" if parts else _NEVER
    return written


def _word(word: Word, forms: Forms, prefix: str) -> str:
    together = _any(forms.get(word.text) or (word.text,), prefix)
    if not word.parts:
        return together
    bare = forms if prefix else _Bare(forms)
    parts = (_any(bare.get(part) or (part,), prefix) for part in word.parts)
    return f"({together} | {_side_by_side(parts, prefix)})"


def _beginning(node: Prefix, forms: Forms, prefix: str) -> str:
    """Return what begins so; stems are indexed, so its own stem is among them."""
    begins = f"{_quoted(prefix + node.text)}:*"
    stems = [_form(prefix, stem) for stem in forms.get(f"{node.text}*", ())]
    return f"({' | '.join([begins, *stems])})"


def _side_by_side(parts: Iterable[str], prefix: str) -> str:
    return f"({(' & ' if prefix else ' <-> ').join(parts)})"


def _any(forms: Iterable[str], prefix: str) -> str:
    written = [_form(prefix, form) for form in forms] or [_NEVER]
    return written[0] if len(written) == 1 else f"({' | '.join(written)})"


def _form(prefix: str, form: str) -> str:
    """Write a form: its lexeme, in jobs of the languages that it counts in."""
    lexeme = _quoted(prefix + lexeme_of(form))
    spoken = [_quoted(f":l:{language}") for language in languages_of(form)]
    return f"({lexeme} & ({' | '.join(spoken)}))" if spoken else lexeme


class _Bare(dict[str, Sequence[str]]):
    """Forms as lexemes alone: a language stands nowhere, so no phrase has it."""

    def __init__(self, forms: Forms) -> None:
        super().__init__(
            (word, tuple(dict.fromkeys(map(lexeme_of, each))))
            for word, each in forms.items()
        )


def _quoted(lexeme: str) -> str:
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"
