"""Play what follows the intakes: referrals, planned contacts, sessions with their promises and plans, consent.

Owns the steps and their moments, and what a person does when the desk refuses. Each step is done at the seat of who did
it; what was refused on the way is kept for the checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from station_desk.desk import case_acts, case_reading, casework, sealing
from station_desk.desk.law import case_form, partners, risk_rules
from station_desk.desk.ports import Desk, intake_form
from station_desk.domain.answers import Answers, find_choice
from station_desk.domain.calendar import write_moment
from station_desk.domain.case import CONSENT, FOLLOW_UP, PLAN, PROMISE, REFERRAL, SESSION, consents
from station_desk.domain.clocks import ClockState
from station_desk.domain.disclosure import rows_of
from station_desk.domain.risk import least_risk
from station_desk.errors import AnswersRefusedError, Problem, ProblemCode
from station_desk.rehearsal import case_day, day, safe_ways
from station_desk.rehearsal.context import Done, Kept

Raw = Mapping[str, Any]
Act = Callable[[], None]
TRIES = 6
_TYPING, _A_WHILE = timedelta(minutes=4), timedelta(minutes=6)
_FEARS, _WORST, _ONLY_ASKED = "she fears for life", "immediate", "information only"
_INSTEAD = "follow-up"  # of a joint session, with her alone


def decided(entry: Raw, answers: Answers) -> dict[str, str]:
    """Return the risk an officer decides: what the desk offers, more where she fears for her life."""
    if entry["visit_kind"] == _ONLY_ASKED:
        return {}
    offered = least_risk(risk_rules(), intake_form(), answers)
    found = _WORST if _FEARS in entry["danger_signs"] else offered
    return {"risk_decided": found} if found else {}


@dataclass(slots=True)
class Follower:
    """Plays the steps of a day after its intakes; `kept` fills as these are played, `done` with every case record."""

    recorded: day.Day
    seats: Mapping[str, Desk]
    kept: list[Kept]
    done: list[Done] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[datetime, Act]]:
        """Yield each step with the moment it is done at."""
        for entry in self.recorded.entries:
            yield from self._of_entry(entry)
        for told in self.recorded.sessions:
            yield case_day.last_moment(told) + _A_WHILE, partial(self._session, told)

    def _of_entry(self, entry: Raw) -> Iterator[tuple[datetime, Act]]:
        entered = day.entered_at(entry) + _A_WHILE
        if "next_date" in entry:
            yield entered, partial(self._plan_contact, entry)
        for place in range(len(entry["referrals"])):
            sent = datetime.fromisoformat(case_day.sent_at(entry, place))
            yield max(entered, sent + _TYPING), partial(self._refer, entry, place)
        for clock in entry["statutory_trigger"]:
            if clock["starts_at"]:
                started = datetime.fromisoformat(clock["starts_at"])
                yield max(entered, started + _TYPING), partial(self._start_clock, entry, clock)
        for change in entry["consent"].get("changed_since_last", ()):
            asked = datetime.fromisoformat(change["at"])
            yield max(entered, asked + _TYPING), partial(self._withdraw, entry, change)

    # The steps

    def _plan_contact(self, entry: Raw) -> None:
        self._keep(self._at_desk(entry), entry["n"], FOLLOW_UP, entry, safe_ways.planned(entry))

    def _refer(self, entry: Raw, place: int) -> None:
        told, raw = entry["referrals"][place], case_day.referral(entry, place)
        desk, on = self._at_desk(entry), case_day.sent_at(entry, place)[:10]
        partner = find_choice(case_form(REFERRAL).field("partner").choices, told["partner"])
        rows = rows_of(partners(), partner.code if partner else "")
        by = {"basis": "consent_row", "consent_row": min(rows)} if rows else {"basis": "asked_now"}
        check = {"next_check": f"{entry['next_date']}T11:00:00+05:30"} if "next_date" in entry else {}
        self._keep(desk, entry["n"], REFERRAL, told, {**raw, **by, **check, "consent_on": on})

    def _start_clock(self, entry: Raw, told: Raw) -> None:
        """Note what began a clock that still waits for it: no answer of the intake tells that."""
        desk, record, began = self._at_desk(entry), self._record(entry["n"]), datetime.fromisoformat(told["starts_at"])
        for clock in case_reading.read_file(desk, record).clocks:
            if clock.row.id == told["clock"] and clock.state is ClockState.WAITING:
                case_acts.note_started(desk, record, clock.row.id, write_moment(began))

    def _withdraw(self, entry: Raw, change: Raw) -> None:
        """Take a yes of an earlier visit back there; this visit's own intake says no already."""
        for n in entry.get("linked_to", ()):
            desk, record = self._at_desk(entry), self._record(n)
            if consents(casework.read(desk, record).case).get(change["row"]) == "yes":
                raw = case_day.withdrawal(entry, change["at"], [change["row"]])
                self._keep(desk, n, CONSENT, change, raw)

    def _session(self, told: Raw) -> None:
        """Keep a session, then what came of it. Where both sides may not sit together she is heard alone."""
        entry = next(entry for entry in self.recorded.entries if entry["n"] == told["entry"])
        desk = next(self.seats[id] for id in told["counsellors"] if sealing.may_write(self.seats[id]))
        people, n = self._people(), entry["n"]
        self._keep(desk, n, SESSION, told, case_day.session(told, people))
        for promised in case_day.promises(told, entry, people, case_form(SESSION)):
            self._keep(desk, n, PROMISE, promised, promised)
        if told.get("safety_plan", {}).get("made"):
            self._keep(desk, n, PLAN, told, case_day.safety_plan(told))
        if told["consent_today"].startswith("changed"):
            matrix = consents(casework.read(desk, self._record(n)).case)
            self._keep(desk, n, CONSENT, told, case_day.consent_anew(told, entry, matrix))

    # The seats, and a refusal

    def _at_desk(self, entry: Raw) -> Desk:
        return self.seats[day.received_by(self.recorded, entry)]

    def _people(self) -> dict[str, str]:
        return {id: desk.person.id for id, desk in self.seats.items()}

    def _record(self, n: int) -> str:
        return next(kept.record for kept in self.kept if kept.n == n)

    def _keep(self, desk: Desk, n: int, form: str, told: Raw, raw: Raw) -> None:
        """Keep a case record; what is refused is mended as a person would, and remembered."""
        refused: list[Problem] = []
        for _ in range(TRIES):
            try:
                saved = casework.record(desk, form, self._record(n), raw)
            except AnswersRefusedError as error:
                refused += error.problems
                raw = self._mended(desk, n, told, raw, error)
                continue
            self.done.append(Done(n, form, saved.record, told, tuple(refused), desk.person.id))
            return
        raise AnswersRefusedError(refused)

    def _mended(self, desk: Desk, n: int, told: Raw, raw: Raw, error: AnswersRefusedError) -> Raw:
        answers = case_day.asked_for(told)
        for problem in error.problems:
            if problem.code is ProblemCode.JOINT_CLOSED and problem.path == "kind":
                case_acts.ask_joint(desk, self._record(n))
                raw = {**raw, "kind": _INSTEAD}
            elif problem.code is ProblemCode.CONSENT_NOT_GIVEN:
                raw = {**raw, "basis": "asked_now"}
            elif problem.code is ProblemCode.REQUIRED and problem.path in answers:
                raw = _with(raw, problem.path, answers[problem.path])
            else:
                raise error
        return raw


def _with(raw: Raw, path: str, value: object) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {**raw, first: _with(raw.get(first, {}), rest, value) if rest else value}
