import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobs.catalogue.categories import CATEGORIES
from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.currencies import CURRENCIES
from jobs.catalogue.gazetteer import find_place
from jobs.catalogue.languages import LANGUAGES
from jobs.catalogue.skills import canonical_skill
from jobs.samples import names
from jobs.samples.ads import Sample, ad
from jobs.samples.companies import company, employer
from jobs.samples.occupations import occupations
from jobs.samples.phrases import names_in
from jobs.samples.places import countries
from jobs.samples.reading import language_codes, read
from jobs.samples.scene import MEANINGS
from jobs.samples.wording import wording
from jobs.serializers.jobs import JobIn
from jobs.terms import EmploymentType, ExperienceLevel, Period, Workplace
from jobs.texts import folded, plain_text, safe_html

ADS, COMPANIES, SEED = 10_000, 400, 5
MANY = 25_000
WORD = re.compile(r"[^\W\d_]+")
OF_OTHERS = set(
    """
    adidas airbus aldi allianz alphabet amazon apple bmw boeing cisco corona danone
    dhl facebook fedex ferrari fiat ford galeria google heineken huawei hyundai ibm
    ikea intel lego lidl lufthansa meta microsoft nike nokia novartis nvidia oracle
    porsche samsung sap shell siemens solaris sony tesco tesla uber visa volvo
    """.split()  # noqa: SIM905  # easier to read
)
PRINT = """
import json
from jobs.samples.ads import ad
from jobs.samples.companies import company, employer
for number in {numbers}:
    by = company(employer(number, seed={seed}, companies={companies}), seed={seed})
    print(json.dumps([number, by, ad(number, seed={seed}, company=by)]))
"""


def by(number: int, seed: int = SEED) -> dict[str, object]:
    return company(employer(number, seed=seed, companies=COMPANIES), seed=seed)


def made(number: int, seed: int = SEED) -> Sample:
    return ad(number, seed=seed, company=by(number, seed))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [made(number) for number in range(ADS)]


def printed(root: Path, numbers: range, hash_seed: str) -> list[Any]:
    """Return what another process, which knows of no Django, makes of some numbers."""
    code = PRINT.format(numbers=numbers, seed=SEED, companies=COMPANIES)
    told = subprocess.run(  # noqa: S603  # our own code
        [sys.executable, "-c", code],
        cwd=root,
        env={"PYTHONHASHSEED": hash_seed},
        capture_output=True,
        check=True,
        text=True,
    )
    return sorted(json.loads(line) for line in told.stdout.splitlines())


def test_a_seed_and_a_number_decide_in_any_process_and_order(
    pytestconfig: pytest.Config,
) -> None:
    root = pytestconfig.rootpath
    here = [[number, by(number), made(number)] for number in range(99)]
    one, other = printed(root, range(99), "1"), printed(root, range(98, -1, -1), "2")
    assert one == other == json.loads(json.dumps(here))


def test_another_seed_or_number_says_something_else() -> None:
    texts = {made(number, seed).text for number in range(300) for seed in (1, 2)}
    assert len(texts) == 600


def test_the_api_takes_every_body_as_it_is(samples: list[Sample]) -> None:
    reader = JobIn()
    for sample in samples[:2000]:
        read_as = reader.run_validation(json.loads(json.dumps(sample.body)))
        assert {key: read_as[key] for key in ("title", "skills", "questions")} == {
            key: sample.body[key] for key in ("title", "skills", "questions")
        }


def test_descriptions_are_safe_and_their_text_is_theirs(samples: list[Sample]) -> None:
    for sample in samples[:2000]:
        html = sample.body["description"]
        assert safe_html(html, markdown=False) == html
        assert plain_text(html) == sample.text


def test_everything_named_is_in_the_catalogue(samples: list[Sample]) -> None:
    for body in (sample.body for sample in samples):
        assert body["category"] in CATEGORIES
        assert body["language"] in LANGUAGES
        assert {place["country"] for place in body["locations"]} <= COUNTRIES.keys()
        assert set(body["applicant_countries"]) <= COUNTRIES.keys()
        if body["salary"]:
            assert body["salary"]["currency"] in CURRENCIES
        assert body["skills"] == [canonical_skill(each) for each in body["skills"]]


