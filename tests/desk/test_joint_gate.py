"""Both sides together: judged by the hour at which they sat, by who sat in, and by the signs that still stand open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest

from station_desk.desk import case_acts, casework, office, recording
from station_desk.desk.ports import Desk
from station_desk.domain.case import CLOSURE, SESSION, SIGN_EXPLAINED
from station_desk.errors import AnswersRefusedError, ProblemCode
from station_desk.store import log
from tests.a_case import CHOKED, DISPOSED
from tests.conftest import NOON
from tests.desk.test_casework import BEATEN, session_by
from tests.staff import found

# An adult's quarrel in which nothing but the danger sign keeps both sides apart.
QUARREL: Final[dict[str, Any]] = {
    **BEATEN,
    "matter_heads": ["quarrel_no_violence"],
    "cognizable_view": "no",
    "danger_signs": [CHOKED],
    "risk_decided": "high",
}
CALM: Final[dict[str, Any]] = {**QUARREL, "danger_signs": ["none"], "risk_decided": "medium"}
WHY: Final = "डॉक्टर की जाँच में पुरानी चोट निकली"
BOTH: Final[dict[str, object]] = {
    "kind": "couple_family_joint",
    "people_present": [{"who": "herself", "consented": "yes"}, {"who": "husband", "consented": "yes"}],
}
SIGNED: Final[dict[str, object]] = {
    "danger_signs": [CHOKED],
    "risk_after": "high",
    "next_session": "07-10-2026 11:00",
    "actions_done": ["sho_told"],
    "supervisor_look": "asked",
}


def refused(desk: Desk, form: str, matter: str, raw: dict[str, object]) -> set[tuple[str, ProblemCode]]:
    """Return what is said beside which field when a record is refused."""
    with pytest.raises(AnswersRefusedError) as error:
        casework.record(desk, form, matter, raw)
    return {(problem.path, problem.code) for problem in error.value.problems}


def typed(desk: Desk, matter: str, record: str) -> dict[str, object]:
    """Return a kept record as its page would send it again."""
    (one,) = [one for one in casework.read(desk, matter).case.records if one.record == record]
    return dict(one.answers)


def correct(desk: Desk, matter: str, raw: dict[str, object], reason: str) -> None:
    """Correct the entry as its page would send it."""
    recording.amend(desk, matter, {**raw, "received_by": desk.person.id}, reason)


def open_now(desk: Desk, matter: str) -> bool:
    """Tell whether the gate stands open now."""
    return case_acts.joint_gate(desk, matter).open


def test_a_sign_explained_later_opens_no_session_that_was_held_before(station: Desk) -> None:
    """At half past ten the sign stood open, whatever was written at noon; after noon they may sit together."""
    matter = recording.add(station, QUARREL).record
    case_acts.explain_sign(station, matter, CHOKED, WHY)
    assert open_now(station, matter)
    settled = session_by(station, **BOTH, outcome="referred")
    assert refused(station, SESSION, matter, settled) == {
        ("kind", ProblemCode.JOINT_CLOSED),
        ("people_present.1.who", ProblemCode.JOINT_CLOSED),
    }
    office.set_practice_clock(station, NOON + timedelta(hours=2))
    late = {**settled, "started_at": "12:00", "ended_at": "13:00"}
    casework.record(station, SESSION, matter, late)
    (kept,) = casework.read(station, matter).case.of(SESSION)
    assert kept.answers["gate_result"] == "gate_open"
    assert found(station) == []


def test_the_gate_does_not_open_by_a_time_that_lay_ahead(station: Desk) -> None:
    """That her rights are to be told this afternoon is a plan; written again once it was done, it opens the gate."""
    ahead = {**CALM, "matter_heads": ["domestic_violence"], "rights_told_at": "15:30"}
    ahead["reasons"] = {"rights_told_at": "अधिवक्ता 3 बजे आयेंगी"}
    matter = recording.add(station, ahead).record
    office.set_practice_clock(station, NOON + timedelta(hours=5))
    assert case_acts.joint_gate(station, matter).reasons == ("fir_choice_not_told",)
    correct(station, matter, {**ahead, "rights_told_at": "15:40"}, "अधिकार अब बताये")
    assert open_now(station, matter)
    assert found(station) == []


def test_carrying_an_old_session_on_ticks_no_sign_anew(station: Desk) -> None:
    """The supervisor's look at the session that told of the sign leaves the later explanation standing."""
    matter = recording.add(station, CALM).record
    kept = casework.record(station, SESSION, matter, session_by(station, **SIGNED))
    case_acts.explain_sign(station, matter, CHOKED, WHY)
    looked = {**typed(station, matter, kept.record), "supervisor_look": "done", "supervisor_on": "06-10-2026"}
    casework.carry_on(station, kept.record, looked)
    assert open_now(station, matter)
    casework.record(station, SESSION, matter, session_by(station, **SIGNED, started_at="11:20", ended_at="11:40"))
    assert not open_now(station, matter)


