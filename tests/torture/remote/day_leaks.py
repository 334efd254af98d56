"""The control of the marker scan: a program that forgets nothing at the lock, in each of the four places.

Owns what is broken and how. Without this, a scan that finds nothing could be one that cannot find anything.
"""

import os
import sys
from pathlib import Path

FILE = "crash.txt"
VARIABLE = "LEFT_BY_THE_DAY"


def forget_nothing() -> None:
    """Break what takes words off the clipboard and out of Qt's settings."""
    app, dialogs = sys.modules["station_desk.app"], sys.modules["station_desk.ui.file_dialogs"]
    app.keep_history_in = app.forget_history = dialogs.forget_history = _nothing
    sys.modules["station_desk.ui.own_clipboard"].OwnClipboard.forget = _nothing


def keep(texts: list[str]) -> None:
    """Hand words on to the process that comes after the lock, and lay them on the disk."""
    os.environ[VARIABLE] = " ".join(texts)
    Path.home().joinpath(FILE).write_text(" ".join(texts), encoding="utf-8")


def _nothing(*_: object) -> None:
    pass
