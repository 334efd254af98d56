"""The small questions about one of the office's people: rank, woman or man; how they are called. Owns no rule."""

from __future__ import annotations

from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QRadioButton, QWidget

from station_desk.desk.reading import PersonRow
from station_desk.ui.kit import Kit

RANKS = (
    "rank.constable_woman",
    "rank.constable",
    "rank.head_constable_woman",
    "rank.head_constable",
    "rank.si_woman",
    "rank.si",
    "rank.inspector",
    "rank.counsellor",
    "rank.operator",
)


def called(person: PersonRow) -> str:
    """Return how somebody is called in the office: rank and name."""
    return f"{person.rank} {person.name}".strip()


class RankBox(QComboBox):
    """A list that can be written in; a rank chosen from it changes with the language, a typed one stays."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        kit.words.follow(self._retell)

    def _retell(self) -> None:
        words = self._kit.words
        typed = self.currentText()
        chosen = next((row for row in range(self.count()) if self.itemText(row) == typed), -1)
        self.clear()
        self.addItems([words.say(rank) for rank in RANKS])
        self.setCurrentIndex(chosen)
        if chosen < 0:
            self.setEditText(typed)


class WomanOrMan(QWidget):
    """Two choices, the first one chosen."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._woman, self._man = QRadioButton(), QRadioButton()
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for choice, said in ((self._woman, "people.woman"), (self._man, "people.man")):
            kit.words.tie(choice, said)
            group.addButton(choice)
            row.addWidget(choice)
        row.addStretch(1)
        self._woman.setChecked(True)
        self.setFocusProxy(self._woman)

    @property
    def woman(self) -> bool:
        """What is chosen."""
        return self._woman.isChecked()
