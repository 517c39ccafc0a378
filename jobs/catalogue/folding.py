"""One spelling for texts that differ only in accents, case and white space."""

import re
import unicodedata

# Two classes: one with characters beyond U+FFFF in it is thirty times slower.
_FIRST, _BEYOND, _LAST = 0x300, 0x10000, 0x1E94F
_MARKS, _RARE_MARKS = (
    "".join(chr(code) for code in codes if unicodedata.combining(chr(code)))
    for codes in (range(_FIRST, _BEYOND), range(_BEYOND, _LAST))
)
# Beside the marks, what cannot be seen: soft hyphens, joiners, variation selectors.
_UNSEEN = re.compile(f"[{_MARKS}\xad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")
_MAY_BE_RARE = re.compile(f"[{chr(_BEYOND)}-{chr(_LAST)}]")
_RARE = re.compile(f"[{_RARE_MARKS}]+")
# Unicode does not take these letters apart by itself.
_LETTERS = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "\u0131": "i",  # without its dot
    "ŋ": "n",
    "þ": "th",
    "æ": "ae",
    "œ": "oe",
}
_WHOLE = re.compile(f"[{''.join(_LETTERS)}]")


def folded(text: str) -> str:
    """Return a text without accents, case and superfluous white space.

    Symbols stay: C++ is not C. Marks go before the letters are taken apart, because
    Unicode sorts the marks on a letter in the square of their number.
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFKD", _unmarked(text)).casefold()
        spelt = _WHOLE.sub(_spelling, _unmarked(apart))
        text = unicodedata.normalize("NFC", spelt)
    return " ".join(text.casefold().split())


def _unmarked(text: str) -> str:
    text = _UNSEEN.sub("", text)
    return _RARE.sub("", text) if _MAY_BE_RARE.search(text) else text


def _spelling(letter: re.Match[str]) -> str:
    return _LETTERS[letter[0]]
