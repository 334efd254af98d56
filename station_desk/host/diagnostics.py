"""Notes for technical support. Owns `notes.log`: what happened, by code, id and count, one JSON object a line.

Must never write text: no message of an exception, no log message of a library, no path, no local variable. What may be
written is listed below by name and shape; anything else is counted under `dropped` and gone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from station_desk.errors import DeskError, ErrorCode
from station_desk.host.os_errors import writing
from station_desk.host.paths import PRIVATE_FILE

NOTES_NAME = "notes.log"
_CAP_BYTES = 1 << 20
_OLD_FILES = 3
_MOST_FRAMES = 40
_MOST_CAUSES = 5

_LOGGER = logging.getLogger("station_desk.notes")
_EVENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,6}")
_ID = re.compile(r"[0-9a-f]{32}")
_SHAPES: dict[str, re.Pattern[str]] = {
    "code": re.compile("|".join(re.escape(code.value) for code in ErrorCode)),
    "step": re.compile(r"[a-z]{1,12}(?:-[a-z]{1,12}){0,3}"),
    "person": _ID,
    "record": _ID,
    "slot": _ID,
    "office": re.compile(r"[A-Z][A-Z0-9]{1,7}"),
    "crash": re.compile(r"[0-9a-f]{8}"),
}
_COUNTS = frozenset(
    "count size needed free limit errno sequence revision epoch version found known pages milliseconds left".split()
)


def note(event: str, **facts: str | int) -> None:
    """Write one line: an event of our own naming (`store-opened`) and its facts, as far as the list allows them."""
    _LOGGER.info("", extra={"line": {"event": event if _EVENT.fullmatch(event) else "unnamed", **_allowed(facts)}})


def note_error(error: DeskError) -> None:
    """Write one line for a known error: its code and those of its facts that the list allows."""
    note("known-error", **{**error.facts, "code": error.code.value})


def note_crash(error: BaseException) -> str:
    """Write one line for a bug and give its mark: 8 hex digits, the same for the same place in the same release."""
    crash = crash_note(error)
    _LOGGER.error("", extra={"line": {"event": "crash", "crash": crash.mark, "chain": crash.chain}})
    return crash.mark


@dataclass(frozen=True, slots=True)
class CrashNote:
    """A bug without its words: each exception of the chain with its type and the `module:line` of its frames."""

    mark: str
    chain: list[dict[str, str | list[str]]]


def crash_note(error: BaseException) -> CrashNote:
    """Describe a bug by types and places alone, the last exception first, then what led to it."""
    chain: list[dict[str, str | list[str]]] = [
        {"type": f"{type(link).__module__}.{type(link).__qualname__}", "frames": _places(link.__traceback__)}
        for link in _causes(error)
    ]
    return CrashNote(hashlib.sha256(json.dumps(chain).encode()).hexdigest()[:8], chain)


def start_notes(data_dir: Path) -> logging.Handler:
    """Begin writing notes below the data folder, also for every library's log; raises what `write_error` says.

    1 MiB a file, three old ones kept, for this account only. The handler is for `stop_notes`.
    """
    with writing("notes"):
        handler = _NoteFile(data_dir / NOTES_NAME)
    logging.getLogger().addHandler(handler)
    _LOGGER.setLevel(logging.INFO)
    return handler


def stop_notes(handler: logging.Handler) -> None:
    """End writing notes and close the file."""
    logging.getLogger().removeHandler(handler)
    with contextlib.suppress(OSError):  # a full disk cannot take the last lines either
        handler.close()


@contextlib.contextmanager
def crashes_noted(tell: Callable[[str], None]) -> Iterator[None]:
    """While the block runs, note every exception nobody caught, on any thread, and `tell` its mark.

    The usual printing of tracebacks stops: it would show message texts. Ctrl+C keeps its usual end.
    """

    def on_main(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            tell(note_crash(error))

    def on_thread(facts: threading.ExceptHookArgs) -> None:
        if facts.exc_value is not None:
            tell(note_crash(facts.exc_value))

    def on_unraisable(facts: sys.UnraisableHookArgs) -> None:
        if facts.exc_value is not None:
            note_crash(facts.exc_value)

    before = sys.excepthook, threading.excepthook, sys.unraisablehook
    sys.excepthook, threading.excepthook, sys.unraisablehook = on_main, on_thread, on_unraisable
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before


class _NoteFile(RotatingFileHandler):
    """The rotating file, private from its first byte, and silent about its own troubles."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_CAP_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
        self.setFormatter(_NoteLine())

    def _open(self):  # type: ignore[no-untyped-def]  # the stream's type is private to the standard library
        return open(self.baseFilename, "a", encoding="utf-8", opener=_open_private)

    def handleError(self, record: logging.LogRecord) -> None:
        """Do nothing: a full disk must not stop the desk, and the usual answer prints the message to the screen."""


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


class _NoteLine(logging.Formatter):
    """One JSON object. A record that did not come through `note` is told by its place in the code, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname,
        }
        ours = getattr(record, "line", None)
        if record.name == _LOGGER.name and isinstance(ours, dict):
            line.update(ours)
        else:
            line.update(event="library", place=f"{record.module}:{record.lineno}")
            if record.exc_info and record.exc_info[1] is not None:
                line["chain"] = crash_note(record.exc_info[1]).chain
        return json.dumps(line, separators=(",", ":"))


def _allowed(facts: dict[str, str | int]) -> dict[str, str | int]:
    kept: dict[str, str | int] = {}
    for name, value in facts.items():
        shape = _SHAPES.get(name)
        if (type(value) is int and name in _COUNTS) or (isinstance(value, str) and shape and shape.fullmatch(value)):
            kept[name] = value
    if dropped := len(facts) - len(kept):
        kept["dropped"] = dropped
    return kept


def _causes(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    seen: set[int] = set()
    while link is not None and id(link) not in seen and len(seen) < _MOST_CAUSES:
        seen.add(id(link))
        yield link
        link = link.__cause__ or link.__context__


def _places(trace: TracebackType | None) -> list[str]:
    places = []
    while trace is not None:
        places.append(f"{trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-_MOST_FRAMES:]
