"""The shipped organisations: enough of them, fitting together; and what a faulty file is told."""

import pytest

from config.errors import ConfigurationError, ConfigurationErrors
from config.organisations import check_organisations, read_organisations, shipped_files, shipped_organisations


def test_the_shipped_files_fit_together():
    check_organisations(shipped_files())


def test_there_are_enough_of_them_on_both_sides():
    organisations = shipped_organisations()
    assert len(organisations) >= 1200
    assert sum(entry.side == "de" for entry in organisations) >= 400
    assert sum(entry.side == "cn" for entry in organisations) >= 400
    assert sum(entry.side == "other" for entry in organisations) >= 100
    assert sum(entry.also_side is not None for entry in organisations) >= 80


def test_most_have_names_in_latin_letters_and_many_in_chinese():
    organisations = shipped_organisations()
    chinese = [
        entry for entry in organisations if any("\u4e00" <= name[-1] <= "\u9fff" for name in entry.names)
    ]
    latin = [entry for entry in organisations if any(name[0].isascii() for name in entry.names)]
    assert len(chinese) > 0.7 * len(organisations)
    assert len(latin) > 0.97 * len(organisations)


def test_a_second_side_differs_from_the_first():
    assert [entry.id for entry in shipped_organisations() if entry.also_side == entry.side] == []


def test_no_name_is_a_single_character():
    short = [
        name
        for entry in shipped_organisations()
        for name in (*entry.names, *entry.weak_names)
        if len(name) < 2
    ]
    assert short == []


@pytest.mark.parametrize(
    ("identity", "side", "also_side", "parent"),
    [
        ("kuka", "de", "cn", "midea"),
        ("faw-volkswagen", "cn", "de", "faw"),
        ("saic-volkswagen", "cn", "de", "saic"),
        ("bmw-brilliance", "de", "cn", "bmw"),
        ("putzmeister", "de", "cn", "sany"),
        ("kraussmaffei", "de", "cn", "sinochem"),
        ("eew", "de", "cn", "beijing-enterprises"),
        ("tsmc", "other", None, None),
        ("merck-us", "other", None, None),
    ],
)
def test_owners_and_sides(identity, side, also_side, parent):
    entry = next(entry for entry in shipped_organisations() if entry.id == identity)
    assert (entry.side, entry.also_side, entry.parent) == (side, also_side, parent)


def test_those_that_only_approve_are_marked():
    roles = {entry.id: entry.role for entry in shipped_organisations()}
    assert roles["bundeskartellamt"] == roles["samr"] == roles["european-commission"] == "authority"
    assert roles["media-xinhua"] == roles["media-dpa"] == "source"
    assert roles["siemens"] == "party"


def test_a_double_id_a_double_name_and_an_unknown_parent_are_all_told_with_their_lines():
    text = """organisations:
- {id: one, side: de, names: [Alpenlicht]}
- {id: one, side: de, names: [Beta]}
- {id: two, side: cn, names: [alpenlicht, Gamma, Gamma], parent: nobody}
"""
    with pytest.raises(ConfigurationErrors) as caught:
        check_organisations([("own.yaml", text)])
    message = str(caught.value)
    assert "own.yaml, line 3: the id 'one' is taken" in message
    assert "line 4: the name 'alpenlicht' belongs to 'one' too" in message
    assert "'two' has a name twice" in message
    assert "the parent 'nobody' of 'two'" in message


def test_a_faulty_entry_is_told_with_file_and_line():
    text = "organisations:\n- {id: good, side: de, names: [Good]}\n- {id: bad, side: mars, names: [Bad]}\n"
    with pytest.raises((ConfigurationError, ConfigurationErrors)) as caught:
        read_organisations(text, "own.yaml")
    assert "own.yaml, line 3" in str(caught.value)


def test_a_seat_is_a_city_in_any_language_and_a_wrong_one_is_told_with_its_line():
    entry = "organisations:\n- {{id: one, side: de, names: [One], seat: {}}}\n"
    for city in ("Munich", "München", "慕尼黑", "Hong Kong"):
        assert read_organisations(entry.format(city), "own.yaml")[0].seat == city
    with pytest.raises((ConfigurationError, ConfigurationErrors)) as caught:
        read_organisations(entry.format("Atlantis"), "own.yaml")
    assert "own.yaml, line 2" in str(caught.value)
    assert "'Atlantis' is no German or Chinese city" in str(caught.value)


def test_well_known_firms_have_their_headquarters():
    seats = {entry.id: entry.seat for entry in shipped_organisations()}
    assert (seats["siemens"], seats["volkswagen"], seats["byd"], seats["catl"]) == (
        "Munich",
        "Wolfsburg",
        "Shenzhen",
        "Ningde",
    )
    assert sum(bool(seat) for seat in seats.values()) >= 500


def test_a_file_without_the_list_is_told():
    with pytest.raises(ConfigurationError) as caught:
        read_organisations("firms: []\n", "own.yaml")
    assert "the key 'organisations' is missing" in str(caught.value)
