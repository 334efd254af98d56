"""The window's composition root: puts machine, look, desk and pages together, signs people in and out.

Owns the life of one sitting: setting up or signing in, the places, the foot line, the lock. Locking saves what is being
typed, leaves the desk and replaces the process, so that no memory that held plaintext lives on. Holds no rule of an
office.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from station_desk import VERSION
from station_desk.desk import exchange_lists, office, reading
from station_desk.desk.exchange_lists import Standing
from station_desk.desk.ports import Desk
from station_desk.desk.reading import PersonRow
from station_desk.desk.recording import Draft
from station_desk.domain.calendar import parse_moment
from station_desk.domain.fields import Wording
from station_desk.errors import DeskError
from station_desk.host.clock import ticks_through_sleep
from station_desk.host.diagnostics import crashes_noted, note, note_crash, start_notes, stop_notes
from station_desk.host.drives import read_file, write_file
from station_desk.host.guard import guard_process
from station_desk.host.paths import default_data_dir, make_private_dir, read_resource, resources_dir
from station_desk.host.spool import Spool
from station_desk.ui.file_dialogs import forget_history, keep_history_in
from station_desk.ui.foot_line import Safety
from station_desk.ui.icons import Icon
from station_desk.ui.idle_lock import IdleLock
from station_desk.ui.kit import Kit, make_kit
from station_desk.ui.main_window import MainWindow
from station_desk.ui.page import Page
from station_desk.ui.pages.district import DistrictPage
from station_desk.ui.pages.intake import KEYS, IntakePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.matters import MattersPage
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.receiving import ReceivingPage
from station_desk.ui.pages.register import RegisterPage
from station_desk.ui.pages.sign_in import SignInPage
from station_desk.ui.pages.stations import StationsPage
from station_desk.ui.pages.today import TodayPage
from station_desk.ui.pages.wizard import WizardPage
from station_desk.ui.remembered import FILE, LIMIT, Remembered, read_remembered
from station_desk.ui.texts import LANGUAGES, Fact
from station_desk.ui.theme import Shade

FOOT_EVERY_MS = 60_000
LOCK_WAITS_MS = 15_000  # for what is still being written; the store is whole whenever the process ends
OWN_KIND = ("थाना", "कोतवाली", "thana", "kotwali")  # names that need no "थाना" before them


class App(QObject):
    """One window on one office folder."""

    def __init__(self, kit: Kit, folder: Path, remembered: Remembered, restart: Callable[[], object]) -> None:
        """`restart` replaces the process by a new one; it is the last thing that is called."""
        super().__init__()
        self.kit = kit
        self.desk: Desk | None = None
        self._folder = folder
        self._remembered = self._on_disk = remembered
        self._restart = restart
        self._leaving: Callable[[], object] | None = None
        self.window = MainWindow(kit)
        self.idle = IdleLock(self.lock, ticks_through_sleep)
        self._foot = QTimer(self)
        self._foot.setInterval(FOOT_EVERY_MS)
        self._foot.timeout.connect(self._read_foot)
        self.window.set_close_guard(self._may_close)
        self.window.lock_wanted.connect(self.lock)
        self.window.look_changed.connect(self._keep_look)
        kit.words.changed.connect(self._keep_language)
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
        """Open the places of the office for the person who signed in."""
        self.desk = desk
        keep_history_in(Spool(self._folder).folder)
        person = " ".join(filter(None, (desk.person.rank, desk.person.name)))
        self.window.set_head(
            _office_name(self.kit, desk), Wording(person, person), desk.today(), practice=desk.office.practice
        )
        if desk.office.kind == "station":
            self._open_station(desk)
        else:
            self._open_district(desk)
        self.window.open_place(self.window.places.keys[0])
        self.idle.start()
        self._foot.start()
        self._read_foot()
        self._read_names()

    def lock(self) -> None:
        """Cover the screen, save what is being typed, leave the desk, begin anew with signing in."""
        if self.desk is None or self._leaving is not None:
            return
        if not self.window.cover.covered:
            self.window.cover.toggle()
        self._leave(self._restart)

    # The first pages

    def _show_sign_in(self) -> None:
        try:
            signers = len(office.signers(self._folder))
        except DeskError as error:  # a missing or damaged key file is said on the page, not instead of it
            signers = 1
            self._open_sign_in(signers)
            self.kit.notices.refuse(error)
        else:
            self._open_sign_in(signers)

    def _open_sign_in(self, signers: int) -> None:
        page = SignInPage(self.kit, self._folder, signers, self._remembered.names)
        page.opened.connect(self.sit_down)
        self.window.show_alone(page)

    def _made(self) -> None:
        self._remember(self._remembered)  # the language chosen while there was no folder yet
        self._show_sign_in()
        self.kit.notices.done("wizard.made")

    # The places

    def _open_station(self, desk: Desk) -> None:
        kit, window = self.kit, self.window
        window.add_place("today", "place.today", Icon.TODAY, lambda: self._today(desk))
        window.add_place("matters", "place.matters", Icon.CASES, lambda: MattersPage(kit, desk))
        window.add_place(
            "register", "place.register", Icon.REGISTER, lambda: RegisterPage(kit, desk, self._open_matter)
        )
        window.add_place(
            "district", "place.district", Icon.DISTRICT, lambda: DistrictPage(kit, desk, self._open_matter)
        )

        window.head.search.returnPressed.connect(self._search)
        window.keys.add("Ctrl+N", "today.new_plain", self._new_entry)
        for key, meaning in KEYS:
            window.keys.tell(key, meaning)

    def _open_district(self, desk: Desk) -> None:
        kit, window = self.kit, self.window
        window.head.searches = False
        window.add_place("stations", "place.stations", Icon.DISTRICT, lambda: StationsPage(kit, desk, self._people))
        window.add_place("take_in", "place.take_in", Icon.STICK, lambda: ReceivingPage(kit, desk))

    def _today(self, desk: Desk) -> Page:
        return TodayPage(self.kit, desk, self._new_entry, self._open_draft, self._people)

    def _new_entry(self) -> None:
        if self.desk is not None and self.window.open_place("today"):
            self.window.open_page(IntakePage(self.kit, self.desk))

    def _open_draft(self, draft: Draft) -> None:
        if self.desk is not None:
            self.window.open_page(IntakePage(self.kit, self.desk, draft=draft))

    def _open_matter(self, record: str) -> None:
        if self.desk is not None:
            self.window.open_page(MatterPage(self.kit, self.desk, record))

    def _search(self) -> None:
        """Look for what was typed at the head of the window; it moves to the search line of the list."""
        search = self.window.head.search
        if self.window.open_place("matters") and isinstance(self.window.page, MattersPage):
            self.window.page.search_for(search.text())
            search.clear()
            self.window.page.search.setFocus()

    def _people(self) -> None:
        if self.desk is not None:
            self.window.open_page(PeoplePage(self.kit, self.desk))

    # The foot line and what is remembered

    def _hear(self, topics: frozenset[str]) -> None:
        self._read_foot()
        if "people" in topics:
            self._read_names()

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
        self._remember(
            replace(self._remembered, names={one.id: " ".join(filter(None, (one.rank, one.name))) for one in several})
        )

    def _keep_language(self) -> None:
        self._remember(replace(self._remembered, language=self.kit.words.language))

    def _keep_look(self, shade: Shade, scale: int) -> None:
        self._remember(replace(self._remembered, shade=shade, scale=scale))

    def _remember(self, remembered: Remembered) -> None:
        self._remembered = remembered
        if remembered != self._on_disk and office.exists(self._folder):
            self._on_disk = remembered
            # A disk that does not take it is no trouble: the usual look comes back at the next start.
            self.kit.runner.run(write_file, self._folder / FILE, remembered.to_bytes(), failed=lambda _: True)

    # Leaving

    def _may_close(self) -> bool:
        """Close at once when nobody is signed in; else leave the desk first and close then."""
        if self.desk is None:
            return True
        if self._leaving is None and all(page.may_leave() for page in self.window.pages):
            self._leave(self.window.close)
        return False

    def _leave(self, then: Callable[[], object]) -> None:
        self._leaving = then
        self.idle.stop()
        self._foot.stop()
        for page in self.window.pages:
            page.keep()
        self.window.forget_pages()
        QTimer.singleShot(LOCK_WAITS_MS, self._gone)
        if self.kit.runner.busy:
            self.kit.runner.idle.connect(self._leave_desk, Qt.ConnectionType.SingleShotConnection)
        else:
            self._leave_desk()

    def _leave_desk(self) -> None:
        if self.desk is not None:
            self.kit.runner.run(office.leave, self.desk, done=lambda _: self._gone(), failed=lambda _: self._gone())

    def _gone(self) -> bool:
        then, self._leaving = self._leaving, None
        self.desk = None
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
