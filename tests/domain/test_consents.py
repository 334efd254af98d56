"""What she allows by now, and since when no more: her newest word on each row, wherever it was written."""

from __future__ import annotations

from typing import Any, Final

import pytest

from station_desk.domain.answers import Answers
from station_desk.domain.case import CONSENT, Case, CaseRevision, consents, said, withdrawn
from station_desk.domain.sensitivity import Word

ROW, OTHER = "osc", "counselling"
CAME: Final = "2026-10-06T04:00:00Z"


def later(number: int, at: str, **answers: Any) -> CaseRevision:
    """Return a consent record asked at an hour of that day."""
    moment = f"2026-10-06T{at}:00Z"
    told = Answers({"asked_at": moment, "consent_by": "herself", **answers})
    return CaseRevision(
        str(number), "m", CONSENT, number, 1, 9 + number, moment, "p", 9 + number, moment, "p", "", told
    )


def case_with(*records: CaseRevision, **intake: Any) -> Case:
    """Return a matter with these consent records."""
    answers = Answers({"consent_by": "guardian_child", "consent_matrix": {ROW: "yes", OTHER: "yes"}, **intake})
    return Case("m", "MSK/SAS/2026/0001", answers, CAME, CAME, records=records)


YES: Final = {"consent_matrix": {ROW: "yes"}}
NO: Final = {"withdrawn_scope": [ROW]}
ENDED: Final = {"consent_withdrawn_at": "2026-10-06T06:00:00Z", "consent_withdrawn_scope": [ROW]}


@pytest.mark.parametrize(
    ("case", "value", "ended"),
    [
        (case_with(), "yes", ""),
        (case_with(later(1, "05:00", **NO)), "no", "05:00"),
        (case_with(later(1, "05:00", **NO), later(2, "07:00", **YES)), "yes", ""),
        (case_with(later(1, "05:00", consent_matrix={ROW: "not_now"})), "not_now", "05:00"),
        (case_with(**ENDED), "no", "06:00"),
        (case_with(later(1, "07:00", **YES), **ENDED), "yes", ""),
        (case_with(later(1, "05:00", **YES), **ENDED), "no", "06:00"),
        (case_with(later(1, "06:00", **YES), **ENDED), "no", "06:00"),
    ],
)
def test_the_newest_word_on_a_row_decides(case: Case, value: str, ended: str) -> None:
    """A later record speaks after the intake, but not after what the intake tells she took back since; rows apart."""
    assert consents(case) == {ROW: value, OTHER: "yes"}
    assert withdrawn(case) == ({ROW: f"2026-10-06T{ended}:00Z"} if ended else {})


def test_it_is_known_whose_word_it_is() -> None:
    """A row that nobody spoke of again keeps the word of whoever answered at the intake."""
    case = case_with(later(1, "05:00", **YES))
    assert said(case.intake, case.of(CONSENT)) == {ROW: Word("yes", "herself"), OTHER: Word("yes", "guardian_child")}
