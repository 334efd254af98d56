"""A paper of a case or of a day on the screen: a letter, a consent slip, a plan, what is due, whom to call.

Owns showing, printing and saving one paper. Making it is the desk's, which notes it in the log: the paper is made when
the page is first seen, and that very copy is printed and saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QHBoxLayout

from station_desk.desk.papers import Printed
from station_desk.desk.ports import Desk
from station_desk.domain.fields import Language
from station_desk.ui.buttons import VerbButton
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.pages.slip import Made, SlipPage
from station_desk.ui.texts import Said


class LetterPage(SlipPage):
    """The paper, which copy and page it is, and beneath it print, save, back."""

    sent_to_printer: ClassVar[str] = "letter.printed"
    kept_as: ClassVar[str] = "letter.saved"

    def __init__(self, kit: Kit, desk: Desk, make: Callable[[Language], Printed], title: Said) -> None:
        """`make` prints the paper in a language and says as what its file is offered."""
        super().__init__(kit, make, "", title)
        self.desk = desk
        self._printed: Printed | None = None
        self.copy = PlainLabel(type_="soft")
        self.page_of = PlainLabel(type_="strong")
        words = kit.words
        self.previous = VerbButton(words, "paper.previous", lambda: self.paper.go(self.paper.page - 1))
        self.next = VerbButton(words, "paper.next", lambda: self.paper.go(self.paper.page + 1))
        line = QHBoxLayout()
        for widget in (self.page_of, self.previous, self.next):
            line.addWidget(widget)
        line.addWidget(self.copy, 1)
        self.column.insertLayout(self.column.indexOf(self.paper), line)
        self.paper.page_changed.connect(self._retell)
        words.changed.connect(self._retell)
        self._retell()

    @property
    def _upright(self) -> bool:
        return self._printed is None or self._printed.upright

    @property
    def _file_name(self) -> str:
        return self._printed.name if self._printed else ""

    def _show(self, slip: Made) -> None:
        if isinstance(slip, Printed):
            self._printed = slip
        super()._show(slip)
        self._retell()

    def _retell(self, _: object = None) -> None:
        """Say which copy it is, and which page where there are several."""
        words, paper, many = self.kit.words, self.paper, self.paper.pages > 1
        copy = self._printed.copy if self._printed else 1
        self.copy.setText(words.say("letter.copy", copy=str(copy)) if copy > 1 else "")
        self.copy.setVisible(copy > 1)
        self.page_of.setText(words.say("paper.page_of", page=paper.page + 1, pages=paper.pages) if many else "")
        self.page_of.setVisible(many)
        for verb, possible in ((self.previous, paper.page > 0), (self.next, paper.page + 1 < paper.pages)):
            verb.setVisible(many)
            verb.setEnabled(possible)
