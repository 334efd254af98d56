"""Joining a station, at the district: its request, the digits it reads out, the approval it gets (FORMAT 11, 12)."""

from __future__ import annotations

from pathlib import Path

from station_desk.desk import enrolling, exchange_lists
from station_desk.desk.enrolling import Enrolled
from station_desk.desk.ports import Desk
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line, verbatim
from station_desk.ui.hand_over import HandOver, SpokenDigits
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.stepper import Step
from station_desk.ui.stick_picker import StickPicker

STEPS = (
    Step("request", "approve.step_request"),
    Step("compare", "approve.step_compare"),
    Step("speak", "approve.step_speak"),
)


class ApprovePage(HandOver):
    """Nothing is pinned before somebody has said that the spoken digits were the same."""

    def __init__(self, kit: Kit, desk: Desk) -> None:
        super().__init__(kit, "approve.title", STEPS)
        self._desk = desk
        self._request: Path | None = None
        words = kit.words
        self.file = StickPicker(kit, "approve.which", "approve.none", exchange_lists.ENROLMENT_REQUEST)
        self.file.picked.connect(self._look)
        self.look = VerbButton(words, "approve.look", self._look, voice="loud")
        self.add_panel("request", [self.file], [self.look])

        self.who = FactList(kit)
        self.their_digits = SpokenDigits(kit, "approve.their_digits")
        compare = PlainLabel()
        words.tie(compare, "approve.compare_about")
        self.same = VerbButton(words, "approve.same", self._approve, voice="loud")
        differ = VerbButton(words, "approve.differ", self._differ)
        self.add_panel("compare", [self.who, self.their_digits, compare], [self.same, differ], "request")

        self.written = FactList(kit)
        self.own_digits = SpokenDigits(kit, "approve.own_digits")
        speak = PlainLabel()
        words.tie(speak, "approve.speak_about")
        self.finish = VerbButton(words, "approve.finish", self.back_wanted.emit, voice="loud")
        self.add_panel("speak", [self.written, self.own_digits, speak], [self.finish])
        self.finish_panels()

    def _look(self, _: object = None) -> None:
        path = self.file.path
        if path is None:
            self.kit.notices.warn("pick.first_file")
            return
        self._request = path
        self.kit.runner.run(enrolling.look_at_request, self._desk, path, done=self._seen, reads=True, busy=self.look)

    def _seen(self, seen: Enrolled) -> None:
        self.who.show_lines([Line("approve.station", verbatim(f"{seen.name} ({seen.code})"))])
        self.their_digits.show_digits(seen.fingerprint)
        self.go("compare")

    def _approve(self) -> None:
        if self._request is not None:
            self.kit.runner.run(
                _approve, self._desk, self._request, done=self._approved, busy=self.same, name="approve.title"
            )

    def _approved(self, approved: Enrolled) -> None:
        if approved.path is not None:
            self.written.show_lines([Line("approve.file", verbatim(approved.path.name))])
        self.own_digits.show_digits(approved.fingerprint)
        self.kit.notices.done("approve.approved", station=approved.name)
        self.go("speak")

    def _differ(self) -> None:
        self.go("request")
        self.kit.notices.warn("approve.differed")


def _approve(desk: Desk, request: Path) -> Enrolled:
    """Write the approval beside the request, on the same stick."""
    approved = enrolling.approve(desk, request, request.parent)
    exchange_lists.settle()
    return approved
