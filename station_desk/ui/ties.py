"""Calls made now and again at each change: texts when the language changes, icons when the colours do.

Owns remembering them; must never keep a widget alive, so a target is a bound method and is held weakly.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject


@dataclass(frozen=True, slots=True)
class _Tie:
    owner: weakref.ref[Any]
    method: str
    make: Callable[[], Any]


class Ties:
    """A set of remembered calls, one for each method of each object."""

    def __init__(self) -> None:
        self._ties: dict[tuple[int, str], _Tie] = {}

    def __len__(self) -> int:
        return len(self._ties)

    def put(self, target: Callable[[Any], object], make: Callable[[], Any]) -> None:
        """Call `target(make())` now and at every `again`; a second tie of the same method replaces the first.

        `target` is a bound method such as `label.setText`. Somebody else must hold its object (its parent widget does).
        """
        owner = getattr(target, "__self__", None)
        if owner is None or isinstance(owner, type):
            raise TypeError("a tie wants the bound method of an object that lives elsewhere, not a function")
        method = target.__name__
        place = (id(owner), method)
        self._ties[place] = _Tie(weakref.ref(owner, lambda _: self._ties.pop(place, None)), method, make)
        target(make())

    def cut(self, target: Callable[[Any], object]) -> None:
        """Forget the tie of this bound method, if there is one."""
        self._ties.pop((id(getattr(target, "__self__", None)), target.__name__), None)

    def again(self) -> None:
        """Make every remembered call once more and forget those whose widget Qt has deleted."""
        for place, tie in list(self._ties.items()):
            owner = tie.owner()
            if owner is None or (isinstance(owner, QObject) and not shiboken6.isValid(owner)):
                self._ties.pop(place, None)
            else:
                getattr(owner, tie.method)(tie.make())
