"""The real window in a process of its own with hands in it, and the words that reach it only as keys.

Owns the process, the words and where a running process is looked into; what is done in the window is `window_day`.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
REMOTE: Final = Path(__file__).parent / "remote"
PATIENCE_S: Final = 45.0
LOOK_EVERY_S: Final = 0.03
SAID: Final = "said"  # in the home folder: what the process says aloud is looked into like a file
PIECE: Final = 16 << 20
PAGE: Final = 4096
SYLLABLES: Final = ("झू", "मा", "रो", "टी", "नी", "ला", "बे", "गू", "चा", "दी")
LETTERS: Final = "कखगघचछजझटठडढणतथदधनपफबभमयरलवशषसह"


def _letters(number: int) -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(number))


@dataclass(slots=True)
class Words:
    """The words typed so far, by what they were typed as; names of those who sign in stand apart.

    All begin with letters of this run alone, so that two runs at a time are not taken for each other. That beginning is
    what is looked for in memory, where looking for each word would take minutes. Who signs in is named on the first
    page, so their names begin otherwise.
    """

    typed: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    made: int = 0
    beginning: str = field(default_factory=lambda: "ञठझ" + _letters(2))
    of_names: str = field(default_factory=lambda: "ढञझ" + _letters(2))

    def next(self, beginning: str = "") -> str:
        """Make a word that stands nowhere else: each digit of its number a syllable, behind the beginning."""
        self.made += 1
        return (beginning or self.beginning) + "".join(SYLLABLES[int(digit)] for digit in f"{self.made:04d}")

    def new(self, what: str, shape: str = "{}") -> str:
        """Make one more word in a sentence of this shape, and note it."""
        made = shape.format(self.next())
        self.typed[made] = what
        return made

    def name(self) -> str:
        """Make the name of somebody who signs in."""
        self.names.append(self.next(self.of_names))
        return self.names[-1]

    def digits(self, what: str) -> str:
        """Make a PIN."""
        return self.note(what, f"{secrets.randbelow(10**8):08d}")

    def note(self, what: str, text: str) -> str:
        """Note something typed that was not made here."""
        self.typed[text] = what
        return text

    @property
    def marked(self) -> list[str]:
        """What was typed with a word of ours in it."""
        return [text for text in self.typed if self.beginning in text]


class Window:
    """The window's process, with hands in it."""

    def __init__(self, folder: Path, home: Path, temp: Path, leaks: bool = False) -> None:
        """Start it where all that it writes is looked into; with `leaks` it forgets nothing at the lock."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "QT_"))}
        self.on_clipboard: list[str] = []  # at the last moment of each process that was left
        self._said = (home / SAID).open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "station_desk", "--data", str(folder)],
            cwd=home,
            env={
                **kept,
                "HOME": str(home),
                "TMPDIR": str(temp),
                "PYTHONPATH": f"{REMOTE}{os.pathsep}{ROOT}",
                "PYTHONDONTWRITEBYTECODE": "1",
                "QT_QPA_PLATFORM": "offscreen",
                "STATION_DESK_DAY": "leaks" if leaks else "sound",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            encoding="utf-8",
        )
        self.begin()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the window is gone")
        told: dict[str, Any] = json.loads(line)
        return told

    def begin(self) -> None:
        """Wait until the hands are there: at the start, and again when the process has begun anew."""
        while "begun" not in (told := self._answer()):
            self.on_clipboard += told.get("left", [])

    def do(self, verb: str, **given: Any) -> Any:
        """Have the hands do something; return what they tell."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": verb, **given}) + "\n")
        self.process.stdin.flush()
        told = self._answer()
        if "failed" in told:
            raise RuntimeError(f"{verb} {given.get('path', '')}: {told['failed']} at {self.do('look')}")
        return told["told"]

    def until(self, page: str, front: str = "") -> None:
        """Wait until this page is open with nothing under way, and this dialog, or none, in front of it."""
        ends = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends:
            seen = self.do("look")
            if not seen["busy"] and seen["page"] == page and seen["front"] == (front or page):
                return
            time.sleep(LOOK_EVERY_S)
        raise RuntimeError(f"{front or page} never came, but {seen}")

    def settle(self) -> None:
        """Wait until nothing is under way, twice in a row."""
        ends, quiet = time.monotonic() + PATIENCE_S, 0
        while quiet < 2:
            quiet = 0 if self.do("look")["busy"] else quiet + 1
            assert time.monotonic() < ends
            time.sleep(LOOK_EVERY_S)

    def type(self, text: str, at: str = "") -> None:
        """Type a text, first going where it belongs."""
        if at:
            self.do("go", path=at)
        self.do("type", text=text)

    def press(self, *keys: str) -> None:
        """Press keys one after the other, each when the one before is through."""
        for key in keys:
            self.do("press", keys=key)
            self.settle()

    def push(self, path: str) -> None:
        """Press a button and wait for what it does."""
        self.do("push", path=path)
        self.settle()

    def memory(self) -> Iterator[bytes]:
        """Yield what the process can write to in its memory. Raises PermissionError where it may not be looked into."""
        maps = Path(f"/proc/{self.process.pid}/maps").read_text(encoding="utf-8")
        with Path(f"/proc/{self.process.pid}/mem").open("rb", 0) as memory:
            for start, end in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) rw", maps, re.MULTILINE):
                yield _read(memory, int(start, 16), int(end, 16))

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
        self._said.close()


def _read(memory: FileIO, at: int, end: int) -> bytes:
    """Read a region; a page that cannot be read is left out, and what lies behind it is not."""
    pieces = []
    while at < end:
        memory.seek(at)
        try:
            data = memory.read(min(PIECE, end - at))
        except OSError:
            data = b""
        pieces.append(data)
        at += len(data) or PAGE
    return b"".join(pieces)
