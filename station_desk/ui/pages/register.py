"""The daily register on the screen, as it will print. Owns choosing day and language, printing, saving as PDF.

Looking at it is logged by the desk, as names stand on it; printing and saving are logged with the hash of each page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from station_desk.desk import reading, registers
from station_desk.desk.ports import Desk
from station_desk.desk.recording import MATTERS
from station_desk.desk.registers import Picture, Printed
from station_desk.domain.calendar import DateRefusedError, read_date, show_date
from station_desk.domain.fields import Language
from station_desk.errors import DeskError, ErrorCode, Problem
from station_desk.ui.buttons import VerbButton
from station_desk.ui.field_row import FieldRow
from station_desk.ui.file_dialogs import ask_new_file
from station_desk.ui.flow import FlowLayout
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Page
from station_desk.ui.paper_view import PaperView
from station_desk.ui.printer import PrintJob, choose_printer
from station_desk.ui.theme import Space

OPTIONS_WIDTH = 270


class RegisterPage(Page):
    """Paper at the left, options at the right, one loud button."""

    topics: ClassVar[frozenset[str]] = frozenset({MATTERS})
    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, open_matter: Callable[[str], object]) -> None:
        """`open_matter(record)` opens the entry whose text names her, so that it can be put right."""
        super().__init__(kit, "register.title")
        self._desk = desk
        self._open_matter = open_matter
        self._day = desk.today()
        self._shown: Printed | None = None
        self._names_her = ""
        self.paper = PaperView(kit, "register.paper")
        self.paper.page_changed.connect(self._retell)
        self.day = QLineEdit(show_date(self._day.isoformat()))
        self.day.editingFinished.connect(self._type_day)
        self.day_row = FieldRow(kit, "register.day", self.day, help_text="register.day_help")
        self._in_hindi, self.in_english = QRadioButton(), QRadioButton()
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.paper, 1)
        row.addWidget(self._options())
        self.column.addWidget(self._refusal())
        self.column.addLayout(row, 1)
        self.print = VerbButton(kit.words, "paper.print", self._print, voice="loud", icons=kit.icons, icon=Icon.PRINT)
        self.save = VerbButton(kit.words, "paper.save", self._save)
        self.verbs.addWidget(self.print)
        self.verbs.addWidget(self.save)
        for keys, press in (("Ctrl+P", self.print.click), ("Ctrl+S", self.save.click)):
            QShortcut(QKeySequence(keys), self, press)
        kit.words.follow(self._retell)

    @property
    def shown_day(self) -> date:
        """The day whose register is shown."""
        return self._day

    @property
    def language(self) -> Language:
        """The language of the paper."""
        return "hi" if self._in_hindi.isChecked() else "en"

    def show_day(self, day: date) -> None:
        """Show the register of a day."""
        self._day = day
        self.day.setText(show_date(day.isoformat()))
        self.day_row.set_problem(None)
        self.refresh()

    def refresh(self) -> None:
        """Lay the register out anew."""
        self.kit.runner.run(
            registers.preview_day,
            self._desk,
            self._day,
            self.language,
            done=self._show,
            failed=self._refuse,
            name="register.laying_out",
        )

    def save_to(self, path: Path) -> None:
        """Save the register as a PDF file."""
        self.kit.runner.run(
            registers.save_day,
            self._desk,
            self._day,
            self.language,
            path,
            done=partial(self._saved, path.name),
            failed=self._refuse,
            busy=self.save,
            name="register.saving",
        )

    def print_on(self, printer: QPrinter) -> None:
        """Print the register on a chosen printer; the printing is logged before the first page goes out."""
        self.kit.runner.run(
            registers.print_day,
            self._desk,
            self._day,
            self.language,
            done=partial(self._start_job, printer),
            failed=self._refuse,
            busy=self.print,
            name="register.printing",
        )

    # Within

    def _options(self) -> QWidget:
        words = self.kit.words
        box, scroll = QWidget(), QScrollArea()
        column = QVBoxLayout(box)
        column.setContentsMargins(Space.SMALL, Space.HAIR, Space.TIGHT, Space.HAIR)
        column.setSpacing(Space.TIGHT)
        column.addWidget(self.day_row)
        days = FlowLayout()
        self.before = VerbButton(words, "register.day_before", lambda: self._move(-1))
        self.after = VerbButton(words, "register.day_after", lambda: self._move(1))
        for verb in (self.before, self.after):
            days.addWidget(verb)
        column.addLayout(days)
        column.addSpacing(Space.SMALL)
        heading = PlainLabel(type_="strong")
        words.tie(heading, "register.language")
        column.addWidget(heading)
        languages = QButtonGroup(box)
        for choice, said in ((self._in_hindi, "register.in_hindi"), (self.in_english, "register.in_english")):
            words.tie(choice, said)
            languages.addButton(choice)
            column.addWidget(choice)
        (self._in_hindi if words.language == "hi" else self.in_english).setChecked(True)
        languages.buttonToggled.connect(lambda _, chosen: self.refresh() if chosen else None)
        column.addSpacing(Space.SMALL)
        self._page_of = PlainLabel(type_="strong")
        column.addWidget(self._page_of)
        turn = FlowLayout()
        self.previous = VerbButton(words, "paper.previous", lambda: self.paper.go(self.paper.page - 1))
        self.next = VerbButton(words, "paper.next", lambda: self.paper.go(self.paper.page + 1))
        larger = VerbButton(words, "paper.larger", lambda: self.paper.zoom_by(1))
        smaller = VerbButton(words, "paper.smaller", lambda: self.paper.zoom_by(-1))
        for verb in (self.previous, self.next, larger, smaller):
            turn.addWidget(verb)
        column.addLayout(turn)
        column.addStretch(1)
        self._logged = PlainLabel(type_="small")
        words.tie(self._logged, "register.logged")
        column.addWidget(self._logged)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(box)
        box.setAutoFillBackground(False)  # setWidget turns it on
        self._options_area = scroll
        self.kit.theme.changed.connect(self._measure_options)
        self._measure_options()
        return scroll

    def _measure_options(self) -> None:
        self._options_area.setFixedWidth(self.kit.theme.pixels(OPTIONS_WIDTH))

    def _refusal(self) -> QWidget:
        """Return what stands above the paper when an entry's text names her: the sentence and a way to it."""
        self._stopped = QWidget()
        column = QVBoxLayout(self._stopped)
        column.setContentsMargins(0, 0, 0, 0)
        self._why = PlainLabel(type_="problem")
        self.open_entry = VerbButton(self.kit.words, "office.open_entry", self._mend, voice="loud")
        column.addWidget(self._why)
        column.addWidget(self.open_entry, alignment=Qt.AlignmentFlag.AlignLeft)
        self._stopped.setVisible(False)
        return self._stopped

    def _move(self, days: int) -> None:
        self.show_day(min(self._day + timedelta(days), self._desk.today()))

    def _type_day(self) -> None:
        if self.day.text() == show_date(self._day.isoformat()):
            self.day_row.set_problem(None)
            return
        try:
            day = date.fromisoformat(read_date(self.day.text(), self._desk.today()))
        except DateRefusedError as refused:
            self.day_row.show_problem(Problem("day", refused.code))
            return
        if day > self._desk.today():
            self.day_row.set_problem("problem.future-date", day=day.isoformat())
        else:
            self.show_day(day)

    def _show(self, printed: Printed) -> None:
        self._shown = printed
        self._names_her = ""
        self._stopped.setVisible(False)
        self.paper.show_paper(printed.pages, partial(_page, printed.pdf))
        self._retell()

    def _refuse(self, error: DeskError) -> bool:
        if error.code is not ErrorCode.NAMES_HER:
            return False
        self._shown = None
        self._names_her = str(error.facts["token"])
        self.paper.clear()
        self.kit.words.tie(self._why, "register.names_her", token=self._names_her)
        self._stopped.setVisible(True)
        self._retell()
        self.open_entry.setFocus()
        return True

    def _mend(self) -> None:
        self.kit.runner.run(reading.find, self._desk, self._names_her, reads=True, done=self._open_matter)

    def _retell(self, _: int = 0) -> None:
        paper, shown = self.paper, self._shown is not None
        words = self.kit.words
        self._page_of.setText(words.say("paper.page_of", page=paper.page + 1, pages=paper.pages) if shown else "")
        self.previous.setEnabled(paper.page > 0)
        self.next.setEnabled(paper.page + 1 < paper.pages)
        self.after.setEnabled(self._day < self._desk.today())
        self.print.setEnabled(shown)
        self.save.setEnabled(shown)

    def _print(self) -> None:
        choose_printer(self, self.kit, self.print_on)

    def _start_job(self, printer: QPrinter, printed: Printed) -> None:
        job = PrintJob(self.kit, printer, printed.pages, partial(_page, printed.pdf), self)
        job.finished.connect(self._printed)
        job.failed.connect(self.kit.notices.refuse)
        job.start()

    def _printed(self, pages: int) -> None:
        self.kit.notices.done("register.printed", pages=pages)

    def _save(self) -> None:
        name = f"{self._desk.office.code}-{self._day.isoformat()}.pdf"
        ask_new_file(self, self.kit, "paper.save_plain", name, self.save_to)

    def _saved(self, name: str, printed: Printed) -> None:
        self.kit.notices.done("register.saved", name=name, pages=printed.pages)


def _page(pdf: bytes, page: int, dpi: int) -> Picture:
    return registers.picture(pdf, page, dpi)
