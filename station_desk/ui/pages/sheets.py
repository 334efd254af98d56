"""Making recovery sheets: a second officer agrees, then each sheet is printed and sealed before the next is shown.

Owns the only place where the digits are seen, as a picture of the paper. They are kept by nothing but this page while
it is open: never in a title, a text, the clipboard or a log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from station_desk.desk import recovery, slips
from station_desk.desk.files import write_file
from station_desk.desk.ports import Desk
from station_desk.desk.recovery import SHEETS, Issued
from station_desk.desk.registers import picture
from station_desk.desk.slips import SlipPrinted
from station_desk.domain.roles import Right
from station_desk.errors import DeskError
from station_desk.ui.buttons import VerbButton
from station_desk.ui.file_dialogs import ask_new_file
from station_desk.ui.hand_over import HandOver
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.notices import ask
from station_desk.ui.paper_view import PaperView
from station_desk.ui.printer import PrintJob, choose_printer
from station_desk.ui.second_fields import SecondFields
from station_desk.ui.stepper import Step
from station_desk.ui.theme import Space
from station_desk.ui.wrapped import Check

SHEET_NAMES: Final[Mapping[str, str]] = {
    "house_officer": "role.house_officer",
    "nodal_officer": "role.nodal_officer",
    "district": "sheet.district",
}
AGREE: Final = "agree"
BESIDE_WIDTH: Final = 300


class SheetsPage(HandOver):
    """Who agrees; then one step for each sheet. Leaving in between forgets the digits, which is asked about first."""

    scrolls: ClassVar[bool] = False
    narrow: ClassVar[bool] = False

    def __init__(self, kit: Kit, desk: Desk, which: Sequence[str]) -> None:
        """`which` are the posts whose sheets are made: all of SHEETS, or one in place of a lost one."""
        names = [Step(sheet, SHEET_NAMES[sheet]) for sheet in which]
        title = "sheet.make_title" if len(which) == len(SHEETS) else "sheet.replace_title"
        super().__init__(kit, title, [Step(AGREE, "sheet.step_agree"), *names])
        self._desk = desk
        self._which = tuple(which)
        self._digits: dict[str, str] = {}
        self._saved_any = False
        about = PlainLabel()
        kit.words.tie(about, "sheet.make_about" if len(which) == len(SHEETS) else "sheet.replace_about")
        self.second = SecondFields(kit, desk, Right.RECOVERY)
        self.issue = VerbButton(kit.words, "sheet.make", self._issue, voice="loud")
        self.second.entered.connect(self.go_on)
        self.second.known.connect(self.issue.setEnabled)
        self.add_panel(AGREE, [about, self.second], [self.issue])
        self.panels = {sheet: SheetPanel(kit, sheet) for sheet in which}
        for place, sheet in enumerate(which):
            panel = self.panels[sheet]
            last = place + 1 == len(which)
            verb = VerbButton(kit.words, "sheet.finish" if last else "sheet.next", self._next)
            verb.setEnabled(False)
            panel.sealed.toggled.connect(verb.setEnabled)
            print_ = VerbButton(kit.words, "paper.print", self._print, voice="loud", icons=kit.icons, icon=Icon.PRINT)
            save = VerbButton(kit.words, "paper.save", self._save)
            panel.verbs = (print_, save, verb)
            self.add_panel(sheet, [panel], panel.verbs)
            self.column.setStretch(self.column.count() - 1, 1)
        self.finish_panels()
        self.column.setStretch(self.column.count() - 1, 0)  # the papers take the room
        for keys, press in (("Ctrl+P", self._print), ("Ctrl+S", self._save)):
            QShortcut(QKeySequence(keys), self, press)

    @property
    def panel(self) -> SheetPanel | None:
        """The sheet that is shown now."""
        return self.panels.get(self.now)

    def save_to(self, path: Path) -> None:
        """Save the sheet that is shown as a PDF file."""
        if (panel := self.panel) is not None and panel.paper_made is not None:
            said = partial(self._saved, panel, path.name)
            self.kit.runner.run(write_file, path, panel.paper_made.pdf, done=said)

    def may_leave(self) -> bool:
        """Ask before the digits are forgotten."""
        if not self._digits:
            return True
        ask(
            self,
            self.kit.words,
            self.kit.icons,
            "sheet.leave_ask",
            "sheet.leave_verb",
            self._forget_and_leave,
            count=len(self._digits),
        )
        return False

    def keep(self) -> None:
        """Keep nothing: whoever leaves the desk leaves no digits behind."""
        self._forget()

    def focus_first(self) -> None:
        """Begin at the second officer; of a sheet at the printing."""
        if (panel := self.panel) is not None:
            panel.verbs[0].setFocus()
        else:
            super().focus_first()

    # Within

    def _issue(self) -> None:
        second = self.second.second()
        if second is not None:
            self.kit.runner.run(
                recovery.issue,
                self._desk,
                self._which,
                second,
                done=self._issued,
                failed=self._refuse,
                busy=self,
                name="sheet.make",
            )

    def _refuse(self, error: DeskError) -> bool:
        return self.second.refuse(error)

    def _issued(self, issued: Issued) -> None:
        self.second.clear()
        self._digits = dict(issued.digits)
        self._open(self._which[0])

    def _open(self, sheet: str) -> None:
        self.go(sheet)
        make = partial(slips.recovery_sheet, self._desk, sheet, self._digits[sheet], self._desk.today())
        self.kit.runner.run(make, self.kit.words.language, reads=True, done=self.panels[sheet].show_paper)

    def _next(self) -> None:
        """Forget this sheet and show the next; after the last one leave."""
        sheet = self.now
        self.panels[sheet].forget()
        self._digits.pop(sheet, None)
        place = self._which.index(sheet) + 1
        if place < len(self._which):
            self._open(self._which[place])
        else:
            self.back_wanted.emit()
            if self._saved_any:  # the file outlives this page, and so do the digits in it
                self.kit.notices.warn("sheet.all_saved")
            else:
                self.kit.notices.done("sheet.all_done")

    def _forget(self) -> None:
        self._digits.clear()
        for panel in self.panels.values():
            panel.forget()

    def _forget_and_leave(self) -> None:
        self._forget()
        self.back_wanted.emit()

    def _print(self) -> None:
        if (panel := self.panel) is not None and panel.paper_made is not None:
            choose_printer(self, self.kit, partial(self._print_on, panel), slip=True)

    def _print_on(self, panel: SheetPanel, printer: QPrinter) -> None:
        if panel.paper_made is not None:
            draw = partial(picture, panel.paper_made.pdf)
            job = PrintJob(self.kit, printer, panel.paper_made.pages, draw, self, true_size=True)
            job.finished.connect(lambda _: panel.on_paper())
            job.failed.connect(self.kit.notices.refuse)
            job.start()

    def _save(self) -> None:
        if (panel := self.panel) is not None and panel.paper_made is not None:
            number = SHEETS.index(panel.sheet) + 1
            ask_new_file(self, self.kit, "paper.save_plain", f"{self._desk.office.code}-{number}.pdf", self.save_to)

    def _saved(self, panel: SheetPanel, name: str, _: object) -> None:
        self._saved_any = True
        panel.on_paper()
        self.kit.notices.warn("sheet.saved", name=name)


class SheetPanel(QWidget):
    """One sheet as it will print; beside it what is done with it, and the tick without which it does not go on."""

    def __init__(self, kit: Kit, sheet: str) -> None:
        super().__init__()
        self._kit = kit
        self.sheet = sheet
        self.paper_made: SlipPrinted | None = None
        self.verbs: tuple[VerbButton, ...] = ()
        self.paper = PaperView(kit, SHEET_NAMES[sheet])
        self._beside = QWidget()
        column = QVBoxLayout(self._beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.SMALL)
        for said in ("sheet.do_print", "sheet.do_seal", "sheet.do_keep"):
            label = PlainLabel()
            kit.words.tie(label, said)
            column.addWidget(label)
        self.sealed = Check()
        kit.words.tie(self.sealed.say, "sheet.sealed")
        self.sealed.setEnabled(False)
        column.addWidget(self.sealed)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.BODY)
        row.addWidget(self.paper, 1)
        row.addWidget(self._beside)
        kit.theme.changed.connect(self._measure)
        self._measure()

    def show_paper(self, paper: SlipPrinted) -> None:
        """Show the sheet."""
        self.paper_made = paper
        self.paper.show_paper(paper.pages, partial(picture, paper.pdf))

    def on_paper(self) -> None:
        """The sheet has gone to a printer or a file: now it can be sealed."""
        self.sealed.setEnabled(True)
        self.sealed.setFocus()

    def forget(self) -> None:
        """Forget the paper and what was drawn of it."""
        self.paper_made = None
        self.paper.clear()

    def _measure(self) -> None:
        self._beside.setFixedWidth(self._kit.theme.pixels(BESIDE_WIDTH))
