"""What is still to ask, as buttons that lead to the question. Owns the two lists; never blocks anything."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.domain.fields import Section, Wording
from station_desk.ui.form_model import FormModel
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.texts import Fact, Said
from station_desk.ui.theme import Space
from station_desk.ui.throw_away import throw_away
from station_desk.ui.wrapped import Link

MOST = 12


class StillToAsk(QWidget):
    """What finalising waits for, then what may be asked later.

    `wanted(id)`   somebody wants to go to a question
    """

    wanted = Signal(str)

    def __init__(self, kit: Kit, model: FormModel, *, whole: bool) -> None:
        """`whole` lists the questions of all parts by name, for the page that is read back; else only the open part."""
        super().__init__()
        self._kit = kit
        self._model = model
        self._whole = whole
        self._shown: tuple[tuple[str, ...], tuple[str, ...], int] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.HAIR)
        self.buttons: dict[str, Link] = {}

    def follow(self, sections: Sequence[Section], everything: Sequence[Section]) -> None:
        """Show what is left in these sections; `everything` is counted."""
        ids = [id for section in sections for id in self._model.still_to_ask(section)]
        needed = tuple(id for id in ids if self._model.wants(id))
        later = tuple(id for id in ids if not self._model.wants(id))
        count = sum(len(self._model.still_to_ask(section)) for section in everything)
        if (needed, later, count) == self._shown:
            return
        self._shown = (needed, later, count)
        self._clear()
        names = {field.id: (section, field.label) for section in self._model.form.sections for field in section.fields}
        if self._whole:
            self._list("entry.needed", needed, names, len(needed) or 1)
            self._list("entry.still_to_ask", later, names, len(later) or 1)
            if later:
                self._say("entry.never_blocks", "small")
            if not ids:
                self._say("entry.nothing_left", "soft")
        else:
            self._list("entry.needed", needed, names, MOST)
            self._list("entry.left_here", later, names, MOST)
            if not ids:
                self._say("entry.nothing_left_here", "soft")
            self._say("entry.left_all", "soft", count=count)
        self._column.addStretch(1)

    def _list(self, said: Said, ids: Sequence[str], names: dict[str, tuple[Section, Wording]], most: int) -> None:
        if not ids:
            return
        self._say(said, "strong", count=len(ids))
        for id in ids[:most]:
            section, label = names[id]
            button = Link()
            both = Wording(f"{section.title.hi}: {label.hi}", f"{section.title.en}: {label.en}")
            self._kit.words.tie(button.say, both if self._whole else label)
            button.clicked.connect(lambda _, id=id: self.wanted.emit(id))
            self._column.addWidget(button)
            self.buttons[id] = button
        if len(ids) > most:
            self._say("entry.and_more", "small", count=len(ids) - most)

    def _say(self, said: Said, type_: str, **facts: Fact) -> None:
        label = PlainLabel(type_=type_)  # type: ignore[arg-type]
        self._kit.words.tie(label, said, **facts)
        self._column.addWidget(label)

    def _clear(self) -> None:
        self.buttons.clear()
        while self._column.count():
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                throw_away(widget)
