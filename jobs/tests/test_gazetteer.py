import gzip
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.catalogue.countries import COUNTRIES
from jobs.catalogue.data.make_places import packed
from jobs.catalogue.gazetteer import (
    DATA,
    MOST_CHOICES,
    AmbiguousPlace,
    _book,
    complete_city,
    find_place,
    place_key,
    places_named,
)

SPELLINGS = [
    ("Munich", "Munich", "DE"),
    ("München", "Munich", "DE"),
    ("MUENCHEN", "Munich", "DE"),
    ("munchen", "Munich", "DE"),
    ("Köln", "Köln", "DE"),
    ("Koeln", "Köln", "DE"),
    ("Cologne", "Köln", "DE"),
    ("Praha", "Prague", "CZ"),
    ("Prague", "Prague", "CZ"),
    ("Москва", "Moscow", "RU"),
    ("Moscow", "Moscow", "RU"),
    ("東京", "Tokyo", "JP"),
    ("서울", "Seoul", "KR"),
    ("Αθήνα", "Athens", "GR"),
    ("Łódź", "Łódź", "PL"),
    ("lodz", "Łódź", "PL"),
    ("St Louis", "St. Louis", "US"),
    ("Saint Louis", "St. Louis", "US"),
    ("Saint-Étienne", "Saint-Étienne", "FR"),
    ("st. etienne", "Saint-Étienne", "FR"),
    ("New York", "New York City", "US"),
    ("NYC", "New York City", "US"),
    ("Frankfurt", "Frankfurt am Main", "DE"),
    ("Bienne", "Biel/Bienne", "CH"),
    ("Bozen", "Bolzano", "IT"),
    ("Bombay", "Mumbai", "IN"),
    ("Kiev", "Kyiv", "UA"),
    ("Peking", "Beijing", "CN"),
]


@pytest.mark.parametrize(("name", "city", "country"), SPELLINGS)
def test_a_town_is_found_by_every_usual_name(
    name: str, city: str, country: str
) -> None:
    place = find_place(name, country=country.lower())
    assert place is not None
    assert (place.city, place.country) == (city, country)


def test_a_place_says_where_it_is_and_how_large() -> None:
    place = find_place("Springfield", region="Illinois", country="US")
    assert place is not None
    assert place.region == "Illinois"
    assert (place.latitude, place.longitude) == (39.80172, -89.64371)
    assert 100_000 < place.population < 130_000


REGIONS = [
    ("Springfield", "IL", "US", "Illinois"),
    ("Springfield", "illinois", "", "Illinois"),
    ("Springfield", "Massachusetts", "US", "Massachusetts"),
    ("Paris", "TX", "", "Texas"),
    ("London", "ontario", "", "Ontario"),
    ("Kansas City", "Kansas", "US", "Kansas"),
    ("Kansas City", "Missouri", "US", "Missouri"),
    ("Munich", "Bayern", "DE", "Bavaria"),
    ("Halle", "sachsen-anhalt", "DE", "Saxony-Anhalt"),
    ("Frankfurt", "02", "DE", "Hesse"),
    # A region that we do not know says nothing: the largest of the country.
    ("Munich", "Oberbayern", "DE", "Bavaria"),
    ("Springfield", "Narnia", "US", "Missouri"),
]


@pytest.mark.parametrize(("city", "region", "country", "found"), REGIONS)
def test_a_region_narrows(city: str, region: str, country: str, found: str) -> None:
    place = find_place(city, region=region, country=country)
    assert place is not None
    assert place.region == found


@pytest.mark.parametrize(
    ("city", "region", "country"),
    [
        ("Springfield", "Vermont", "US"),
        ("Berlin", "Texas", ""),
        ("Munich", "", "FR"),
        ("Nowhere at all", "", ""),
        ("", "", ""),
        ("--", "", "DE"),
        ("\u0300\u0323" * 100_000, "", ""),
        ("x" * 1_000_000, "", ""),
    ],
)
def test_a_town_that_is_not_there_is_none(city: str, region: str, country: str) -> None:
    assert find_place(city, region=region, country=country) is None


AMBIGUOUS = {
    "Springfield": ["US"],
    "Birmingham": ["GB", "US"],
    "Valencia": ["VE", "ES"],
    "Cambridge": ["GB", "CA", "US"],
    "Hanover": ["DE", "US"],
    # The next largest, in Maine, has little more than a tenth.
    "Portland": ["US"],
}
PLAIN = {
    "London": "GB",
    "Paris": "FR",
    "Berlin": "DE",
    "Moscow": "RU",
    "Washington": "US",
    "Delhi": "IN",
    # Both are in Delhi: it hardly matters which.
    "New Delhi": "IN",
}


@pytest.mark.parametrize("city", AMBIGUOUS)
def test_a_name_of_several_large_towns_asks_back(city: str) -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        find_place(city)
    choices = caught.value.choices
    assert 2 <= len(choices) <= MOST_CHOICES
    # Those so called first, then the largest; and no two that read the same.
    order = [
        (place_key(one.city) != place_key(city), -one.population) for one in choices
    ]
    assert order == sorted(order)
    assert len({one[:3] for one in choices}) == len(choices)
    assert {one.country for one in choices} >= set(AMBIGUOUS[city])


