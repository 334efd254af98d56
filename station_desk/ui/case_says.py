"""What the page of a case record says under its questions: why a joint session is shut, what a withdrawal stops.

Owns which question says what; the rules are the domain's, the words the law's files'.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from station_desk.desk.law import consent_stops, gate_rules
from station_desk.domain.case import SESSION, consents
from station_desk.domain.fields import Wording
from station_desk.errors import ProblemCode
from station_desk.ui.case_opening import CaseOpened
from station_desk.ui.field_says import FieldSays
from station_desk.ui.form_model import FormModel
from station_desk.ui.form_view import FormView
from station_desk.ui.kit import Kit
from station_desk.ui.law_points import sourced

WITHDRAWN = "withdrawn_scope"
OPEN_REASONS = "open_reasons"
SESSION_KIND = "kind"
COUNSELLING = "counselling"  # its row of the consent matrix


class CaseSays:
    """Follows one form."""

    def __init__(self, kit: Kit, view: FormView, opened: CaseOpened) -> None:
        self._kit, self._view, self._opened = kit, view, opened
        self._says: dict[str, FieldSays] = {}

    def follow(self, model: FormModel) -> None:
        """Say under each question that is on the screen what its answer calls for now."""
        for id, row in self._view.built_rows.items():
            lines = tuple(self._lines(model, id))
            if lines and id not in self._says:
                self._says[id] = FieldSays(self._kit, row)
                if id == OPEN_REASONS:
                    row.put_under_label(self._says[id])  # read before its rows are filled in
            if id in self._says:
                self._says[id].say(lines)

    def _lines(self, model: FormModel, id: str) -> Iterator[Wording]:
        if id == WITHDRAWN:
            return self._stops(model)
        if id == OPEN_REASONS:
            return self._still_open()
        return chain(self._not_agreed() if id == SESSION_KIND else (), self._why_shut(model, id))

    def _not_agreed(self) -> Iterator[Wording]:
        """Say before a session begins that she has not agreed to counselling: it is hers to ask for, never a duty."""
        opened = self._opened
        if opened.form.id == SESSION and consents(opened.case).get(COUNSELLING) in ("no", "not_now"):
            yield self._kit.words.both("case_entry.no_counselling")

    def _still_open(self) -> Iterator[Wording]:
        """Yield what a closure finds open, in the order in which its rows ask why."""
        if self._opened.still_open:
            yield self._kit.words.both("case_entry.still_open")
        for number, words in enumerate(self._opened.still_open, 1):
            yield Wording(f"{number}. {words.hi}", f"{number}. {words.en}")

    def _why_shut(self, model: FormModel, id: str) -> Iterator[Wording]:
        """Yield the reasons of a closed gate, each with its section, then what may be done instead."""
        problems = model.problems(id).get("", ())
        gate = self._opened.gate
        if gate.open or not any(problem.code is ProblemCode.JOINT_CLOSED for problem in problems):
            return
        reasons = {reason.line.code: reason.line for reason in gate_rules().reasons}
        for code in gate.reasons:
            line = reasons[code]
            where = sourced(self._kit, line, f"gate/{code}" in self._opened.to_verify)
            yield Wording(f"• {line.words.hi} ({where.hi})", f"• {line.words.en} ({where.en})")
        yield self._kit.words.both("case_entry.instead")
        for code in gate.alternatives:
            words = gate_rules().alternatives[code].words
            yield Wording(f"→ {words.hi}", f"→ {words.en}")

    def _stops(self, model: FormModel) -> Iterator[Wording]:
        told = model.cleaned.answers.get(WITHDRAWN)
        rows = [code for code in told if code in consent_stops()] if isinstance(told, list) else []
        if rows:
            yield self._kit.words.both("case_entry.stops")
        for code in rows:
            words = consent_stops()[code]
            yield Wording(f"• {words.hi}", f"• {words.en}")
        if rows:
            yield self._kit.words.both("case_entry.stops_not")
