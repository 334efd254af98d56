"""Joining the district: our request, its approval, digits compared by telephone (FORMAT 11, 12). Owns the steps."""

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
    Step("request", "enrol.step_request"),
    Step("speak", "enrol.step_speak"),
    Step("approval", "enrol.step_approval"),
    Step("compare", "enrol.step_compare"),
)


class EnrolPage(HandOver):
    """Four steps, with days between them if need be: the page goes on where the station stands."""

    def __init__(self, kit: Kit, desk: Desk, asked: str) -> None:
        """`asked` is the fingerprint of a request that was written before, or ""."""
        super().__init__(kit, "enrol.title", STEPS)
        self._desk = desk
        self._approval: Path | None = None
        words = kit.words
        self.stick = StickPicker(kit, "enrol.where", "pick.no_stick")
        self.stick.picked.connect(self._write)
        self.ask = VerbButton(words, "enrol.write_request", self._write, voice="loud")
        self.add_panel("request", [_text(kit, "enrol.request_about"), self.stick], [self.ask])

        self.own_digits = SpokenDigits(kit, "enrol.own_digits")
        self._file = FactList(kit)
        self.spoken = VerbButton(words, "enrol.spoken", lambda: self.go("approval"), voice="loud")
        again = VerbButton(words, "enrol.write_again", lambda: self.go("request"))
        self.add_panel(
            "speak", [self._file, self.own_digits, _text(kit, "enrol.speak_about")], [self.spoken, again], "request"
        )

        self.file = StickPicker(kit, "enrol.which", "enrol.no_approval", exchange_lists.ENROLMENT_APPROVAL)
        self.file.picked.connect(self._look)
        self.look = VerbButton(words, "enrol.look", self._look, voice="loud")
        self.add_panel("approval", [_text(kit, "enrol.approval_about"), self.file], [self.look], "speak")

        self._who = FactList(kit)
        self.their_digits = SpokenDigits(kit, "enrol.their_digits")
        self.same = VerbButton(words, "enrol.same", self._accept, voice="loud")
        differ = VerbButton(words, "enrol.differ", self._differ)
        self.add_panel(
            "compare",
            [self._who, self.their_digits, _text(kit, "enrol.compare_about")],
            [self.same, differ],
            "approval",
        )
        self.finish_panels()
        if asked:
            self.own_digits.show_digits(asked)
            self.go("speak")

    def _write(self, _: object = None) -> None:
        folder = self.stick.path
        if folder is None:
            self.kit.notices.warn("pick.first")
            return
        self.kit.runner.run(_request, self._desk, folder, done=self._written, busy=self.ask, name="enrol.write_request")

    def _written(self, asked: Enrolled) -> None:
        if asked.path is not None:
            self._file.show_lines([Line("enrol.file", verbatim(asked.path.name))])
        self.own_digits.show_digits(asked.fingerprint)
        self.kit.notices.done("enrol.request_written")
        self.go("speak")

    def _look(self, _: object = None) -> None:
        path = self.file.path
        if path is None:
            self.kit.notices.warn("pick.first_file")
            return
        self._approval = path
        self.kit.runner.run(enrolling.look_at_approval, self._desk, path, done=self._seen, reads=True, busy=self.look)

    def _seen(self, seen: Enrolled) -> None:
        self._who.show_lines([Line("enrol.district", verbatim(f"{seen.name} ({seen.code})"))])
        self.their_digits.show_digits(seen.fingerprint)
        self.go("compare")

    def _accept(self) -> None:
        if self._approval is not None:
            self.kit.runner.run(
                enrolling.accept_approval, self._desk, self._approval, done=self._accepted, busy=self.same
            )

    def _accepted(self, seen: Enrolled) -> None:
        self.all_done()
        self.back_wanted.emit()
        self.kit.notices.done("enrol.accepted", district=seen.name)

    def _differ(self) -> None:
        self.go("approval")
        self.kit.notices.warn("enrol.differed")


def _text(kit: Kit, said: str) -> PlainLabel:
    label = PlainLabel()
    kit.words.tie(label, said)
    return label


def _request(desk: Desk, folder: Path) -> Enrolled:
    asked = enrolling.request(desk, folder)
    exchange_lists.settle()
    return asked
