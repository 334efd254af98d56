"""Puts widgets that are made later into the order of the Tab key where they are seen. Owns only that order.

Qt appends what comes later to the end of the whole window, after the foot line.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QScrollArea, QWidget


def insert_tabs(new: QWidget, before: QWidget) -> None:
    """Make Tab go through a new widget, in the order of its layouts, just before it comes to another."""
    new_stops = [stop for stop in stops(new) if stop is not before]
    if not new_stops:
        return
    previous = _back(before)
    while previous is not before and (_deaf(previous) or previous is new or new.isAncestorOf(previous)):
        previous = _back(previous)
    if previous is not before:
        QWidget.setTabOrder(previous, new_stops[0])
    for one, other in pairwise(new_stops):
        QWidget.setTabOrder(one, other)
    if previous is before:
        QWidget.setTabOrder(new_stops[-1], before)


def _back(widget: QWidget) -> QWidget:
    return cast(QWidget, widget.previousInFocusChain())  # the chain is a ring


def _deaf(widget: QWidget) -> bool:
    return widget.focusPolicy() == Qt.FocusPolicy.NoFocus


def stops(widget: QWidget) -> Iterator[QWidget]:
    """Yield what may take the keyboard in a widget, itself included, in the order of its layouts."""
    if not _deaf(widget):
        yield widget
    held = widget.widget() if isinstance(widget, QScrollArea) else None
    layout = widget.layout()
    if held is not None:
        yield from stops(held)
    elif layout is not None:
        yield from _laid_out(layout)


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = cast(QLayoutItem, layout.itemAt(place))
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            yield from _laid_out(inner)
        elif widget is not None:
            yield from stops(widget)