def test_a_sign_ticked_anew_at_the_intake_stands_open_again(station: Desk) -> None:
    """Explained, taken out, and ticked once more: the explanation was of the first time. An old tick is none."""
    matter = recording.add(station, QUARREL).record
    case_acts.explain_sign(station, matter, CHOKED, WHY)
    correct(station, matter, {**QUARREL, "gist_for_register": "पड़ोसी से विवाद"}, "विवरण सुधारा")
    assert open_now(station, matter)
    correct(station, matter, CALM, "भूल से चुना था")
    correct(station, matter, QUARREL, "आज फिर बताया")
    assert not open_now(station, matter)
    with station.store.read() as read:
        assert log.count_kind(read, SIGN_EXPLAINED) == 1
    assert found(station) == []


def test_an_honest_joint_session_is_gone_on_with_though_the_gate_shut_since(station: Desk) -> None:
    """What was true of its hour is not refused later; another hour or another kind of session asks the gate anew."""
    matter = recording.add(station, CALM).record
    kept = casework.record(
        station, SESSION, matter, session_by(station, **BOTH, outcome="adjourned", supervisor_look="asked")
    )
    alone = casework.record(station, SESSION, matter, session_by(station))
    casework.record(station, SESSION, matter, session_by(station, **SIGNED, started_at="11:20", ended_at="11:40"))
    assert not open_now(station, matter)
    first = typed(station, matter, kept.record)
    looked = {**first, "supervisor_look": "done", "supervisor_on": "06-10-2026"}
    casework.carry_on(station, kept.record, looked)
    casework.amend(station, kept.record, {**looked, "agreed_summary": "अगली तिथि तय।"}, "सारांश सुधारा")
    with pytest.raises(AnswersRefusedError):
        casework.amend(station, kept.record, {**looked, "started_at": "10:40"}, "समय सुधारा")
    with pytest.raises(AnswersRefusedError):
        casework.amend(station, alone.record, {**typed(station, matter, alone.record), **BOTH}, "दोनों आये थे")
    assert found(station) == []


@pytest.mark.parametrize("who", ["husband", "in_laws", "other_side"])
def test_the_other_side_in_the_room_makes_it_a_joint_session(station: Desk, who: str) -> None:
    """Whatever the session is called; and called without coming is not in the room."""
    matter = recording.add(station, QUARREL).record
    sat = session_by(station, people_present=[{"who": "herself", "consented": "yes"}, {"who": who, "consented": "yes"}])
    assert refused(station, SESSION, matter, sat) == {("people_present.1.who", ProblemCode.JOINT_CLOSED)}
    away = {"started_at": "10:30", "held": "no", "kind": "follow_up", "counsellor": station.person.id}
    called = [{"who": who, "how": "notice", "reason": "does_not_want", "count": 1}]
    casework.record(station, SESSION, matter, {**away, "called_not_come": called, "next_session": "07-10-2026 11:00"})


def test_a_closure_names_every_sign_that_stands_open(station: Desk) -> None:
    """“None” is not said of a sign nobody explained; named and explained, or explained before, it is."""
    matter = recording.add(station, {**QUARREL, "matter_heads": ["information"]}).record
    closure = {**DISPOSED, "signs_open": ["none"]}
    assert refused(station, CLOSURE, matter, closure) == {("signs_open", ProblemCode.SIGN_LEFT_OUT)}
    case_acts.explain_sign(station, matter, CHOKED, WHY)
    assert casework.record(station, CLOSURE, matter, closure).number == 1
    assert found(station) == []
