"""Names as they stand in addresses: ASCII words with hyphens, unique by number."""

import secrets
import unicodedata
from collections.abc import Iterator

from django.utils.text import slugify

from kernel.ids import id_in

LONGEST = 60
_NUMBERED = 9


def _spelt(letters: str, ascii_words: str) -> dict[str, str]:
    """Pair letters with how they are spelt; a hyphen stands for nothing."""
    words = (word.strip("-") for word in ascii_words.split())
    return dict(zip(letters, words, strict=True))


# What Unicode does not take apart by itself: Latin letters, Greek, Cyrillic.
_TABLE = {
    **_spelt("æøœðþłđħıŋ", "ae o oe d th l d h i n"),
    **_spelt(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "a v g d e z i th i k l m n x o p r s s t y f ch ps o",
    ),
    **_spelt(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch"
        " - y - e yu ya i yi ye g u",
    ),
}
_TRANSLITERATED = str.maketrans(_TABLE)


def slug_of(name: str, *, fallback: str) -> str:
    """Return a name in ASCII; the fallback for one that has no letter we can write."""
    # Composed first: й is a letter, not и with a sign. Signs that are left go.
    text = unicodedata.normalize("NFC", name.casefold()).translate(_TRANSLITERATED)
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(char)
    )
    slug = slugify(plain.translate(_TRANSLITERATED)).replace("_", "-")
    slug = slug[:LONGEST].strip("-")
    return slug if slug and not id_in(slug) else f"{fallback}-{slug}".strip("-")


def candidates(slug: str) -> Iterator[str]:
    """Yield the slug, then numbered, then with chance: one of them is free."""
    yield slug
    for number in range(2, _NUMBERED + 1):
        yield f"{slug}-{number}"
    while True:
        yield f"{slug}-{secrets.token_hex(4)}"
