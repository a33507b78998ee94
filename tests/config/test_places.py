"""The shipped places: the table of cities, regions, countries."""

import pytest

from config.errors import ConfigurationError
from config.places import ambiguous_names, read_cities, shipped_cities, shipped_countries, shipped_regions


def test_the_large_cities_are_there_with_their_names():
    cities = {city.id: city for city in shipped_cities()}
    assert len(cities) > 7000
    assert cities["shenzhen"].zh[0] == "深圳"
    assert cities["munich"].de == ("München",)
    assert "班贝格" in cities["bamberg"].zh
    assert "乌纳" in cities["unna"].zh
    assert cities["beijing"].en[0] == "Beijing"
    assert "Peking" in cities["beijing"].en


def test_every_city_lies_in_one_of_the_two_countries_or_in_hong_kong_or_macau():
    assert {city.country for city in shipped_cities()} <= {"CN", "HK", "MO", "DE"}


def test_ids_of_cities_are_unique():
    identities = [city.id for city in shipped_cities()]
    assert len(identities) == len(set(identities))


def test_the_laender_and_the_provinces_are_there():
    names = {name for region in shipped_regions() for name in (*region.en, *region.de, *region.zh)}
    assert {"Bayern", "Sachsen", "Guangdong", "广东", "巴伐利亚", "Zhejiang"} <= names


def test_countries_have_the_two_sides_once_each():
    countries = {country.id: country for country in shipped_countries()}
    assert countries["germany"].side == "de"
    assert countries["china"].side == "cn"
    assert countries["taiwan"].side == "other"
    assert (countries["china-germany"].side, countries["china-germany"].also_side) == ("cn", "de")


def test_ambiguous_names_are_told_apart():
    never, hint = ambiguous_names()
    assert "Regen" in never.latin
    assert "Essen" in hint.latin
    assert "长寿" in hint.zh


def test_a_damaged_line_of_the_table_is_told_with_its_number():
    with pytest.raises(ConfigurationError) as caught:
        read_cities("# comment\nulm\tDE\tx\n", "cities.tsv")
    assert "cities.tsv, line 2" in str(caught.value)
