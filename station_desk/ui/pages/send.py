"""Sending a bundle: check the stick, see what leaves, write, read back, take the stick out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from station_desk.desk import exchange_lists, reading, sending, slips
from station_desk.desk.exchange_lists import Leaving
from station_desk.desk.ports import Desk
from station_desk.desk.sending import Exported
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.buttons import VerbButton
from station_desk.ui.fact_list import FactList, Line, entries, verbatim
from station_desk.ui.hand_over import HandOver
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.pages.slip import SlipPage
from station_desk.ui.stepper import Step
from station_desk.ui.stick_picker import StickPicker

STEPS = (
    Step("stick", "send.step_stick"),
    Step("leaves", "send.step_leaves"),
    Step("write", "send.step_write"),
    Step("read_back", "send.step_read_back"),
    Step("remove", "send.step_remove"),
)


class SendPage(HandOver):
    """The steps of look.md's district screen; writing and reading back are one act of the desk."""

    def __init__(self, kit: Kit, desk: Desk, open_matter: Callable[[str], object]) -> None:
        """`open_matter(record)` opens an entry whose text must be put right before anything may leave."""
        super().__init__(kit, "send.title", STEPS)
        self._desk = desk
        self._open_matter = open_matter
        self._sent = 0
        words = kit.words
        self.stick = StickPicker(kit, "send.where", "pick.no_stick")
        self.stick.picked.connect(self._look)
        self.on = VerbButton(words, "send.on", self._look, voice="loud")
        self.add_panel("stick", [self.stick], [self.on])

        self.leaves = FactList(kit)
        stays = PlainLabel(type_="soft")
        words.tie(stays, "send.stays")
        self.write = VerbButton(words, "send.write", self._write, voice="loud", icons=kit.icons, icon=Icon.STICK)
        other = VerbButton(words, "send.other_stick", lambda: self.go("stick"))
        self.add_panel("leaves", [self.leaves, stays], [self.write, other], "stick")

        writing = PlainLabel()
        words.tie(writing, "send.writing")
        self.add_panel("write", [writing], [])

        self.written = FactList(kit)
        remove = PlainLabel(type_="section")
        words.tie(remove, "send.remove_now")
        then = PlainLabel(type_="soft")
        words.tie(then, "send.then")
        self.finish = VerbButton(words, "send.finish", self.back_wanted.emit, voice="loud")
        self.slip = VerbButton(words, "slip.bundle", self._show_slip)
        self.add_panel("remove", [remove, self.written, then], [self.finish, self.slip])
        self.finish_panels()

    def may_leave(self) -> bool:
        """Stay while the stick is being written."""
        if self.now == "write":
            self.kit.notices.warn("send.wait")
            return False
        return True

    def _look(self, _: object = None) -> None:
        if self.stick.path is None:
            self.kit.notices.warn("pick.first")
            return
        self.kit.runner.run(exchange_lists.leaving, self._desk, reads=True, done=self._show_leaving, busy=self.on)

    def _show_leaving(self, leaving: Leaving) -> None:
        lines = [entries("send.fresh", leaving.fresh)]
        if leaving.files:
            lines.append(entries("send.again", leaving.again))
            lines.append(Line("send.files_again", "office.bundles", {"count": leaving.files}))
        named = "send.named_none" if not leaving.named else "send.named_some"
        lines.append(Line("send.named", named, {"count": leaving.named} if leaving.named else {}))
        self.leaves.show_lines(lines)
        self.go("leaves")

    def _write(self) -> None:
        folder = self.stick.path
        if folder is None:
            self.go("stick")
            return
        self.go("write")
        self.kit.runner.run(
            _export, self._desk, folder, done=self._show_written, failed=self._failed, name="send.title"
        )

    def _show_slip(self) -> None:
        make = partial(slips.print_bundle, self._desk, self._sent)
        self.page_wanted.emit(SlipPage(self.kit, make, f"bundle-{self._sent}.pdf"))

    def _show_written(self, sent: Exported) -> None:
        self._sent = sent.seq
        self.written.show_lines(
            [
                Line("send.number", "office.number_is", {"number": sent.seq}),
                Line("send.file", verbatim(sent.path.name)),
                Line("send.files", "office.bundles", {"count": sent.written}),
                Line("send.fingerprint", verbatim(sent.fingerprint)),
            ]
        )
        self.go("remove")
        self.all_done()

    def _failed(self, error: DeskError) -> bool:
        if error.code is ErrorCode.NOTHING_TO_SEND:
            self.go("stick")
            self.kit.notices.info("error.nothing-to-send")
            return True
        if error.code is ErrorCode.NAMES_HER:
            self.go("leaves")
            token = str(error.facts["token"])
            mend = ("office.open_entry", lambda: self._mend(token))
            self.kit.notices.danger("send.names_her", action=mend, token=token)
            return True
        self.go("stick")
        return False

    def _mend(self, token: str) -> None:
        self.kit.runner.run(reading.find, self._desk, token, reads=True, done=self._open_matter)


def _export(desk: Desk, folder: Path) -> Exported:
    """Write, read back, and have the system put everything on the stick."""
    sent = sending.export(desk, folder)
    exchange_lists.settle()
    return sent
