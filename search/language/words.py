"""What a word is: the mirror in Python of what `functions.sql` says of an ad's text."""

import re
import unicodedata

_GAPS = (
    r"\u0001-/:-@\[-`{-\u00bf\u00d7\u00f7\u02b9-\u02ff\u055a-\u055f\u0589-\u058f"
    r"\u05be\u05c0\u05c3\u05c6\u05f3-\u060f\u061b-\u061f\u066a-\u066d\u06d4"
    r"\u06dd\u06de\u06e9\u0700-\u070f\u0964\u0965\u0970\u0df4\u0e3f\u0e4f"
    r"\u0e5a\u0e5b\u0f01-\u0f17\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368"
    r"\u166d\u166e\u1680\u16eb-\u16ed\u17d4-\u17d6\u17d8-\u17db\u1800-\u180e"
    r"\u2000-\u20cf\u2100-\u2bff\u2ce5-\u2cff\u2d70\u2e00-\u3004\u3008-\u3020"
    r"\u3030\u3036\u3037\u303d-\u303f\u30a0\u30fb\u3190-\u319f\u31c0-\u31ef"
    r"\u4dc0-\u4dff\ua490-\ua4c6\ua4fe\ua4ff\ua60d-\ua60f\ua6f2-\ua721"
    r"\ua789\ua78a\ua874-\ua877\ua8ce\ua8cf\ua9c1-\ua9cd\ue004-\uf8ff"
    r"\ufeff-\uffff\U0001d000-\U0001d3ff\U0001d800-\U0001daff"
    r"\U0001ec70-\U0001fbff\U000e0000-\U0010ffff"
)
_SOLO = (
    r"\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u1049"
    r"\u1050-\u109f\u1780-\u17d3\u17d7\u17dc-\u17ff\u3005-\u3007\u3021-\u302f"
    r"\u3031-\u3035\u3038-\u303c\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff"
    r"\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)


def pattern(template: str) -> str:
    """Return a pattern with S, W and L put in, as `search_pattern` does.

    S is a character that is a word by itself (scripts without spaces), W a character of
    a word, L one that is not an ASCII digit.
    """
    return (
        template.replace("S", f"[{_SOLO}]")
        .replace("W", f"[^{_GAPS}{_SOLO}]")
        .replace("L", f"[^0-9{_GAPS}{_SOLO}]")
    )


def _compiled(template: str) -> re.Pattern[str]:
    return re.compile(pattern(template))


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # no text of the database holds them
_TYPOGRAPHIC = str.maketrans(
    "\u2019\u2018\u2010\u2011\u00a0\u00b7\u2013\u2014\u201c\u201d\u2022\u2026",
    "''--        ",
)
_MARKS = re.compile(
    r"[\u00ad\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u200c-\u200f\u202a-\u202e"
    r"\u2060-\u2069\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]+"
)
_SPECIAL = str.maketrans(
    {
        "\u00df": "ss",
        "\u00e6": "ae",
        "\u00fe": "th",
        "\u0153": "oe",
        "\u00f0": "d",
        "\u00f8": "o",
        "\u0111": "d",
        "\u0127": "h",
        "\u0131": "i",
        "\u0142": "l",
        "\u03c2": "\u03c3",
    }
)
_SIGNS = str.maketrans("\ue000\ue001\ue002\ue003", ".+#&")
_SPELLING = (
    ("'s", _compiled(r"(?<=W)'s(?!W)"), ""),
    ("&", _compiled(r"(?<!W)(L) ?& ?(?=L(?!W))"), "\\1\ue003"),
    (".", _compiled(r"(?<!W)(L)\.(?=L(?!W))"), "\\1"),
    (".", _compiled(r"(?<!W)(?<!\.)\.(L+)"), " \ue000\\1 "),
    ("+", _compiled(r"(?<=L)\+\+"), "\ue001\ue001 "),
    ("+", _compiled(r"(?<=L)\+(?!W)"), "\ue001"),
    ("#", _compiled(r"(?<=L)#(?![0-9])"), "\ue002"),
)
_WORD = _compiled("S|W+")
_COMPOUND = _compiled("W+(?:[-.]W+){1,3}")
_MARKED = re.compile("[\ue000-\ue002]")
_LONGEST = 64


def fold(text: str) -> str:
    """Return a text as it is compared: case, accents, width, hidden marks are gone."""
    text = _UNSTORABLE.sub(" ", text)
    if text.isascii():
        return text.lower()
    text = text.translate(_TYPOGRAPHIC)
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text).lower().replace("\u0438\u0306", "й")
    return unicodedata.normalize("NFC", _MARKS.sub("", folded).translate(_SPECIAL))


def _spell(folded: str) -> str:
    for sign, found, instead in _SPELLING:
        if sign in folded:
            folded = found.sub(instead, folded)
    return folded


def words_in(text: str) -> list[str]:
    """Return the words of a text in their order, folded and not stemmed."""
    return _words(_spell(fold(text)))


def _words(spelled: str) -> list[str]:
    return [word[:_LONGEST].translate(_SIGNS) for word in _WORD.findall(spelled)]


def compound_in(chunk: str) -> tuple[str, list[str]]:
    """Return what a chunk is when written together, if it can be, and its words.

    `front-end` gives frontend, [front, end]; neither `5-10` nor `c#/.net` is one word.
    """
    spelled = _spell(fold(chunk))
    found = list(_WORD.finditer(spelled))
    words = _words(spelled)
    run = spelled[found[0].start() : found[-1].end()] if found else ""
    if _COMPOUND.fullmatch(run) is None or _MARKED.search(run):
        return "", words
    together = run.replace("-", "").replace(".", "")
    if together.isascii() and together.isdigit():
        return "", words
    return together[:_LONGEST].translate(_SIGNS), words
