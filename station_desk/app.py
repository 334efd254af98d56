"""The window's composition root: puts machine, look, desk and pages together, seats people and lets them go.

Owns the life of a sitting: setting up, signing in, cover, switch, lock. Covering hides and keeps everything; switching
drops one person's keys and pages and keeps the office open; locking saves what is being typed, leaves the desk and
replaces the process, so that no memory that held plaintext lives on. Holds no rule of an office.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from station_desk import VERSION
from station_desk.desk import exchange_lists, keeping, office, reading, recording
from station_desk.desk.exchange_lists import Standing
from station_desk.desk.ports import Desk, Room
from station_desk.desk.reading import PersonRow
from station_desk.desk.recording import Draft
from station_desk.domain.calendar import parse_moment
from station_desk.domain.fields import Wording
from station_desk.domain.roles import Right
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.clock import slept, ticks_through_sleep
from station_desk.host.diagnostics import crashes_noted, note, note_crash, start_notes, stop_notes
from station_desk.host.drives import read_file, write_file
from station_desk.host.guard import guard_process
from station_desk.host.paths import default_data_dir, make_private_dir, read_resource, resources_dir
from station_desk.host.spool import Spool
from station_desk.ui.cover_sheet import Back
from station_desk.ui.dialogs.pin import PinDialog
from station_desk.ui.file_dialogs import forget_history, keep_history_in
from station_desk.ui.foot_line import Safety
from station_desk.ui.idle_lock import IdleLock
from station_desk.ui.kit import Kit, make_kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.notices import ask
from station_desk.ui.office_places import OfficePlaces
from station_desk.ui.own_clipboard import OwnClipboard
from station_desk.ui.pages.recover import RecoverPage
from station_desk.ui.pages.sign_in import SignInPage
from station_desk.ui.pages.switch import SwitchPage
from station_desk.ui.pages.wizard import WizardPage
from station_desk.ui.person_fields import called
from station_desk.ui.remembered import FILE, LIMIT, Remembered, read_remembered
from station_desk.ui.soundness import Soundness
from station_desk.ui.texts import LANGUAGES, Fact
from station_desk.ui.theme import Shade

FOOT_EVERY_MS = 60_000
LOCK_WAITS_MS = 15_000  # for what is still being written; the store is whole whenever the process ends
OWN_KIND = ("थाना", "कोतवाली", "thana", "kotwali")  # names that need no "थाना" before them


class App(QObject):
    """One window on one office folder.

    `desk` is the person at the desk, None before and between; `room` the open office, also while nobody sits at it.
    """

    def __init__(self, kit: Kit, folder: Path, remembered: Remembered, restart: Callable[[], object]) -> None:
        """`restart` replaces the process by a new one; it is the last thing that is called."""
        super().__init__()
        self.kit = kit
        self.desk: Desk | None = None
        self.room: Room | None = None
        self.places: OfficePlaces | None = None
        self._folder = folder
        self._remembered = self._on_disk = remembered
        self._restart = restart
        self._leaving: Callable[[], object] | None = None
        self._pin_offered: set[str] = set()
        self.window = MainWindow(kit)
        self.soundness = Soundness(self.window, self._open_check)
        self.clipboard = OwnClipboard()
        self._before = self.window.before
        kit.idle_minutes.choose(remembered.idle_minutes)
        self.idle = IdleLock(self._idle_over, ticks_through_sleep, slept, minutes=kit.idle_minutes.now)
        self._foot = QTimer(self)
        self._foot.setInterval(FOOT_EVERY_MS)
        self._foot.timeout.connect(self._look_again)
        self.window.set_close_guard(self._may_close)
        self.window.lock_wanted.connect(self.lock)
        self.window.switch_wanted.connect(self.switch)
        self.window.shift_over.connect(self.end_shift)
        self.window.look_changed.connect(self._keep_look)
        self.window.cover.ask_back(self._way_back)
        self.window.cover.pin_given.connect(self._check_pin)
        self.window.cover.toggled.connect(self._offer_pin)
        kit.words.changed.connect(self._keep_language)
        kit.idle_minutes.changed.connect(self._keep_minutes)
        kit.runner.changed.connect(self._hear)
        kit.runner.refused.connect(_note_refusal)

    def start(self) -> None:
        """Show the first page: setting up where there is no office yet, else signing in."""
        if office.exists(self._folder):
            self._show_sign_in()
        else:
            wizard = WizardPage(self.kit, self._folder)
            wizard.made.connect(self._made)
            self.window.show_alone(wizard)

    def sit_down(self, desk: Desk) -> None:
        """Open the places of the office for the person who signed in, as far as their rights go."""
        self.desk, self.room = desk, desk.room
        keep_history_in(Spool(self._folder).folder)
        person = called(desk.person)
        self.window.set_head(
            _office_name(self.kit, desk), Wording(person, person), desk.today(), practice=desk.office.practice
        )
        self.idle.start()
        self._read_rights()

    def switch(self) -> None:
        """Let somebody else sit down: what is being typed is kept, this person's keys and pages are dropped."""
        desk = self.desk
        if desk is None or self._leaving is not None or self._before.busy:
            return
        if all(page.may_leave() for page in self.window.pages):
            then = partial(self._step_aside, desk)
            self._before.leave(self.window.pages, then, "leave.not_switched", "leave.switch_anyway")

    def _step_aside(self, desk: Desk) -> None:
        """Drop the person's keys and pages; everything typed is in the store by now, or was given up."""
        self._get_up()
        page = SwitchPage(self.kit)
        page.opened.connect(self.sit_down)
        page.lock_wanted.connect(self.lock)
        self.window.set_head(_office_name(self.kit, desk), None, desk.today(), practice=desk.office.practice)
        self.window.show_alone(page)
        self.kit.runner.run(
            office.step_aside, desk, done=page.seat, failed=partial(self._not_told, page, desk.room), busy=page
        )

    def end_shift(self) -> None:
        """Lock, after saying what is still open."""
        if self.desk is not None and self._leaving is None:
            self.kit.runner.run(recording.drafts, self.desk, reads=True, done=self._ask_over)

    def lock(self) -> None:
        """Cover the screen, save what is being typed, leave the desk, begin anew with signing in."""
        if self.room is None:
            self._clear_door()
            return
        if self._leaving is not None:
            return
        self.window.cover.shut()
        self.kit.runner.cancel()
        self._before.hold(self.window.pages, partial(self._leave, self._restart), self._hold_unsaved)

    # The first pages

    def _show_sign_in(self) -> None:
        self.idle.stop()
        trouble: DeskError | None = None
        try:
            signers = len(office.signers(self._folder))
        except DeskError as error:  # a missing or damaged key file is said on the page, not instead of it
            signers, trouble = len(self._remembered.names) or 1, error
        page = SignInPage(self.kit, self._folder, signers, self._remembered.names)
        page.opened.connect(self.sit_down)
        page.sheets_wanted.connect(self._show_recover)
        self.window.show_alone(page)
        if trouble is not None:
            page.say_trouble(trouble)

    def _clear_door(self) -> None:
        """Let no digits of a recovery sheet stand at a door that nobody attends."""
        if isinstance(self.window.page, RecoverPage):
            self.window.page.forget()
            self._show_sign_in()

    def _show_recover(self) -> None:
        page = RecoverPage(self.kit, self._folder)
        page.opened.connect(self.sit_down)
        page.given_up.connect(self._show_sign_in)
        self.window.show_alone(page)
        self.idle.start()

    def _made(self) -> None:
        self._remember(self._remembered)  # the language chosen while there was no folder yet
        self._show_sign_in()
        self.kit.notices.done("wizard.made")

    # The places

    def _read_rights(self) -> None:
        desk = self.desk
        if desk is not None and self._leaving is None:
            self.kit.runner.run(desk.rights, reads=True, done=partial(self._settle, desk))

    def _settle(self, desk: Desk, rights: frozenset[Right]) -> None:
        """Show the places of these rights; the first time, begin the sitting."""
        if self.desk is not desk or self._leaving is not None:
            return
        if self.places is not None:
            self.places.settle(rights)
            return
        self.places = OfficePlaces(self.window, desk, self.end_shift)
        self.places.settle(rights)
        self._foot.start()
        self._read_foot()
        self._read_names()
        self.soundness.begin(desk, rights)

    def _open_check(self) -> None:
        if self.places is not None:
            self.places.open_check()

    # The cover

    def _way_back(self) -> Back:
        if self.desk is None:
            return Back.KEY
        return Back.PIN if office.has_pin(self.desk) else Back.KEY_OF_ANYBODY

    def _check_pin(self, pin: str) -> None:
        if self.desk is not None and self._leaving is None:
            self.kit.runner.run(
                office.check_pin, self.desk, pin, reads=True, done=self._uncover, failed=self._refuse_pin
            )

    def _uncover(self, _: None) -> None:
        if self._leaving is not None or (self._before.busy and not self._before.refused):
            return
        self.window.cover.uncover()
        if self._before.refused:
            self._before.stop()
            self._before.ask("leave.not_locked", "leave.lock_anyway", partial(self._leave, self._restart))

    def _refuse_pin(self, error: DeskError) -> bool:
        if error.code is ErrorCode.PIN_SPENT:
            self.lock()
            return True
        return self.window.cover.refuse(error)

    def _offer_pin(self, covered: bool) -> None:
        """Offer a PIN to whoever came back without one, once in a sitting."""
        desk = self.desk
        if covered or desk is None or office.has_pin(desk) or desk.person.id in self._pin_offered:
            return
        self._pin_offered.add(desk.person.id)
        self.kit.notices.info("pin.offer", action=("safety.set_pin", self._set_pin))

    def _set_pin(self) -> None:
        if self.desk is not None:
            PinDialog(self.window, self.kit, self.desk).open()

    # The foot line and what is remembered

    def _hear(self, topics: frozenset[str]) -> None:
        self._read_foot()
        if keeping.CLOCK in topics:
            self._tell_day()
        if "people" in topics:
            self._read_rights()
            self._read_names()

    def _look_again(self) -> None:
        """Once a minute: the foot line, powers that ended by themselves, the clock, whether a signed head is due."""
        self._tell_day()
        self._read_foot()
        self._read_rights()
        self.soundness.look()
        self._sign_head()

    def _tell_day(self) -> None:
        if self.desk is not None:
            self.window.head.say_day(self.desk.today())

    def _sign_head(self) -> None:
        """Have a head of the log signed when many lines have come since the last one."""
        desk = self.desk
        if desk is None or self._leaving is not None or desk.office.kind != "station":
            return
        if not desk.room.standing.findings:
            # A disk that does not take it says so at the next entry; nobody has asked for anything here.
            self.kit.runner.run(keeping.checkpoint, desk, keeping.STRIDE, failed=_note_quietly)

    def _read_foot(self) -> None:
        desk = self.desk
        if desk is not None and self._leaving is None and desk.office.kind == "station":
            self.kit.runner.run(exchange_lists.standing, desk, reads=True, done=self._show_foot)

    def _show_foot(self, standing: Standing) -> None:
        self.window.set_foot(
            Safety(
                now=parse_moment(standing.now),
                draft_at=standing.draft_at,
                keeps_backups=False,
                receipt_at=standing.receipt_at,
                receipt_late=standing.receipt_late,
                unwitnessed=standing.unwitnessed,
            )
        )

    def _read_names(self) -> None:
        if self.desk is not None:
            self.kit.runner.run(reading.people, self.desk, reads=True, done=self._keep_names)

    def _keep_names(self, people: list[PersonRow]) -> None:
        signing = [person for person in people if person.signs_in]
        several = signing if len(signing) > 1 else []
        self._remember(replace(self._remembered, names={one.id: called(one) for one in several}))

    def _keep_language(self) -> None:
        self._remember(replace(self._remembered, language=self.kit.words.language))

    def _keep_look(self, shade: Shade, scale: int) -> None:
        self._remember(replace(self._remembered, shade=shade, scale=scale))

    def _keep_minutes(self, minutes: int) -> None:
        self.idle.set_minutes(minutes)
        self._remember(replace(self._remembered, idle_minutes=minutes))

    def _remember(self, remembered: Remembered) -> None:
        self._remembered = remembered
        if remembered != self._on_disk and office.exists(self._folder):
            self._on_disk = remembered
            # A disk that does not take it is no trouble: the usual look comes back at the next start.
            self.kit.runner.run(write_file, self._folder / FILE, remembered.to_bytes(), failed=lambda _: True)

    # Leaving

    def _ask_over(self, drafts: list[Draft]) -> None:
        """Ask before the lock at the end of a shift; the number says what waits for the next one."""
        said = "over.drafts" if drafts else "over.nothing"
        ask(self.window, self.kit.words, self.kit.icons, said, "over.lock", self.lock, grave=False, count=len(drafts))

    def _not_told(self, page: SwitchPage, room: Room, error: DeskError) -> bool:
        """Go on without the line that tells of the stepping aside: the keys are gone all the same."""
        self.kit.notices.refuse(error)
        page.seat(room)
        return True

    def _get_up(self) -> None:
        """End a person's part of the sitting: their drafts are kept, their pages and what they copied forgotten."""
        self.desk = None
        self._foot.stop()
        self.soundness.end()
        for page in self.window.pages:
            page.keep()
            if page.safe:
                page.left()
        self.window.forget_pages()
        self.window.set_foot(None)
        if self.places is not None:
            self.places.leave()
            self.places = None
        self.clipboard.forget()
        forget_history()

    def _may_close(self) -> bool:
        """Close at once when no office is open; else leave it first and close then."""
        if self.room is None:
            return True
        if self._leaving is None and not self._before.busy and all(page.may_leave() for page in self.window.pages):
            self.kit.runner.cancel()
            then = partial(self._leave, self.window.close)
            self._before.leave(self.window.pages, then, "leave.not_closed", "leave.close_anyway")
        return False

    def _hold_unsaved(self) -> None:
        """Stay covered while what was typed is not in the store, and count the idle minutes a second time."""
        note("lock-unsaved")
        self.window.cover.hold_unsaved(by_pin=self.desk is not None and office.has_pin(self.desk))
        self.idle.start()

    def _idle_over(self) -> None:
        """Lock; when the minutes run out a second time, also without what could not be saved: security first."""
        if not self._before.refused:
            self.lock()
        elif self.idle.over:
            note("lock-lost-draft")
            self._before.stop()
            self.window.cover.shut()
            self._leave(self._restart)
        else:
            self.idle.start()

    def _leave(self, then: Callable[[], object]) -> None:
        if self._leaving is not None:
            return
        self._before.stop()
        self._leaving = then
        desk = self.desk
        self.idle.stop()
        self._get_up()
        QTimer.singleShot(LOCK_WAITS_MS, self._gone)
        leave = partial(self._leave_desk, desk)
        if self.kit.runner.busy:
            self.kit.runner.idle.connect(leave, Qt.ConnectionType.SingleShotConnection)
        else:
            leave()

    def _leave_desk(self, desk: Desk | None) -> None:
        act, at = (office.leave, desk) if desk is not None else (office.close_room, self.room)
        self.kit.runner.run(act, at, done=lambda _: self._gone(), failed=lambda _: self._gone())

    def _gone(self) -> bool:
        then, self._leaving = self._leaving, None
        self.room = None
        if then is not None:
            then()
        return True


