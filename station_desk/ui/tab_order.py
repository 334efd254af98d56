"""Puts widgets that are made later into the order of the Tab key where they are seen. Owns only that order.

Qt appends what comes later to the end of the whole window, after the foot line.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QWidget


def insert_tabs(new: QWidget, before: QWidget) -> None:
    """Make Tab go through a new widget, in the order of its layouts, just before it comes to another."""
    stops = [stop for stop in _stops(new) if stop is not before]
    if not stops:
        return
    previous = before.previousInFocusChain()
    while previous is not before and (_deaf(previous) or previous is new or new.isAncestorOf(previous)):
        previous = previous.previousInFocusChain()
    if previous is not before:
        QWidget.setTabOrder(previous, stops[0])
    for one, other in zip(stops, stops[1:], strict=False):
        QWidget.setTabOrder(one, other)
    if previous is before:
        QWidget.setTabOrder(stops[-1], before)


def _deaf(widget: QWidget) -> bool:
    return widget.focusPolicy() == Qt.FocusPolicy.NoFocus


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if not _deaf(widget):
        yield widget
    if isinstance(widget, QScrollArea) and widget.widget() is not None:
        yield from _stops(widget.widget())
    elif widget.layout() is not None:
        yield from _laid_out(widget.layout())


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        inner = item.layout()
        if inner is not None:
            yield from _laid_out(inner)
        elif item.widget() is not None:
            yield from _stops(item.widget())
