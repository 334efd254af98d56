"""The rules of the case records: each is broken once, and the same record without the fault is accepted."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from station_desk.domain.answers import Answers, Around, Cleaned
from station_desk.domain.case import CASE_FORMS, Case, CaseRevision
from station_desk.domain.case_rules import judge, open_promises, open_referrals
from station_desk.domain.forms import parse_form, parse_lists
from station_desk.domain.judging import required
from station_desk.errors import Problem, ProblemCode, Weight

RESOURCES = Path(__file__).parents[2] / "resources"


def _toml(name: str) -> dict[str, object]:
    return tomllib.loads((RESOURCES / name).read_text(encoding="utf-8"))


LISTS = {**parse_lists(_toml("lists/intake.toml")), **parse_lists(_toml("lists/case.toml"))}
FORMS = {id: parse_form(_toml(f"forms/{id}/v1.toml"), LISTS) for id in CASE_FORMS}
COUNSELLOR, OFFICER = "p-counsellor", "p-officer"
AROUND = Around(date(2026, 11, 30), "SAS", frozenset({COUNSELLOR, OFFICER}), "2026-11-30T12:00:00Z")
Raw = dict[str, Any]

CONSENTED = {"osc": "yes", "hospital": "no"}
SESSION: Raw = {
    "started_at": "06.10.2026 11:00",
    "held": "yes",
    "ended_at": "06.10.2026 11:35",
    "kind": "first support",
    "place": "centre room",
    "privacy": "yes",
    "counsellor": COUNSELLOR,
    "people_present": [{"who": "herself", "consented": "yes"}],
    "consent_today": "same",
    "aim_agreed": ["options"],
    "danger_signs": ["none"],
    "self_harm": "no",
    "agreed_summary": "कल फिर बात करेंगे।",
    "summary_read_back": "yes",
    "support_given": ["listened"],
    "her_choice": "continue",
    "pressured": "no",
    "outcome": "support continues",
    "risk_after": "low",
    "next_session": "10.10.2026 11:00",
}
NOT_HELD: Raw = {
    "started_at": "16.10.2026 11:00",
    "held": "no",
    "kind": "legal information",
    "counsellor": COUNSELLOR,
    "called_not_come": [{"who": "herself", "how": "safe_phone", "reason": "no_answer", "count": 2}],
    "next_session": "19.10.2026 11:00",
}
JOINT: Raw = {
    **SESSION,
    "kind": "couple/family joint",
    "outcome": "settled with follow-up",
    "agreement": {
        "terms": "नाली में कूड़ा नहीं डाला जाएगा",
        "witnesses": "ग्राम प्रधान",
        "review_on": "23.10.2026",
        "breach_step": "थाने को बताएँगी",
        "can_end_told": "yes",
    },
}
OFFERED: Raw = {
    "partner": "OSC",
    "need_served": ["safety/shelter"],
    "urgency": "24 h",
    "basis": "consent_row",
    "consent_row": "osc",
    "consent_on": "6.10.2026",
    "what_shared": ["first name"],
    "status": "offered",
    "next_check": "7.10.2026 11:00",
}
SENT: Raw = {**OFFERED, "status": "sent", "sent_at": "6.10.2026 12:00"}
DONE: Raw = {
    **SENT,
    "status": "done",
    "next_check": None,
    "reached_at": "6.10.2026 14:00",
    "acknowledgement": "stamp on copy",
    "result": "shelter given",
}
RECALLED: Raw = {
    **SENT,
    "status": "recalled",
    "next_check": None,
    "recalled_at": "8.10.2026 10:00",
    "recall_reason": "danger",
}
PLAN: Raw = {"made_on": "6.10.2026", "pocket_card": "nothing_taken", "exit": "पीछे के दरवाजे से"}
PLANNED_CALL: Raw = {"due": "9.10.2026 11:00", "way": "safe_call"}
CALL: Raw = {
    **PLANNED_CALL,
    "done_at": "9.10.2026 11:10",
    "done_by": OFFICER,
    "reached": "unsafe to talk",
    "next": "10.10.2026 11:00",
}
PROMISE: Raw = {"what": "बच्चों को सुरक्षित लाना", "owner": OFFICER, "to_whom": "her", "by_when": "7.10.2026"}
CONSENT: Raw = {
    "kind": "changed",
    "asked_at": "8.10.2026 11:00",
    "consent_by": "herself",
    "explained_in": "hindi",
    "read_aloud": "yes",
    "limits_told": "yes",
    "consent_matrix": {"shelter": "yes"},
    "consent_sign": {"how": "not_yet"},
}
WITHDRAWN: Raw = {
    "kind": "withdrawn",
    "asked_at": "8.10.2026 11:00",
    "consent_by": "herself",
    "withdrawn_scope": ["osc"],
}
CLOSURE: Raw = {
    "closed_on": "30.10.2026",
    "reason": "needs met",
    "asked_directly": "yes",
    "asked_how": "in_person",
    "safety_now": "safe",
    "signs_open": ["none"],
    "legal_state": "none",
    "goals": {"safety": "met"},
    "follow_up_after": "30_days_safe_call",
    "how_to_return": "yes",
    "feedback_offered": "no",
}
TRY: Raw = {"how": "safe_phone", "safe_hours": "yes"}
NO_CONTACT: Raw = {
    "closed_on": "30.10.2026",
    "reason": "no_contact_after_tries",
    "tries": [{"at": f"{day}.10.2026 11:00", **TRY} for day in (16, 19, 22)],
    "safety_now": "not_known",
    "signs_open": ["none"],
    "legal_state": "none",
    "goals": {"safety": "in_progress"},
    "follow_up_after": "none",
}
DUPLICATE: Raw = {
    "closed_on": "30.10.2026",
    "reason": "duplicate_of_token",
    "duplicate_of": "MSK/SAS/2026/0041",
    "legal_state": "none",
}


def _case(*records: tuple[str, Mapping[str, object]]) -> Case:
    """A matter that began on 6 October 2026 at 10:00 Indian time, with the given records in their kept shape."""
    made = tuple(
        CaseRevision(
            record=f"r{place}",
            matter="m",
            form=form,
            number=place,
            revision=1,
            seq=place,
            at="2026-10-08T05:30:00Z",
            person=OFFICER,
            first=place,
            first_at="2026-10-08T05:30:00Z",
            author=OFFICER,
            reason="",
            answers=Answers(answers),
        )
        for place, (form, answers) in enumerate(records, 1)
    )
    began = "2026-10-06T04:30:00Z"
    return Case("m", "MSK/SAS/2026/0041", Answers({"consent_matrix": CONSENTED}), began, began, records=made)


EMPTY = _case()


def _judged(form: str, raw: Raw, case: Case = EMPTY, **known: Any) -> Cleaned:
    return judge(FORMS[form], {id: value for id, value in raw.items() if value is not None}, AROUND, case, **known)


def _said(form: str, raw: Raw, case: Case = EMPTY, **known: Any) -> set[tuple[str, ProblemCode]]:
    return {(problem.path, problem.code) for problem in required(_judged(form, raw, case, **known))}


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        ("session", SESSION),
        ("session", NOT_HELD),
        ("referral", OFFERED),
        ("referral", SENT),
        ("referral", DONE),
        ("referral", RECALLED),
        ("safety_plan", PLAN),
        ("follow_up", PLANNED_CALL),
        ("follow_up", CALL),
        ("promise", PROMISE),
        ("consent", CONSENT),
        ("consent", WITHDRAWN),
        ("closure", CLOSURE),
        ("closure", NO_CONTACT),
        ("closure", DUPLICATE),
    ],
)
def test_the_few_answers_a_person_has_are_enough(form: str, raw: Raw) -> None:
    """Each record can be kept with these answers, and none of them is dropped on the way."""
    cleaned = _judged(form, raw)
    assert required(cleaned) == ()
    assert set(cleaned.answers) == {id for id, value in raw.items() if value is not None}


# ---- joint sessions and settlements


def test_a_joint_session_and_its_agreement_pass_an_open_gate() -> None:
    """Two neighbours may agree about a drain."""
    assert _said("session", JOINT, joint_allowed=True) == set()


def test_the_gate_is_shut_unless_somebody_asked_it() -> None:
    """A caller that forgets the gate lets nobody be seated together."""
    closed = {("kind", ProblemCode.JOINT_CLOSED), ("outcome", ProblemCode.JOINT_CLOSED)}
    assert _said("session", JOINT) == closed
    aim = {**SESSION, "aim_agreed": ["options", "reconcile"]}
    assert _said("session", aim) == {("aim_agreed", ProblemCode.JOINT_CLOSED)}
    assert _said("closure", {**CLOSURE, "reason": "settled_and_checked"}) == {("reason", ProblemCode.JOINT_CLOSED)}
    assert _said("closure", {**CLOSURE, "reason": "settled_and_checked"}, joint_allowed=True) == set()


def test_danger_told_in_the_session_forbids_the_settlement_and_not_the_truth() -> None:
    """That both sat together stays written; that it is settled may not be written."""
    told = {**JOINT, "danger_signs": ["threat_to_kill"], "actions_done": ["sho_told"]}
    assert _said("session", told, joint_allowed=True) == {("outcome", ProblemCode.JOINT_CLOSED)}
    plan = {**JOINT, "self_harm": "plan", "actions_done": ["stayed_with_her"]}
    assert _said("session", plan, joint_allowed=True) == {("outcome", ProblemCode.JOINT_CLOSED)}
    left = {**CLOSURE, "reason": "settled_and_checked", "signs_open": ["forced_sex"], "signs_explained": "दूर रहती हैं"}
    assert _said("closure", left, joint_allowed=True) == {("reason", ProblemCode.JOINT_CLOSED)}


def test_an_agreement_is_whole_or_not_there() -> None:
    """A settlement without its terms, and terms without a date to look again, are asked for."""
    bare = {**JOINT, "agreement": None}
    assert _said("session", bare, joint_allowed=True) == {("agreement", ProblemCode.REQUIRED)}
    part = {**JOINT, "agreement": {**JOINT["agreement"], "review_on": None}}
    assert _said("session", part, joint_allowed=True) == {("agreement.review_on", ProblemCode.REQUIRED)}


# ---- session


def test_who_did_not_come_was_called() -> None:
    """A session that did not take place says how she was asked to come."""
    assert _said("session", {**NOT_HELD, "called_not_come": None}) == {("called_not_come", ProblemCode.REQUIRED)}
    assert _said("session", {**SESSION, "called_not_come": None}) == set()


def test_a_row_of_people_is_whole() -> None:
    """Nobody sits in without her having been asked."""
    rows = [{"who": "herself", "consented": "yes"}, {"who": "brother"}]
    assert _said("session", {**SESSION, "people_present": rows}) == {
        ("people_present.1.consented", ProblemCode.REQUIRED)
    }


def test_with_a_child_the_guardian_waits_outside_for_a_while() -> None:
    """It is asked each time a child is heard."""
    child = {**SESSION, "kind": "child with guardian"}
    assert _said("session", child) == {("guardian_outside", ProblemCode.REQUIRED)}
    assert _said("session", {**child, "guardian_outside": "yes"}) == set()


@pytest.mark.parametrize(
    ("risk", "planned", "weight"),
    [
        ("immediate", "07.10.2026 23:59", None),
        ("immediate", "08.10.2026 00:01", Weight.REFUSE),
        ("high", "08.10.2026 11:35", None),
        ("high", "08.10.2026 11:36", Weight.REFUSE),
        ("medium", "13.10.2026 11:35", None),
        ("medium", "13.10.2026 11:36", Weight.NOTICE),
        ("low", "05.11.2026 11:35", None),
        ("low", "05.11.2026 11:36", Weight.NOTICE),
    ],
)
def test_the_next_look_comes_in_time(risk: str, planned: str, weight: Weight | None) -> None:
    """Immediate until the next day is over, high 48 hours; with a risk of days the program only tells."""
    raw = {**SESSION, "risk_after": risk, "next_session": planned, "supervisor_look": "asked"}
    found = [problem for problem in _judged("session", raw).problems if problem.code is ProblemCode.LOOK_SOONER]
    assert [(problem.path, problem.weight) for problem in found] == ([("next_session", weight)] if weight else [])


def test_no_next_date_needs_a_reason_and_none_serves_a_high_risk() -> None:
    """She may not want another session; a high risk is looked at again all the same."""
    none = {**SESSION, "next_session": None}
    assert ("next_session", ProblemCode.REQUIRED) in _said("session", none)
    assert _said("session", {**none, "no_next_reason": "she_does_not_want"}) == set()
    high = {**none, "no_next_reason": "she_does_not_want", "risk_after": "high", "supervisor_look": "asked"}
    assert _said("session", high) == {("next_session", ProblemCode.REQUIRED)}


def test_a_high_risk_and_an_adjournment_are_shown_to_the_supervisor() -> None:
    """Whether the supervisor looked is asked; for an ordinary session it is not."""
    adjourned = {**SESSION, "outcome": "adjourned"}
    assert _said("session", adjourned) == {("supervisor_look", ProblemCode.REQUIRED)}
    assert "supervisor_look" not in _judged("session", {**SESSION, "supervisor_look": "done"}).answers


# ---- times


@pytest.mark.parametrize(
    ("form", "raw", "path", "other"),
    [
        ("session", {**SESSION, "ended_at": "06.10.2026 10:59"}, "ended_at", "started_at"),
        ("session", {**SESSION, "next_session": "06.10.2026 10:00"}, "next_session", "started_at"),
        ("referral", {**SENT, "reached_at": "6.10.2026 11:59"}, "reached_at", "sent_at"),
        ("referral", {**SENT, "appointment": "6.10.2026 11:00"}, "appointment", "sent_at"),
        ("referral", {**SENT, "consent_on": "7.10.2026"}, "sent_at", "consent_on"),
        ("referral", {**RECALLED, "recalled_at": "6.10.2026 11:00"}, "recalled_at", "sent_at"),
        ("safety_plan", {**PLAN, "made_on": "8.10.2026", "reviewed_on": "7.10.2026"}, "reviewed_on", "made_on"),
        ("follow_up", {**CALL, "next": "9.10.2026 11:00"}, "next", "done_at"),
    ],
)
def test_times_follow_each_other(form: str, raw: Raw, path: str, other: str) -> None:
    """A slip in one of two times is said beside the later one, with the name of the other."""
    found = required(_judged(form, raw))
    assert found == (Problem(path, ProblemCode.BEFORE_OTHER, facts=(("other", other),)),)


def test_a_review_of_the_agreement_comes_after_the_session() -> None:
    """A day is held against a moment by the Indian day: the evening of the same day is not before it."""
    same = {**JOINT, "agreement": {**JOINT["agreement"], "review_on": "6.10.2026"}}
    assert _said("session", same, joint_allowed=True) == set()
    before = {**JOINT, "agreement": {**JOINT["agreement"], "review_on": "5.10.2026"}}
    assert _said("session", before, joint_allowed=True) == {("agreement.review_on", ProblemCode.BEFORE_OTHER)}


@pytest.mark.parametrize(
    ("form", "raw", "path"),
    [
        ("session", {**NOT_HELD, "started_at": "06.10.2026 09:59"}, "started_at"),
        ("referral", {**SENT, "consent_on": "5.10.2026", "sent_at": "5.10.2026 12:00"}, "sent_at"),
        ("safety_plan", {**PLAN, "made_on": "5.10.2026"}, "made_on"),
        ("follow_up", {**CALL, "done_at": "5.10.2026 11:10"}, "done_at"),
        ("promise", {**PROMISE, "kept_on": "5.10.2026"}, "kept_on"),
        ("consent", {**WITHDRAWN, "asked_at": "5.10.2026 11:00"}, "asked_at"),
        ("closure", {**CLOSURE, "closed_on": "5.10.2026"}, "closed_on"),
    ],
)
def test_nothing_happened_before_she_came(form: str, raw: Raw, path: str) -> None:
    """The matter began on 6 October at 10:00; on that very day all is well."""
    assert _said(form, raw) == {(path, ProblemCode.TOO_EARLY)}
    assert _said("safety_plan", {**PLAN, "made_on": "6.10.2026"}) == set()


@pytest.mark.parametrize(
    ("form", "raw", "path"),
    [
        ("session", {**SESSION, "ended_at": "01.12.2026 11:35"}, "ended_at"),
        ("session", {**SESSION, "started_at": "30.11.2026 23:00"}, "started_at"),
        ("referral", {**SENT, "sent_at": "1.12.2026 12:00"}, "sent_at"),
        ("promise", {**PROMISE, "kept_on": "1.12.2026"}, "kept_on"),
        ("closure", {**CLOSURE, "closed_on": "1.12.2026"}, "closed_on"),
    ],
)
def test_what_happened_does_not_lie_ahead(form: str, raw: Raw, path: str) -> None:
    """Now is 30 November 2026 17:30; later than that nothing has happened yet."""
    assert (path, ProblemCode.FUTURE_DATE) in _said(form, raw)


# ---- referral


def test_nothing_is_sent_without_her_consent() -> None:
    """A row that says no, or nothing, keeps it back; offering it, or another ground, does not need the row."""
    refused = {("consent_row", ProblemCode.CONSENT_NOT_GIVEN)}
    assert _said("referral", {**SENT, "consent_row": "hospital"}) == refused
    assert _said("referral", {**SENT, "consent_row": "cwc"}) == refused
    assert _said("referral", {**OFFERED, "consent_row": "hospital"}) == set()
    by_law = {**SENT, "consent_row": None, "consent_on": None, "basis": "must_report"}
    assert _said("referral", by_law) == set()


def test_a_later_yes_counts_and_a_withdrawal_asks_for_the_recall() -> None:
    """The consent that stands now decides; what was over before the withdrawal stays as it was."""
    allowed = _case(("consent", {"consent_matrix": {"hospital": "yes"}}))
    assert _said("referral", {**SENT, "consent_row": "hospital"}, allowed) == set()
    gone = _case(("consent", {"withdrawn_scope": ["osc"]}))
    assert _said("referral", SENT, gone) == {("consent_row", ProblemCode.CONSENT_NOT_GIVEN)}
    assert _said("referral", {**RECALLED, "recall_reason": "consent_withdrawn"}, gone) == set()
    assert _said("referral", DONE, gone) == set()


def test_done_was_sent_with_a_consent_once() -> None:
    """A closed status does not cover a row she never agreed to."""
    assert _said("referral", {**DONE, "consent_row": "hospital"}) == {("consent_row", ProblemCode.CONSENT_NOT_GIVEN)}


def test_a_referral_is_looked_at_again_until_it_is_closed() -> None:
    """The next check is wanted while anything is open, and dropped once nothing is."""
    assert _said("referral", {**SENT, "next_check": None}) == {("next_check", ProblemCode.REQUIRED)}
    assert "next_check" not in _judged("referral", {**DONE, "next_check": "9.10.2026 11:00"}).answers


def test_what_was_sent_keeps_its_times_when_it_fails() -> None:
    """When a partner refuses in the end, the day on which she was sent stays in the record."""
    failed = {**SENT, "status": "failed", "why_not": "distance", "acknowledgement": "none"}
    assert _judged("referral", failed).answers["sent_at"] == "2026-10-06T06:30:00Z"


# ---- plan, consent


def test_a_plan_says_something() -> None:
    """A date and a card are no plan."""
    assert _said("safety_plan", {**PLAN, "exit": None}) == {("danger_times", ProblemCode.REQUIRED)}


def test_a_child_does_not_consent_alone() -> None:
    """The rows for adults want a guardian or support person beside a child."""
    assert _said("consent", CONSENT, child=True) == {("consent_matrix.shelter", ProblemCode.ADULT_ONLY)}
    assert _said("consent", {**CONSENT, "consent_by": "guardian_child_s_assent"}, child=True) == set()


def test_a_promise_has_an_owner_of_the_staff_or_outside() -> None:
    """The pradhan is no user, and his promise is kept track of all the same."""
    assert ("owner", ProblemCode.REQUIRED) in _said("promise", {**PROMISE, "owner": None})
    assert _said("promise", {**PROMISE, "owner": None, "owner_outside": "ग्राम प्रधान"}) == set()


# ---- closure


def test_no_contact_means_three_tries_on_three_days() -> None:
    """Three calls on one day are one try."""
    two = {**NO_CONTACT, "tries": NO_CONTACT["tries"][:2]}
    assert _said("closure", two) == {("tries", ProblemCode.TOO_FEW)}
    same_day = {**NO_CONTACT, "tries": [{"at": f"16.10.2026 {hour}:00", **TRY} for hour in (10, 11, 12)]}
    (found,) = required(_judged("closure", same_day))
    assert found == Problem("tries", ProblemCode.TOO_FEW, facts=(("count", 1), ("limit", 3)))
    assert _said("closure", {**NO_CONTACT, "tries": None}) == {("tries", ProblemCode.REQUIRED)}


def test_each_open_thing_has_its_reason() -> None:
    """Clocks, promises and referrals that are still open are told of line by line."""
    case = _case(
        ("promise", {"what": "क", "by_when": "2026-10-07"}),
        ("promise", {"what": "ख", "by_when": "2026-10-07", "kept_on": "2026-10-07"}),
        ("promise", {"what": "ग", "by_when": "2026-10-07", "not_kept_why": "घ"}),
        ("referral", dict(_judged("referral", SENT).answers)),
        ("referral", dict(_judged("referral", DONE).answers)),
    )
    assert (len(open_promises(case)), len(open_referrals(case))) == (1, 1)
    (found,) = required(_judged("closure", CLOSURE, case, open_clocks=1))
    assert found == Problem("open_reasons", ProblemCode.TOO_FEW, facts=(("count", 0), ("limit", 3)))
    reasons = [{"what": what, "why": "दूसरे थाने को सौंपा"} for what in ("clock", "promise", "referral")]
    assert _said("closure", {**CLOSURE, "open_reasons": reasons}, case, open_clocks=1) == set()


def test_a_plan_is_looked_at_before_closing() -> None:
    """Where there is a safety plan, closing says when it was last looked at; not when she has died."""
    case = _case(("safety_plan", {"made_on": "2026-10-06"}))
    assert _said("closure", CLOSURE, case) == {("safety_plan_last_seen", ProblemCode.REQUIRED)}
    assert _said("closure", {**CLOSURE, "safety_plan_last_seen": "20.10.2026"}, case) == set()
    died = {"closed_on": "30.10.2026", "reason": "person_died", "legal_state": "none"}
    assert _said("closure", died, case) == set()


def test_an_open_danger_sign_is_explained() -> None:
    """A matter is not closed over a starred sign without a word."""
    open_sign = {**CLOSURE, "signs_open": ["threat_to_kill"]}
    assert _said("closure", open_sign) == {("signs_explained", ProblemCode.REQUIRED)}
    assert _said("closure", {**open_sign, "signs_explained": "विपक्षी जेल में है"}) == set()


def test_everything_wrong_is_told_at_once_in_the_order_of_the_form() -> None:
    """Nobody mends one fault only to meet the next."""
    raw = {**JOINT, "ended_at": "06.10.2026 10:30", "people_present": [{"who": "herself"}], "pressured": "शायद"}
    paths = [problem.path for problem in _judged("session", raw).problems]
    assert paths == ["ended_at", "kind", "people_present.0.consented", "pressured", "outcome"]