def _office_name(kit: Kit, desk: Desk) -> Wording:
    name = desk.office.name

    def say(language: str, **facts: Fact) -> str:
        if desk.office.kind == "district":
            key = "office.head_district"
        else:
            own = any(word in name.casefold() for word in OWN_KIND)
            key = "office.head_own" if own else "office.head_station"
        return kit.words.texts.say(key, "hi" if language == "hi" else "en", **facts)

    return Wording(say("hi", name=name), say("en", name=name))


def _note_refusal(error: DeskError) -> None:
    note("refused", code=error.code.value)


def _note_quietly(error: DeskError) -> bool:
    _note_refusal(error)
    return True


def main(given: Sequence[str] | None = None) -> int:
    """Open the window and return the exit status."""
    guard_process()
    arguments = _parser().parse_args(given)
    folder: Path = arguments.data or default_data_dir()
    remembered = _read_remembered(folder)
    application = QApplication([sys.argv[0]])
    application.setApplicationName("station-desk")
    application.setApplicationVersion(VERSION)
    notes = None
    with suppress(DeskError):  # a disk that takes no notes may still be read; the page says what is wrong with it
        make_private_dir(folder)
        notes = start_notes(folder)
    kit = make_kit(
        read_resource,
        str(resources_dir() / "theme"),
        note_crash,
        arguments.lang or remembered.language,
        remembered.shade,
        remembered.scale,
    )
    with crashes_noted(kit.runner.broke.emit):
        app = App(kit, folder, remembered, lambda: _begin_anew(folder, kit.words.language))
        app.start()
        app.window.showMaximized()
        status = application.exec()
        kit.runner.close()
    forget_history()
    if notes is not None:
        stop_notes(notes)
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="station-desk-window", description="The window of a Mission Shakti Kendra. / मिशन शक्ति केन्द्र की खिड़की।"
    )
    parser.add_argument("--version", action="version", version=f"station-desk {VERSION}")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the office's data folder")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the screen; else the one used last")
    return parser


def _read_remembered(folder: Path) -> Remembered:
    try:
        return read_remembered(read_file(folder / FILE, LIMIT))
    except DeskError:
        return Remembered()


def _begin_anew(folder: Path, language: str) -> None:
    """Replace this process by a new one that has seen no password and no record."""
    forget_history()
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "station_desk"]
    command = [*program, "--data", str(folder), "--lang", language]
    if sys.platform == "win32":
        subprocess.Popen(command)  # noqa: S603 - our own program
        QApplication.quit()
    else:
        os.execv(command[0], command)  # noqa: S606 - our own program, and the end of this process
