"""A person's rank: a few that are common, and any other that is typed. Owns no rule about ranks."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

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
