"""The kinds of partner and the helplines: that they say what was found, and fit the intake's consent matrix."""

import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from station_desk.desk.ports import intake_form
from station_desk.domain.forms import parse_lists
from station_desk.domain.law import LawError
from station_desk.domain.partners import parse_helplines, parse_partners

RESOURCES = Path(__file__).parents[2] / "resources"


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


PARTNERS = {partner.line.code: partner for partner in parse_partners(_toml("law/partners.toml"))}
HELPLINES = {line.line.code: line for line in parse_helplines(_toml("law/helplines.toml"))}


def test_every_partner_of_the_notes_is_there() -> None:
    """The rows of the notes (4), the officer for dowry and child marriage and the two commissions each as one."""
    wanted = (
        "osc dlsa cwc dcpu jjb dpo protection_officer dowry_or_child_marriage_officer social_welfare shelter hospital"
        " fsl family_court family_counselling family_welfare_committee relief_fund women_commission cyber ahtu ngo"
        " workplace_committee"
    )
    assert set(PARTNERS) == set(wanted.split())


def test_a_consent_row_is_one_of_the_matrix() -> None:
    """A misspelt row would let a referral go without her yes."""
    rows = {row.code for row in intake_form().field("consent_matrix").rows}
    assert {partner.consent_row for partner in PARTNERS.values()} - {None} <= rows
    for row in ("osc", "dlsa_lawyer", "hospital", "protection_officer_dpo", "cwc", "shelter"):
        assert row in {partner.consent_row for partner in PARTNERS.values()}, row


def test_only_the_law_lets_something_be_told_without_her() -> None:
    """A duty stands for a child and for evidence, and for nobody else."""
    assert {code for code, partner in PARTNERS.items() if partner.duty} == {"cwc", "jjb", "fsl"}


def test_a_partner_names_its_option_in_the_referral_form() -> None:
    """What the referral asks and what the list explains are the same partners."""
    options = {choice.code for choice in parse_lists(_toml("lists/case.toml"))["referral_partner"]}
    assert {partner.referral for partner in PARTNERS.values()} - {None} <= options


def test_the_helplines_of_the_notes_are_there_and_nobody_claims_to_have_called_them() -> None:
    """All fourteen of the notes (3); hours only where they are given; none verified before a person did it."""
    numbers = [number for line in HELPLINES.values() for number in line.numbers]
    wanted = "112 1090 181 1076 1098 1930 108 102 101 14567 14416 1800-891-4416 15100 1091 7827170170"
    assert sorted(numbers) == sorted(wanted.split())
    assert {line.last_verified for line in HELPLINES.values()} == {""}
    assert {code for code, line in HELPLINES.items() if line.hours} == {"tele_manas", "ncw"}


@pytest.mark.parametrize("numbers", [[], ["twelve"], "112", ["98765"[:2]]])
def test_a_helpline_without_a_number_is_refused(numbers: object) -> None:
    """A line nobody can dial is a mistake of the file."""
    raw = deepcopy(_toml("law/helplines.toml"))
    raw["helpline"][0]["numbers"] = numbers
    with pytest.raises(LawError):
        parse_helplines(raw)


@pytest.mark.parametrize(
    "change", [{"does": "x"}, {"consent_row": 1}, {"sourced": "yes"}, {"who": "x"}, {"code": "O S C"}]
)
def test_a_wrong_partner_is_refused(change: dict[str, object]) -> None:
    """A wording in one language, a flag that is none, a key nobody reads."""
    raw = deepcopy(_toml("law/partners.toml"))
    raw["partner"][0] |= change
    with pytest.raises(LawError):
        parse_partners(raw)
