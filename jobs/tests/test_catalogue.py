import re

import pytest

from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.currencies import CURRENCIES
from jobs.catalogue.languages import LANGUAGES, normal_language


@pytest.mark.parametrize(
    ("table", "code", "size"),
    [
        (COUNTRIES, r"[A-Z]{2}", 249),
        (CURRENCIES, r"[A-Z]{3}", 154),
        (LANGUAGES, r"[a-z]{2}", 183),
    ],
)
def test_every_code_has_its_form_and_a_name(
    table: dict[str, str], code: str, size: int
) -> None:
    assert len(table) == size
    assert all(re.fullmatch(code, known) for known in table)
    assert all(name == name.strip() != "" for name in table.values())
    assert len(set(table.values())) == size


@pytest.mark.parametrize("code", ["XAU", "XTS", "XXX", "XDR", "CHE", "USN", "HRK"])
def test_what_nobody_is_paid_in_is_no_currency(code: str) -> None:
    assert code not in CURRENCIES


def test_categories_are_slugs_with_names_of_their_own() -> None:
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", slug) for slug in CATEGORIES)
    assert len(set(CATEGORIES.values())) == len(CATEGORIES) >= 28


@pytest.mark.parametrize(
    ("tag", "normal"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("pt-br", "pt-BR"),
        ("PT-BR", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("ZH-HANT", "zh-Hant"),
        ("es-419", "es-419"),
        ("zh-YUE", "zh-yue"),
        ("de-ch-1996", "de-CH-1996"),
        ("sl-ROZAJ-biske", "sl-rozaj-biske"),
        ("en-US-u-CA-gregory", "en-US-u-ca-gregory"),
        ("en-a-bbb-X-a-ccc", "en-a-bbb-x-a-ccc"),
    ],
)
def test_a_language_tag_gets_its_usual_case(tag: str, normal: str) -> None:
    assert normal_language(tag) == normal
    assert normal_language(normal) == normal


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "xx",
        "english",
        "en_US",
        "en-",
        "-en",
        "en--US",
        "en US",
        "en\n",
        "\uff45\uff4e",
        "en-u",
        "en-x",
        "i-klingon",
        "x-private",
        "de-1",
        "en-US-GB",
        "en-" + "abcdefgh-" * 4 + "a",
        "en-x-" + "a-" * 100_000 + "a",
    ],
)
def test_no_other_text_is_a_language(tag: str) -> None:
    assert normal_language(tag) is None
