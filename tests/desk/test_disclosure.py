"""What a referral letter may tell: the codes it goes by are the form's, and a title is no first name."""

from __future__ import annotations

import pytest

from station_desk.desk.law import case_form, partners
from station_desk.domain import disclosure
from station_desk.domain.case import REFERRAL


def test_every_code_it_goes_by_is_an_option_of_the_form() -> None:
    """A renamed option would silently tell more, or nothing."""
    form = case_form(REFERRAL)
    shared = {choice.code for choice in form.field("what_shared").choices}
    assert shared == {
        disclosure.TOKEN,
        disclosure.NAME,
        disclosure.CONTACT,
        disclosure.GIST,
        disclosure.DOCUMENTS,
    }
    bases = {choice.code for choice in form.field("basis").choices}
    assert bases - disclosure.BY_HER_YES == {disclosure.MUST_REPORT, disclosure.COURT_ORDER, "danger_to_life"}
    rows = {choice.code for choice in form.field("consent_row").choices}
    for partner in form.field("partner").choices:
        assert (disclosure.rows_of(partners(), partner.code) or frozenset()) <= rows


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("श्रीमती सरला देवी", "सरला"),
        ("कु0 रानी", "रानी"),
        ("कु. मीना", "मीना"),
        ("Smt. Sarla Devi", "Sarla"),
        ("सरला", "सरला"),
        ("श्रीमती", "श्रीमती"),
        ("", ""),
    ],
)
def test_a_title_is_no_first_name(name: str, first: str) -> None:
    """Otherwise the letter would name her by how she is addressed, or hide who is meant."""
    assert disclosure.first_name(name) == first
