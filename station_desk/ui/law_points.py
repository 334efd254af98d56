"""The law beside a form: what holds for the kinds of her matter, each point with its section. Owns its lines alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.domain.fields import Wording
from station_desk.domain.guidance import Point, PointKind
from station_desk.domain.law import Line
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.law_words import marked
from station_desk.ui.theme import Space, Type
from station_desk.ui.throw_away import throw_away

HEADS: Final = {
    PointKind.SHE_MAY: "case_aside.she_may",
    PointKind.POLICE_MUST: "case_aside.police_must",
    PointKind.BY_WHEN: "case_aside.by_when",
    PointKind.MUST_NOT: "case_aside.must_not",
}


class LawPoints(QWidget):
    """Points by kind; one that nobody has looked up yet says so."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[Sequence[Point], Collection[str]] | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.TIGHT)

    def show_points(self, points: Sequence[Point], to_verify: Collection[str]) -> None:
        """Show these points in place of what stood there; `to_verify` names lines as `sources.LawLine.id` does."""
        if (points, to_verify) == self._shown:
            return
        self._shown = (points, to_verify)
        while (item := self._column.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                throw_away(widget)
        self._say("case_aside.law", "section")
        for kind, head in HEADS.items():
            of_kind = [point for point in points if point.kind is kind]
            if of_kind:
                self._say(head, "strong")
            for point in of_kind:
                self._point(point, f"guidance/{point.line.code}" in to_verify)

    def _say(self, said: str, type_: Type) -> None:
        label = PlainLabel(type_=type_)
        self._kit.words.tie(label, said)
        self._column.addWidget(label)

    def _point(self, point: Point, unsourced: bool) -> None:
        says, source = PlainLabel(), PlainLabel(type_="small")
        self._kit.words.tie(says, point.line.words)
        self._kit.words.tie(source, sourced(self._kit, point.line, unsourced))
        self._column.addWidget(says)
        self._column.addWidget(source)


def sourced(kit: Kit, line: Line, unsourced: bool) -> Wording:
    """Say where a line stands, and if nobody has looked it up that it is still to be verified."""
    return marked(kit, line.source, unverified=unsourced)
