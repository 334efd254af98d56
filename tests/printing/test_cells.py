"""The printed text of an answer."""

from __future__ import annotations

import pytest

from station_desk.domain.fields import Choice, Field, FieldKind, Level, Wording
from station_desk.printing.cells import CELL, Say, cell

HINDI = Say("hi", {"ab12": "म0उ0नि0 ऊषा यादव"})
ENGLISH = Say("en", {"ab12": "SI Usha Yadav"})
YES, NO = Choice("yes", Wording("हाँ", "Yes")), Choice("no", Wording("नहीं", "No"))
LAWYER, SHELTER = Choice("lawyer", Wording("वकील", "Lawyer")), Choice("shelter", Wording("आश्रय", "Shelter"))
NAME = Field("name", FieldKind.TEXT, Level.IDENTITY, Wording("नाम", "Name"))
BORN = Field("born", FieldKind.DATE, Level.IDENTITY, Wording("जन्म", "Born"))


def field(kind: FieldKind, **more: object) -> Field:
    """A field of one kind with nothing particular about it."""
    return Field("x", kind, Level.FACTS, Wording("क", "X"), **more)  # type: ignore[arg-type]


def test_every_kind_of_field_has_one_printed_text() -> None:
    """A kind added to the vocabulary cannot be forgotten on paper."""
    assert set(CELL) == set(FieldKind)


@pytest.mark.parametrize(
    ("asked", "value", "hindi", "english"),
    [
        (field(FieldKind.TEXT), "नगला", "नगला", "नगला"),
        (field(FieldKind.LONG), "एक\nदो", "एक\nदो", "एक\nदो"),
        (field(FieldKind.NUMBER), 2019, "2019", "2019"),
        (field(FieldKind.NUMBER), 1234567, "12,34,567", "12,34,567"),
        (field(FieldKind.NUMBER), 48700, "48,700", "48,700"),
        (field(FieldKind.DATE), "2026-10-06", "06-10-2026", "06-10-2026"),
        (field(FieldKind.DATE), "2026-10", "10-2026", "10-2026"),
        (field(FieldKind.DATE), "2026", "2026", "2026"),
        (field(FieldKind.MOMENT), "2026-10-06T20:42:00Z", "07-10-2026 02:12", "07-10-2026 02:12"),
        (field(FieldKind.ONE, choices=(YES, NO)), "no", "नहीं", "No"),
        (field(FieldKind.MANY, choices=(LAWYER, SHELTER)), ["lawyer", "shelter"], "वकील, आश्रय", "Lawyer, Shelter"),
        (field(FieldKind.PHONE), "9876543210", "9876543210", "9876543210"),
        (field(FieldKind.PERSON), "ab12", "म0उ0नि0 ऊषा यादव", "SI Usha Yadav"),
        (field(FieldKind.TOKEN), "MSK/SAS/2026/0041", "MSK/SAS/2026/0041", "MSK/SAS/2026/0041"),
        (
            field(FieldKind.MATRIX, rows=(LAWYER, SHELTER), choices=(YES, NO)),
            {"shelter": "no", "lawyer": "yes"},
            "वकील: हाँ; आश्रय: नहीं",
            "Lawyer: Yes; Shelter: No",
        ),
        (
            field(FieldKind.GROUP, fields=(NAME, BORN)),
            {"born": "2001-02", "name": "सोनू"},
            "नाम: सोनू; जन्म: 02-2001",
            "Name: सोनू; Born: 02-2001",
        ),
        (field(FieldKind.REPEAT, fields=(NAME,)), [{"name": "सोनू"}], "नाम: सोनू", "Name: सोनू"),
        (
            field(FieldKind.REPEAT, fields=(NAME,)),
            [{"name": "सोनू"}, {"name": "मोनू"}],
            "(1) नाम: सोनू\n(2) नाम: मोनू",
            "(1) Name: सोनू\n(2) Name: मोनू",
        ),
        (field(FieldKind.AUTO), "2026-10-06T03:42:00Z", "06-10-2026 09:12", "06-10-2026 09:12"),
        (field(FieldKind.AUTO), "ab12", "म0उ0नि0 ऊषा यादव", "SI Usha Yadav"),
        (field(FieldKind.AUTO, choices=(YES,)), "yes", "हाँ", "Yes"),
        (field(FieldKind.AUTO), "MSK/SAS/2026/0041", "MSK/SAS/2026/0041", "MSK/SAS/2026/0041"),
    ],
)
def test_each_kind_is_printed_the_office_way(asked: Field, value: object, hindi: str, english: str) -> None:
    """Dates DD-MM-YYYY, Indian time, lakh grouping, words instead of codes."""
    assert cell(asked, value, HINDI) == hindi
    assert cell(asked, value, ENGLISH) == english


def test_what_was_not_answered_is_empty_and_what_is_unknown_is_kept() -> None:
    """A blank answer prints nothing; a code of an older list or a person who left prints as it is, not as a gap."""
    assert cell(field(FieldKind.ONE, choices=(YES,)), None, HINDI) == ""
    assert cell(field(FieldKind.ONE, choices=(YES,)), "maybe", HINDI) == "maybe"
    assert cell(field(FieldKind.PERSON), "ff00", HINDI) == "ff00"