@pytest.mark.parametrize(
    ("what", "least", "most"),
    [
        (lambda body: body["language"] == "en", 0.62, 0.78),
        (lambda body: body["language"] == "de", 0.05, 0.16),
        (lambda body: body["salary"] is None, 0.3, 0.4),
        (lambda body: body["workplace"] == "onsite", 0.53, 0.67),
        (lambda body: body["workplace"] == "hybrid", 0.18, 0.32),
        (lambda body: body["workplace"] == "remote", 0.1, 0.2),
        (lambda body: len(body["locations"]) > 1, 0.03, 0.07),
        (lambda body: bool(body["questions"]), 0.06, 0.1),
        (lambda body: body["apply"]["method"] == "external", 0.13, 0.17),
        (lambda body: body["employment_type"] == "full_time", 0.62, 0.74),
        (lambda body: body["experience_level"] is None, 0.1, 0.14),
    ],
)
def test_ads_are_as_varied_as_elsewhere(
    samples: list[Sample],
    what: Callable[[dict[str, Any]], bool],
    least: float,
    most: float,
) -> None:
    assert least <= sum(what(each.body) for each in samples) / ADS <= most


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("employment_type", set(EmploymentType.values)),
        ("workplace", set(Workplace.values)),
        ("experience_level", {None, *ExperienceLevel.values}),
        ("category", set(CATEGORIES)),
        ("language", set(language_codes())),
    ],
)
def test_every_value_occurs(
    samples: list[Sample], field: str, values: set[str | None]
) -> None:
    assert {sample.body[field] for sample in samples} == values


def test_pay_is_given_for_every_period(samples: list[Sample]) -> None:
    paid = [each.body["salary"] for each in samples if each.body["salary"]]
    assert {salary["period"] for salary in paid} == set(Period.values)
    assert all(0 < salary["min"] <= (salary["max"] or salary["min"]) for salary in paid)


def test_remote_work_says_from_where(samples: list[Sample]) -> None:
    for body in (sample.body for sample in samples):
        open_to = body["applicant_countries"]
        is_remote = body["workplace"] == "remote"
        assert (1 <= len(open_to) <= 30) if is_remote else not open_to
        assert is_remote or 1 <= len(body["locations"]) <= 6


def test_ads_are_public_and_short_and_long(samples: list[Sample]) -> None:
    assert all(each.published_days_ago >= 0 < each.expires_in_days for each in samples)
    sizes = sorted(len(sample.text) for sample in samples)
    shares = [sizes[int(ADS * share)] for share in (0.05, 0.5, 0.95)]
    assert [round(size, -2) for size in shares] == pytest.approx(
        [700, 1800, 3900], rel=0.12
    )


def test_no_company_has_an_ad_or_an_external_id_twice(samples: list[Sample]) -> None:
    told = {
        (
            employer(number, seed=SEED, companies=COMPANIES),
            folded(sample.body["title"]),
            folded(sample.text),
            json.dumps(sample.body["locations"]),
        )
        for number, sample in enumerate(samples)
    }
    assert len(told) == ADS
    known = [each.body["external_id"] for each in samples if each.body["external_id"]]
    assert len(set(known)) == len(known)


def test_nobody_is_meant_and_no_address_leads_outside(samples: list[Sample]) -> None:
    for number, sample in enumerate(samples):
        told = json.dumps(sample.body, ensure_ascii=False)
        assert "@" not in told
        for address in re.findall(r"https?://[^\s\"<]+", told):
            assert address.startswith(f"https://{by(number)['slug']}.example.com/")