def test_towns_that_read_the_same_are_one_choice() -> None:
    with pytest.raises(AmbiguousPlace) as caught:
        find_place("San Jose")
    read = [one[:3] for one in caught.value.choices]
    assert read.count(("San Jose", "", "PH")) == 1
    assert ("San Jose", "California", "US") in read


def test_no_more_choices_than_one_reads() -> None:
    assert len(places_named("Victoria")) > MOST_CHOICES
    with pytest.raises(AmbiguousPlace) as caught:
        find_place("Victoria")
    assert len(caught.value.choices) == MOST_CHOICES


@pytest.mark.parametrize("city", AMBIGUOUS)
def test_a_country_settles_it_with_its_largest(city: str) -> None:
    for country in AMBIGUOUS[city]:
        place = find_place(city, country=country)
        assert place is not None
        named = places_named(city, country=country)
        assert place == named[0]
        assert place.country == country


@pytest.mark.parametrize("city", PLAIN)
def test_a_name_of_one_large_town_needs_no_country(city: str) -> None:
    place = find_place(city)
    assert place is not None
    assert place.country == PLAIN[city]


def test_the_last_people_that_make_a_rival() -> None:
    towns = places_named("Washington")
    assert towns[1].population * 10 < towns[0].population
    towns = places_named("Birmingham")
    assert towns[1].population * 10 >= towns[0].population


def test_another_name_counts_a_tenth() -> None:
    named = places_named("York", country="US")
    assert [place.city for place in named] == ["York", "Warner Robins"]
    assert named[0].population < named[1].population


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("b", "Beijing"),
        ("lond", "London"),
        ("LONDRIN", "Londrina"),
        ("mün", "Munich"),
        ("wien", "Vienna"),
        ("york", "York"),
        ("praha", "Prague"),
        ("new y", "New York City"),
        ("st lou", "St. Louis"),
    ],
)
def test_completion_begins_with_the_largest(typed: str, first: str) -> None:
    found = complete_city(typed, 8)
    assert found[0].city == first
    assert len(found) <= 8
    assert len(set(found)) == len(found)


def test_two_letters_complete_main_names_only() -> None:
    for place in complete_city("mu", 50):
        assert " mu" in f" {place_key(place.city)}"
    assert any(not place.city.startswith("Wien") for place in complete_city("wien", 50))


def test_nothing_typed_completes_to_nothing() -> None:
    assert complete_city("", 8) == complete_city(" - ", 8) == []


@given(st.text(max_size=40))
def test_no_text_is_too_odd_to_look_up(text: str) -> None:
    assert all(isinstance(place.city, str) for place in places_named(text))
    assert len(complete_city(text, 5)) <= 5
    assert place_key(place_key(text)) == place_key(text)


def test_every_line_of_the_data_can_be_read() -> None:
    book = _book()
    starts, offset = set(), 0
    for line in book.towns.splitlines(keepends=True):
        starts.add(offset)
        offset += len(line)
        assert line.decode().split("\t")[1] in COUNTRIES
    names = book.names.strip(b"\n").split(b"\n")
    assert names == sorted(names)
    assert {int(name.split(b"\t")[1]) for name in names} == starts


def town(name: str, people: int, **fields: Any) -> dict[str, Any]:
    return {
        "geonameid": people,
        "name": name,
        "countrycode": "DE",
        "admin1code": "02",
        "latitude": 48.1,
        "longitude": 11.5,
        "population": people,
        "alternatenames": [],
        **fields,
    }


def names_of(towns: list[dict[str, Any]]) -> list[str]:
    return packed(towns).split(b"\n\n")[1].decode().splitlines()


def test_the_maker_keeps_names_that_people_write() -> None:
    other = ["Muenchen", "MUC", "mu ni hei", "Мюнхен", "München 2"]
    assert names_of([town("München", 20_000, alternatenames=other)]) == [
        "muenchen\t0\t+",
        "munchen\t0\t",
    ]


def test_the_maker_leaves_a_name_to_the_larger_neighbour() -> None:
    old = town("Altstadt", 20_000, alternatenames=["Bonn"])
    far = town("Fernstadt", 19_000, alternatenames=["Bonn"], latitude=52.0)
    abroad = town("Abroad", 17_000, alternatenames=["Bonn"], countrycode="FR")
    same = town("Bonn", 18_000)
    names = names_of([old, town("Bonn", 300_000), far, same, abroad])
    assert [name.split("\t")[0] for name in names] == [
        "abroad",
        "altstadt",
        *["bonn"] * 4,
        "fernstadt",
    ]


def test_the_maker_drops_what_has_no_country_code() -> None:
    assert packed([town("Prishtina", 200_000, countrycode="XK")]).strip() == b""


def test_the_data_is_as_the_maker_writes_it() -> None:
    raw = (DATA / "places.gz").read_bytes()
    assert gzip.decompress(raw).count(b"\n\n") == 1
    assert raw[4:8] == b"\0\0\0\0"  # no time of making
