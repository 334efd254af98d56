"""Identity numbers, phones and digits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station_desk.domain.figures import has_check_digit, mask_aadhaar, read_phone, read_whole

DEVELOPERS_NUMBER = "9999 4105 7058"


@pytest.mark.parametrize("typed", [DEVELOPERS_NUMBER, "999941057058", "9999-4105-7058", "९९९९ ४१०५ ७०५८"])
def test_an_aadhaar_number_keeps_only_its_last_four(typed: str) -> None:
    """However it is spaced and in either digit set, a number with the right check digit is masked."""
    text, masked = mask_aadhaar(f"मेरा नम्बर {typed} है")
    assert (text, masked) == ("मेरा नम्बर XXXX XXXX 7058 है", 1)


@pytest.mark.parametrize(
    "typed",
    [
        "5000 4914 1777 6311",
        "9999\u20134105\u20137058",
        "9999.4105.7058",
        "9999/4105/7058",
        "9999\n4105\n7058",
        "(9999)(4105)(7058)",
        "９９９９ ４１０５ ７０５８",
        "9999\u200b4105\u200b7058",
        "9999  4105  7058",
    ],
)
def test_an_aadhaar_number_does_not_hide_between_signs(typed: str) -> None:
    """Other groups before it, dots, dashes, line breaks, brackets, other digits, invisible signs."""
    text, masked = mask_aadhaar(typed)
    assert masked == 1
    assert "XXXX XXXX" in text


@pytest.mark.parametrize("kept", ["627911480355", "20099926104417", "₹48,700/-", "+91 90000 01999", "31006260012345"])
def test_other_long_numbers_are_kept(kept: str) -> None:
    """A UPI reference, an IGRS number, an amount and a phone are no Aadhaar numbers."""
    assert mask_aadhaar(kept) == (kept, 0)


@given(st.text(alphabet="23456789", min_size=11, max_size=11))
def test_exactly_one_check_digit_fits(digits: str) -> None:
    """Of the ten last digits one is right, so a slip of one digit is never taken for a number."""
    assert sum(has_check_digit(digits + str(last)) for last in range(10)) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9000001005", "9000001005"),
        ("+91 90000 01005", "9000001005"),
        ("0 90000-01005", "9000001005"),
        ("९०००००१००५", "9000001005"),
        ("05722 230100", "05722230100"),
        ("112", None),
        ("12345", None),
        ("5000001005", None),
        ("+1 202 555 0100", None),
    ],
)
def test_a_phone_is_ten_digits_or_a_landline(typed: str, kept: str | None) -> None:
    """Either digit set and any spacing; a helpline is no place to reach her."""
    assert read_phone(typed) == kept


def test_a_whole_number_is_read_in_either_digit_set() -> None:
    """१६ is 16; words are not guessed at."""
    assert [read_whole("१६"), read_whole(" 48,700 "), read_whole("करीब 16"), read_whole("")] == [16, 48700, None, None]
