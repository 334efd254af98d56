"""What is read before a call to her: may she be called now, on which number, as whom. Owns showing and hiding it.

Nothing of it is on the screen before somebody asks; the asking is written down. Outside her hours no number comes.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from station_desk.desk import calling
from station_desk.desk.calling import Calling
from station_desk.desk.law import gate_rules
from station_desk.desk.ports import Desk
from station_desk.domain.calendar import show_moment
from station_desk.domain.fields import Wording
from station_desk.domain.gates import CallGate
from station_desk.ui.announce import announce
from station_desk.ui.buttons import VerbButton
from station_desk.ui.icons import Icon
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.page import Card
from station_desk.ui.texts import Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away


class CallCard(Card):
    """A card with one verb; under it the answer.

    `shown(calling)`   the rules were read out of the store, whatever they say
    """

    shown = Signal(object)

    def __init__(self, kit: Kit, desk: Desk, matter: str) -> None:
        super().__init__()
        self._kit, self._desk, self._matter = kit, desk, matter
        words = kit.words
        heading, self._help = PlainLabel(type_="section"), PlainLabel(type_="small")
        words.tie(heading, "call.title")
        words.tie(self._help, "call.help")
        self.show_rules = VerbButton(words, "call.show", self._ask, icons=kit.icons, icon=Icon.SHOW)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.WIDE)
        self._grid.setVerticalSpacing(Space.TIGHT)
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)
        self._lines = 0
        self._body.setVisible(False)
        top = QHBoxLayout()
        top.addWidget(heading, 1)
        top.addWidget(self.show_rules)
        self.column.setSpacing(Space.TIGHT)
        self.column.addLayout(top)
        self.column.addWidget(self._help)
        self.column.addWidget(self._body)

    def forget(self) -> None:
        """Take what was shown off the screen."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, QLabel):
                widget.clear()
            if widget is not None:
                throw_away(widget)
        self._lines = 0
        self._body.setVisible(False)
        self._help.setVisible(True)
        self._kit.words.tie(self.show_rules, "call.show")

    @property
    def said(self) -> str:
        """Everything that stands there now."""
        return "\n".join(label.text() for label in self._body.findChildren(QLabel))

    def _ask(self) -> None:
        self._kit.runner.run(calling.call_gate, self._desk, self._matter, done=self._show, busy=self)

    def _show(self, found: Calling) -> None:
        self.forget()
        if not self.isVisible():
            return
        gate = found.gate
        verdict = self._verdict(gate)
        if gate.number:
            number = PlainLabel(gate.number, "page")
            number.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self._line("call.number", number)
        if gate.allowed:
            self._tied("call.caller", gate.caller_name or "call.no_caller", told=bool(gate.caller_name))
            self._tied("call.owner", gate.owner)
            self._tied("call.code_word", found.code_word, told=True)
        self._tied("call.hours", _joined(gate.safe_hours))
        self._tied("call.days", _joined(gate.safe_days))
        self._tied("call.never_via", gate.never_via, told=True)
        if gate.allowed:
            self._tied("call.message", "call.may_message" if gate.may_message else "call.no_message")
        self._tied("call.her_words", gate.her_words, told=True)
        self._body.setVisible(True)
        self._help.setVisible(False)
        self._kit.words.tie(self.show_rules, "call.again")
        announce(self.show_rules, verdict.text())
        self.shown.emit(found)

    def _verdict(self, gate: CallGate) -> PlainLabel:
        mark, says = QLabel(), PlainLabel(type_="strong")
        if gate.why_not is None:
            self._kit.icons.put_mark(mark, Icon.DONE, "done")
            self._kit.words.tie(says, "call.open")
        else:
            self._kit.icons.put_mark(mark, Icon.HIGH, "danger")
            self._kit.words.tie(says, gate_rules().calls[gate.why_not].words)
        self._grid.addWidget(mark, 0, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(says, 0, 1, 1, 3)
        if gate.next_at:
            then = PlainLabel(type_="strong")
            self._kit.words.tie(then, "call.next", at=show_moment(gate.next_at))
            self._grid.addWidget(then, 1, 1, 1, 3)
        return says

    def _tied(self, label: Said, said: Said | None, *, told: bool = False) -> None:
        """Add a line; with `told` the text is hers and no key. An empty one is left out."""
        if said:
            words = PlainLabel()
            if told:
                words.setText(str(said))
            else:
                self._kit.words.tie(words, said)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self._line(label, words)

    def _line(self, label: Said, words: PlainLabel) -> None:
        name = PlainLabel(type_="soft")
        name.setWordWrap(False)
        self._kit.words.tie(name, label)
        row, column = divmod(self._lines, 2)
        self._lines += 1
        self._grid.addWidget(name, row + 2, 2 * column, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, row + 2, 2 * column + 1, Qt.AlignmentFlag.AlignTop)


def _joined(labels: tuple[Wording, ...]) -> Wording | None:
    if not labels:
        return None
    return Wording(", ".join(one.hi for one in labels), ", ".join(one.en for one in labels))
