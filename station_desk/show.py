"""The demonstration: a played day, its papers as pictures, and the window's screens in both languages.

Owns what stands under `out/` and the order it is made in. Everything in it comes from a practice office.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget

from station_desk.app import App
from station_desk.desk import casework, office, people, reading, registers, sealing
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import INDIA
from station_desk.domain.case import Case
from station_desk.domain.roles import Role
from station_desk.errors import DeskError
from station_desk.host.diagnostics import note_crash
from station_desk.host.drives import read_file, write_file
from station_desk.host.guard import guard_process
from station_desk.host.paths import make_private_dir, read_resource, resources_dir
from station_desk.rehearsal import play
from station_desk.ui.kit import Kit, make_kit
from station_desk.ui.page import Page
from station_desk.ui.pages.clock_board import ClockBoardPage
from station_desk.ui.pages.intake import IntakePage
from station_desk.ui.pages.integrity import IntegrityPage
from station_desk.ui.pages.joint_gate import JointGatePage
from station_desk.ui.pages.matter import MatterPage
from station_desk.ui.pages.notes import OpenedNotesPage, WriteNotePage
from station_desk.ui.pages.people import PeoplePage
from station_desk.ui.pages.read_log import ReadLogPage
from station_desk.ui.pages.recover import RecoverPage
from station_desk.ui.pages.recovery import RecoveryPage
from station_desk.ui.pages.sources import SourcesPage
from station_desk.ui.pages.switch import SwitchPage
from station_desk.ui.remembered import Remembered
from station_desk.ui.texts import LANGUAGES

DAY = "demo/day-at-the-station.json"
MARK = "made-by-station-desk.txt"
WIDTH, HEIGHT = 1366, 768
EVENING = datetime(2026, 10, 13, 21, 0, tzinfo=INDIA)
PAPER_DPI = 110
PAPER_LIMIT = 32 << 20


def main(given: Sequence[str] | None = None) -> int:
    """Make the demonstration and print what each file is."""
    guard_process()
    parser = argparse.ArgumentParser(prog="station_desk.show", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("out"), metavar="DIR")
    out: Path = parser.parse_args(given).out
    try:
        return show(out)
    except DeskError as error:
        print(error, file=sys.stderr)
        return 1


def show(out: Path) -> int:
    """Play the day into `out`, draw papers and screens, print the list."""
    _clear(out)
    print(f"Playing a day at a practice station into {out}/ …", flush=True)
    played = play.play_day(resources_dir() / DAY, out)
    for line in played.report():
        print(line if len(line) < 100 or line.startswith(("bundle", "paper")) else line[:97] + "…")
    made = [(path, "the daily register as PDF") for path in played.papers]
    made += [(path, "a page of the register") for path in _pages(played.papers[0])]
    made += [(path, _what(path)) for path in sorted((out / play.STICK).iterdir())]
    made += list(_screens(out))
    print("\nMade:")
    for path, what in made:
        print(f"  {path}  {what}")
    print(f"\nThe practice offices: {out / play.STATION}, {out / play.DISTRICT}. Their password: {play.PASSPHRASE}")
    return 1 if played.failed else 0


def _clear(out: Path) -> None:
    """Empty a folder that an earlier demonstration made; any other that is not empty is left alone."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise SystemExit(f"{out}/ holds other files; name an empty folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    make_private_dir(out)
    write_file(out / MARK, b"Invented persons only. This folder is made anew by each demonstration.\n")


def _pages(paper: Path) -> Iterator[Path]:
    pdf = read_file(paper, PAPER_LIMIT)
    for page in range(registers.page_count(pdf)):
        path = paper.with_name(f"{paper.stem}-page{page + 1}.png")
        write_file(path, registers.picture_png(pdf, page, PAPER_DPI))
        yield path


def _what(path: Path) -> str:
    return {
        ".sdb": "a sealed and signed bundle",
        ".sdr": "the district's signed receipt",
        ".sde": "the station's enrolment request",
        ".sda": "the district's approval",
    }.get(path.suffix, "")


def _screens(out: Path) -> Iterator[tuple[Path, str]]:
    """Draw the main screens of station and district, in Hindi and English."""
    qInstallMessageHandler(_tell)
    application = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(application, QApplication)
    for language in LANGUAGES:
        folder = out / "screens" / language
        make_private_dir(folder)
        kit = make_kit(read_resource, str(resources_dir() / "theme"), note_crash, language)
        camera = _Camera(folder, kit)
        with _window(kit, out / "nothing-yet") as app:
            app.start()
            yield camera.take(app, "01-set-up", "setting up an office")
        with _window(kit, out / play.STATION) as app:
            app.start()
            yield camera.take(app, "02-sign-in", "signing in")
            app.window.show_alone(RecoverPage(kit, out / play.STATION))
            yield camera.take(app, "03-recover", "coming in with two recovery sheets")
        yield from _places(camera, out / play.STATION, "1")
        yield from _counsellor(camera, out / play.STATION)
        yield from _places(camera, out / play.DISTRICT, "4")
    shutil.rmtree(out / "nothing-yet", ignore_errors=True)


