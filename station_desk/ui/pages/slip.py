"""A small paper on the screen, as it will print: the token she may take home, the slip that goes with a bundle.

Owns showing, printing and saving one slip. Making it is the desk's, which notes it in the log.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, Protocol

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrinter

from station_desk.desk.files import write_file
from station_desk.desk.registers import picture
from station_desk.domain.fields import Language
from station_desk.errors import DeskError
from station_desk.ui.buttons import VerbButton
from station_desk.ui.file_dialogs import ask_new_file
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.page import Page
from station_desk.ui.paper_view import PaperView
from station_desk.ui.printer import PrintJob, choose_printer
from station_desk.ui.texts import Said


class Made(Protocol):
    """A paper as the desk made it."""

    @property
    def pdf(self) -> bytes:
        """The file."""

    @property
    def pages(self) -> int:
        """How many pages it has."""


Make = Callable[[Language], Made]


class SlipPage(Page):
    """The slip, and beneath it print, save, back. It is made once, when the page is first seen."""

    scrolls: ClassVar[bool] = False
    sent_to_printer: ClassVar[str] = "slip.printed"
    kept_as: ClassVar[str] = "slip.saved"

    def __init__(self, kit: Kit, make: Make, name: str, title: Said = "slip.title") -> None:
        """`make` gives the slip in a language; `name` is what its file is offered as."""
        super().__init__(kit, title)
        self._make = make
        self._name = name
        self._slip: Made | None = None
        self.paper = PaperView(kit, title)
        self.column.addWidget(self.paper, 1)
        self.back = VerbButton(kit.words, "office.back", self.back_wanted.emit, icons=kit.icons, icon=Icon.BACK)
        self.print = VerbButton(kit.words, "paper.print", self._print, voice="loud", icons=kit.icons, icon=Icon.PRINT)
        self.save = VerbButton(kit.words, "paper.save", self._save)
        for verb in (self.print, self.save, self.back):
            self.verbs.addWidget(verb)
        for keys, press in (("Ctrl+P", self.print.click), ("Ctrl+S", self.save.click)):
            QShortcut(QKeySequence(keys), self, press)
        self._enable()

    def refresh(self) -> None:
        """Make the slip, once."""
        if self._slip is None:
            self.kit.runner.run(self._make, self.kit.words.language, done=self._show, failed=self._not_made)

    def focus_first(self) -> None:
        """Put the keyboard on the loud verb: Enter prints."""
        self.print.setFocus()

    def save_to(self, path: Path) -> None:
        """Save the slip as a PDF file."""
        if self._slip is not None:
            self.kit.runner.run(write_file, path, self._slip.pdf, done=lambda _: self._saved(path.name))

    def _show(self, slip: Made) -> None:
        self._slip = slip
        self.paper.show_paper(slip.pages, partial(picture, slip.pdf))
        self._enable()
        self.print.setFocus()

    def _not_made(self, _: DeskError) -> bool:
        self.back_wanted.emit()
        return False

    def _enable(self) -> None:
        for verb in (self.print, self.save):
            verb.setEnabled(self._slip is not None)

    @property
    def _upright(self) -> bool:
        return True

    @property
    def _file_name(self) -> str:
        return self._name

    def _print(self) -> None:
        choose_printer(self, self.kit, self._print_on, slip=self._upright)

    def _print_on(self, printer: QPrinter) -> None:
        if self._slip is not None:
            job = PrintJob(self.kit, printer, self._slip.pages, partial(picture, self._slip.pdf), self, true_size=True)
            job.finished.connect(lambda _: self.kit.notices.done(self.sent_to_printer))
            job.failed.connect(self.kit.notices.refuse)
            job.start()

    def _save(self) -> None:
        ask_new_file(self, self.kit, "paper.save_plain", self._file_name, self.save_to)

    def _saved(self, name: str) -> None:
        self.kit.notices.done(self.kept_as, name=name)
