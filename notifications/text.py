"""Making foreign text harmless before it stands in a mail."""

import unicodedata

LONGEST_VALUE = 500


def one_line(text: str) -> str:
    """Return the text on one line, without control or direction characters.

    A line break in a name could add a header or a paragraph; a direction mark
    could turn a sentence around.
    """
    kept = (
        char
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        else " "
        for char in text[:LONGEST_VALUE]
    )
    return " ".join("".join(kept).split())