def _tell(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:  # noqa: ARG001
    """Pass Qt's words on, but for what it says of every window on a machine without a display."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)


def _places(camera: _Camera, folder: Path, number: str) -> Iterator[tuple[Path, str]]:
    head = office.signers(folder)[0]  # who made the office
    with office.at_desk(folder, play.PASSPHRASE, head, EVENING) as desk, _window(camera.kit, folder) as app:
        app.sit_down(desk)
        camera.kit.runner.drain()
        for count, key in enumerate(app.window.places.keys):
            app.window.open_place(key)
            yield camera.take(app, f"{number}{count}-{desk.office.kind}-{key}", f"{desk.office.name}: {key}")
        if desk.office.kind == "station":
            for place, name, page in _station_pages(app, desk):
                app.window.open_place(place)
                app.window.open_page(page)
                yield camera.take(app, name, name[3:].replace("-", " "))
            yield _breaking_the_seal(camera, app, desk)
            app.window.cover.cover()
            yield camera.take(app, "22-covered", "covered")
            app.window.cover.uncover()
            switch = SwitchPage(camera.kit)
            app.window.show_alone(switch)
            switch.seat(desk.room)
            yield camera.take(app, "23-switch", "somebody else sits down")


def _station_pages(app: App, desk: Desk) -> list[tuple[str, str, Page]]:
    """Name the pages of a station that are no place of their own, with the place they are reached from."""
    rows = reading.matters(desk)
    open_matter = next(item.row.record for item in rows if item.row.confidentiality == "open")
    case = _busiest(desk, [item.row.record for item in rows if not item.sealed])
    return [
        ("today", "20-new-entry", IntakePage(app.kit, desk)),
        ("matters", "21-a-matter", MatterPage(app.kit, desk, open_matter)),
        ("matters", "31-a-case", MatterPage(app.kit, desk, case.matter)),
        ("matters", "32-clock-board", ClockBoardPage(app.kit, desk, case.matter, case.token)),
        ("matters", "33-both-sides-together", JointGatePage(app.kit, desk, case.matter)),
        ("safety", "24-people", PeoplePage(app.kit, desk)),
        ("safety", "25-check-of-the-record", IntegrityPage(app.kit, desk)),
        ("safety", "26-read-log", ReadLogPage(app.kit, desk)),
        ("safety", "27-recovery-sheets", RecoveryPage(app.kit, desk)),
        ("safety", "34-checking-of-the-law", SourcesPage(app.kit, desk)),
    ]


def _busiest(desk: Desk, records: Sequence[str]) -> Case:
    """Return the matter in which the most is open."""
    return max((casework.read(desk, record) for record in records), key=lambda read: len(read.due)).case


def _breaking_the_seal(camera: _Camera, app: App, desk: Desk) -> tuple[Path, str]:
    """Draw what is asked before sealed notes are opened in an emergency."""
    matter = MatterPage(app.kit, desk, _with_notes(desk))
    app.window.open_place("matters")
    app.window.open_page(matter)
    app.kit.runner.drain()
    matter.notes.break_wanted.emit()
    taken = camera.take(app, "28-breaking-the-seal", "opening sealed notes in an emergency", matter.glass)
    matter.glass.reject()
    return taken


def _counsellor(camera: _Camera, folder: Path) -> Iterator[tuple[Path, str]]:
    """Draw the sealed notes as whoever holds their key sees them."""
    with office.at_desk(folder, play.PASSPHRASE, office.signers(folder)[0], EVENING) as desk:
        counsellor = next(one.row.id for one in people.colleagues(desk) if _counsels(one))
    with office.at_desk(folder, play.PASSPHRASE, counsellor, EVENING) as desk, _window(camera.kit, folder) as app:
        app.sit_down(desk)
        camera.kit.runner.drain()
        record = _with_notes(desk)
        token = reading.matter(desk, record).row.token
        app.window.open_page(WriteNotePage(app.kit, desk, record, token))
        yield camera.take(app, "29-writing-a-note", "writing a sealed note")
        names = {one.row.id: one.row.name for one in people.colleagues(desk)}
        app.window.open_page(OpenedNotesPage(app.kit, sealing.read_notes(desk, record), token, names))
        yield camera.take(app, "30-notes", "sealed notes, opened")


def _counsels(one: people.Colleague) -> bool:
    return any(power.role is Role.COUNSELLOR for power in one.powers)


def _with_notes(desk: Desk) -> str:
    """Return a matter with sealed notes."""
    records = (item.row.record for item in reading.matters(desk) if not item.sealed)
    return next(record for record in records if sealing.notes_of(desk, record).heads)


class _Camera:
    """Takes pictures of the window once everything asked for has come."""

    def __init__(self, folder: Path, kit: Kit) -> None:
        self.folder = folder
        self.kit = kit

    def take(self, app: App, name: str, what: str, dialog: QWidget | None = None) -> tuple[Path, str]:
        """Save what the window shows now, with a dialog that is open over it."""
        self.kit.runner.drain()
        path = self.folder / f"{name}.png"
        picture = app.window.grab()
        if dialog is not None:
            painter = QPainter(picture)
            corner = app.window.rect().center() - dialog.rect().center()
            painter.drawPixmap(corner, dialog.grab())
            painter.drawRect(dialog.rect().translated(corner))  # in place of the frame of its window
            painter.end()
        picture.save(str(path))
        return path, f"screen: {what}"


@contextmanager
def _window(kit: Kit, folder: Path) -> Iterator[App]:
    app = App(kit, folder, Remembered(), lambda: None)
    app.window.resize(WIDTH, HEIGHT)
    app.window.show()
    try:
        yield app
    finally:
        kit.runner.drain()
        app.idle.stop()
        app.window.forget_pages()
        app.window.set_close_guard(lambda: True)
        app.window.close()


if __name__ == "__main__":
    sys.exit(main())
