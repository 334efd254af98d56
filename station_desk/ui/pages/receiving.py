"""Taking a bundle in, at the district: choose it, look while nothing is written, take it, give the receipt back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from station_desk.desk import exchange_lists, receiving
from station_desk.desk.ports import Desk
from station_desk.desk.receiving import DUPLICATE, Inspection, TakenIn
from station_desk.domain.calendar import show_moment
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line, entries, verbatim
from station_desk.ui.hand_over import HandOver
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.stepper import Step, StepState
from station_desk.ui.stick_picker import StickPicker
from station_desk.ui.texts import error_key

STEPS = (
    Step("file", "take_in.step_file"),
    Step("look", "take_in.step_look"),
    Step("receipt", "take_in.step_receipt"),
)
STATE_WORDS = {"open": "state.open", "final": "state.final", "cancelled": "state.cancelled"}
OUTCOMES = {
    "accepted": "take_in.outcome_good",
    DUPLICATE: "take_in.outcome_known",
    "held": "take_in.outcome_held",
    "refused": "take_in.outcome_refused",
    "fork": "take_in.outcome_fork",
}


@dataclass(frozen=True, slots=True)
class _Looked:
    seen: Inspection
    station: str


class ReceivingPage(HandOver):
    """The place where bundles come in. A refused one writes nothing and says why."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "take_in.title", STEPS, on_top=False)
        self._desk = desk
        self._path: Path | None = None
        self._station = ""
        words = kit.words
        self.file = StickPicker(kit, "take_in.which", "take_in.none", exchange_lists.BUNDLE)
        self.file.picked.connect(self._look)
        self.look = VerbButton(words, "take_in.look", self._look, voice="loud")
        self.add_panel("file", [self.file], [self.look])

        self._outcome = PlainLabel(type_="section")
        self._why = PlainLabel()
        self._code = PlainLabel(type_="small")
        self.seen = FactList(kit)
        self.take = VerbButton(words, "take_in.take", self._take, voice="loud", icons=kit.icons, icon=Icon.DONE)
        self.other = VerbButton(words, "take_in.other", lambda: self.go("file"))
        self.add_panel("look", [self._outcome, self._why, self.seen, self._code], [self.take, self.other], "file")

        self._result = PlainLabel(type_="section")
        self.taken = FactList(kit)
        then = PlainLabel(type_="soft")
        words.tie(then, "take_in.then")
        self.next = VerbButton(words, "take_in.next", lambda: self.go("file"), voice="loud")
        self.add_panel("receipt", [self._result, self.taken, then], [self.next], "file")
        self.finish_panels()

    @property
    def outcome(self) -> str:
        """The sentences about the bundle that is being looked at."""
        return " ".join(filter(None, [self._outcome.text(), self._why.text()]))

    @property
    def result(self) -> str:
        """The sentence about the bundle that was taken in."""
        return self._result.text()

    def _look(self, _: object = None) -> None:
        path = self.file.path
        if path is None:
            self.kit.notices.warn("pick.first_file")
            return
        self._path = path
        self.kit.runner.run(_look, self._desk, path, reads=True, done=self._show, busy=self.look, name="take_in.look")

    def _show(self, looked: _Looked) -> None:
        words, seen = self.kit.words, looked.seen
        self._station = looked.station
        words.tie(self._outcome, OUTCOMES[seen.outcome])
        words.cut(self._why)
        words.cut(self._code)
        self._why.clear()
        self._why.setVisible(seen.error is not None)
        self._code.setVisible(seen.error is not None)
        if seen.error is not None:
            key = error_key(seen.error)
            words.tie(self._why, key, **words.texts.facts_for(key, seen.error.facts))
            words.tie(self._code, "notice.code", code=seen.error.code.value)
        self.seen.show_lines(_lines(looked))
        self.go("look")
        if seen.error is not None:
            self.stepper.set_state("look", StepState.WRONG)
        self.take.setVisible(seen.error is None)
        self.focus_first()

    def _take(self) -> None:
        if self._path is not None:
            self.kit.runner.run(_take_in, self._desk, self._path, done=self._took, busy=self.take, name="take_in.title")

    def _took(self, taken: TakenIn) -> None:
        known = taken.result == DUPLICATE
        self.kit.words.tie(self._result, "take_in.known" if known else "take_in.taken")
        lines = [
            Line("take_in.station", verbatim(self._station)),
            Line("take_in.number", "office.number_is", {"number": taken.seq}),
        ]
        if taken.receipt_path is not None:
            lines.append(Line("take_in.receipt", verbatim(taken.receipt_path.name)))
        self.taken.show_lines(lines)
        self.go("receipt")
        self.all_done()


def _lines(looked: _Looked) -> list[Line]:
    lines, seen = [], looked.seen
    if seen.station:
        lines.append(Line("take_in.station", verbatim(looked.station)))
        lines.append(Line("take_in.number", "office.number_is", {"number": seen.seq}))
        lines.append(Line("take_in.made", verbatim(show_moment(seen.created))))
    for state, count in seen.matters:
        lines.append(entries(STATE_WORDS[state], count))
    if seen.verified and seen.outcome != DUPLICATE:
        named = "take_in.named_some" if seen.named else "take_in.named_none"
        lines.append(Line("take_in.named", named, {"count": seen.named} if seen.named else {}))
    return lines


def _look(desk: Desk, path: Path) -> _Looked:
    seen = receiving.inspect(desk, path)
    name = exchange_lists.station_name(desk, seen.station)
    return _Looked(seen, f"{name} ({seen.station})" if name else seen.station)


def _take_in(desk: Desk, path: Path) -> TakenIn:
    """Take a bundle in and write its receipt beside it, on the same stick."""
    taken = receiving.take_in(desk, path, path.parent)
    exchange_lists.settle()
    return taken