def test_companies_are_nobody_elses_and_have_slugs_of_their_own() -> None:
    known = [company(number, seed=SEED) for number in range(MANY)]
    assert len({each["slug"] for each in known}) == MANY
    for each in known:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", str(each["slug"]))
        assert len(str(each["slug"])) <= 60
        assert each["website"] == f"https://{each['slug']}.example.com"
        assert each["city"] in countries()[str(each["country"])].towns
    assert OF_OTHERS.isdisjoint(name.lower() for name in names.firm_names())
    assert 0.75 < sum(bool(each["is_verified"]) for each in known) / MANY < 0.85


def test_more_companies_than_names_still_have_slugs_of_their_own() -> None:
    size = len(names.firm_names())
    numbers = [row * size + place for row in range(30) for place in range(40)]
    slugs = {company(number, seed=SEED)["slug"] for number in numbers}
    assert len(slugs) == len(numbers)


def test_some_companies_have_many_ads_and_all_have_some() -> None:
    ads = Counter(
        employer(number, seed=SEED, companies=COMPANIES) for number in range(ADS)
    )
    assert set(ads) == set(range(COMPANIES))
    assert max(ads.values()) > 5 * ADS / COMPANIES


def test_words_are_spread_as_in_a_language(samples: list[Sample]) -> None:
    told = (set(WORD.findall(each.text.lower())) for each in samples)
    found = Counter(word for words in told for word in words)
    assert len(found) > 40_000
    for common in ("experience", "team", "work"):
        assert found[common] > 0.5 * ADS
    assert sum(count == 1 for count in found.values()) > 0.4 * len(found)


@pytest.mark.parametrize(
    ("word", "category"),
    [
        ("kubernetes", "software"),
        ("welding", "manufacturing"),
        ("patients", "nursing-and-care"),
        ("warehouse", "logistics-and-transport"),
    ],
)
def test_words_of_a_trade_are_mostly_at_home(
    samples: list[Sample], word: str, category: str
) -> None:
    english = [each for each in samples if each.body["language"] == "en"]
    at_home = [each for each in english if each.body["category"] == category]
    share = sum(word in each.text.lower() for each in at_home) / len(at_home)
    overall = sum(word in each.text.lower() for each in english) / len(english)
    assert share > 3 * overall > 0


def test_people_of_other_trades_are_mentioned(samples: list[Sample]) -> None:
    builders = [each for each in samples if each.body["category"] == "construction"]
    share = sum(" nurses" in each.text for each in builders) / len(builders)
    assert 0.005 < share < 0.1


@pytest.mark.parametrize("language", ["C++", "C#", ".NET", "Node.js", "F#", "R", "Go"])
def test_programming_languages_stand_in_titles_and_skills(
    samples: list[Sample], language: str
) -> None:
    tech = [each.body for each in samples if language in each.body["skills"]]
    alone = re.compile(rf"(?<![\w+#.]){re.escape(language)}(?![\w+#])")
    assert any(alone.search(body["title"]) for body in tech)


def test_towns_are_where_the_gazetteer_has_them() -> None:
    for country in countries().values():
        for town in country.towns.values():
            found = find_place(town.city, region=town.region, country=country.code)
            assert found is not None, town
            assert found.region == town.region
            assert town.latitude == pytest.approx(found.latitude, abs=0.1)
            assert town.longitude == pytest.approx(found.longitude, abs=0.1)
    assert len(countries()) >= 25
    assert sum(len(country.towns) for country in countries().values()) >= 200


def test_every_occupation_can_be_said_and_every_phrase_filled_in() -> None:
    assert len(occupations()) >= 60
    assert {each.category for each in occupations().values()} == set(CATEGORIES)
    for each in occupations().values():
        assert wording("en", each)
        assert all(skill == canonical_skill(skill) for skill in each.skills)
    for language in language_codes():
        says = read(f"languages/{language}.toml")
        assert says.get("occupations", {}).keys() <= occupations().keys()
        assert names_in(json.dumps(says)) <= MEANINGS.keys() | {"x", "X"}
    assert names_in(json.dumps(read("occupations"))) <= MEANINGS.keys()
    assert not re.search("[<>@]", json.dumps([read("occupations"), read("names.toml")]))
