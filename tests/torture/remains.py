"""What a day in the window leaves behind: on the disk, in the process's memory, on the clipboard, in settings.

Owns where is looked, and the two exceptions: papers that somebody saved to be read, and the names of those who sign in,
which the first page must know before anybody has given a passphrase (`window.json`).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copytree
from typing import Final

from station_desk.ui.remembered import FILE as REMEMBERED
from tests.torture.markers import Net, forms_of
from tests.torture.window_day import Centre, Day, found_centre
from tests.torture.window_process import Window, Words

OF_THE_SYSTEM: Final = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))
LARGEST: Final = 64 << 20
PLANTED: Final = "\u0929ीलकाँसाघंटी"  # with a letter that has two spellings
HISTORY: Final = "QtProject.conf"
SETTINGS: Final = (HISTORY, ".conf", ".ini", "recently-used.xbel")
IN_MEMORY: Final = ("utf-8", "utf-16", "utf-32")


@dataclass(slots=True)
class Remains:
    """What was found. The four places must hold nothing; the controls must hold something."""

    on_disk: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)
    memory: list[str] = field(default_factory=list)
    clipboard: list[str] = field(default_factory=list)
    paper: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    words: int = 0  # typed, with a mark in them
    places: Counter[str] = field(default_factory=Counter)  # how many of them were typed as what
    files: int = 0
    memory_size: int = 0
    # The controls. While somebody sat there words were in the memory and on the clipboard:
    memory_before: list[int] = field(default_factory=list)  # how often, before each lock and switch
    clipboard_before: list[int] = field(default_factory=list)
    planted: int = 0
    memory_seen: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing is left in any of the four places."""
        return not (self.on_disk or self.settings or self.memory or self.clipboard)

    @property
    def can_fail(self) -> bool:
        """Whether the controls show that what is left would have been found."""
        seen = not self.memory_seen or (self.memory_before and all(self.memory_before))
        held = self.clipboard_before and all(self.clipboard_before)
        return bool(seen and held and self.planted == len(forms_of(PLANTED)))

    @property
    def leaking(self) -> tuple[str, ...]:
        """Name the places in which a marked word was found."""
        places = {"disk": self.on_disk, "settings": self.settings, "memory": self.memory, "clipboard": self.clipboard}
        return tuple(place for place, hits in places.items() if any("Hit(" in hit for hit in hits))


def day(
    place: Path,
    parts: Callable[[Day], None],
    *,
    founded: tuple[Centre, Words] | None = None,
    again: bool = False,
    leaks: bool = False,
) -> Remains:
    """Let a day go by in the window up to its lock, and look at what is left.

    `founded`: an office to be copied; without one it is made in a window too. `again`: somebody is let in by sheets
    afterwards, and locks once more. `leaks`: the control, a program that forgets nothing.
    """
    home, temp, stick, folder = (place / name for name in ("home", "temp", "stick", "office"))
    for each in (home, temp, stick):
        each.mkdir(parents=True)
    began = time.time()
    if founded is None:
        words = Words()
        making = Window(folder, home, temp)
        try:
            centre = found_centre(folder, words, making)
        finally:
            making.close()
    else:
        centre, words = deepcopy(founded)
        centre = replace(centre, folder=Path(copytree(centre.folder, folder)))
    for number, data in enumerate(forms_of(PLANTED).values()):
        (home / f"planted-{number}").write_bytes(data)
    window = Window(folder, home, temp, leaks)
    remains = Remains()
    try:
        played = Day(window, centre, words, stick)
        for part in (parts, Day.let_in) if again else (parts,):
            played.before_leaving = lambda: _look_before(window, words, remains)
            part(played)
            _look_inside(window, words, remains)
            _look_at_disk(place, (home, temp, stick, folder), began, words, remains)
        left = played.left_behind + window.on_clipboard
    finally:
        window.close()
    remains.clipboard += [str(hit) for text in left for hit in Net(words.typed).look(text.encode())]
    remains.words, remains.places = len(words.marked), Counter(words.typed[text] for text in words.marked)
    return remains


def _look_before(window: Window, words: Words, remains: Remains) -> None:
    """Look at the same places while they must hold something."""
    net = Net([words.beginning])
    remains.clipboard_before.append(sum(net.count(text.encode()) for text in window.do("clipboard")))
    try:
        remains.memory_before.append(sum(net.count(data) for data in window.memory()))
    except PermissionError:
        remains.memory_seen = False


def _look_inside(window: Window, words: Words, remains: Remains) -> None:
    """Look into the process that came after the lock: its memory, its command line, its clipboard."""
    others = [typed for typed in words.typed if words.beginning not in typed]
    net = Net([words.beginning, *others], only=IN_MEMORY)
    if remains.memory_seen:
        for data in window.memory():
            remains.memory_size += len(data)
            remains.memory += [str(hit) for hit in net.look(data)]
    process = Path(f"/proc/{window.process.pid}")
    for name in ("cmdline", "environ"):
        remains.memory += [f"{name}: {hit}" for hit in net.look((process / name).read_bytes())]
    remains.clipboard += [str(hit) for text in window.do("clipboard") for hit in net.look(text.encode())]


def _look_at_disk(place: Path, own: Iterable[Path], began: float, words: Words, remains: Remains) -> None:
    typed, names, planted = Net(words.typed), Net(words.names), Net([PLANTED])
    found: set[str] = set()
    for path in _files(place, own, began):
        try:
            data = path.read_bytes()
        except OSError:
            continue
        remains.files += 1
        found |= {hit.form for hit in planted.look(data)} if path.name.startswith("planted-") else set()
        hits = [f"{path}: {hit}" for hit in typed.look(data)] + [
            f"name of {path}: {hit}" for hit in typed.look(str(path).encode())
        ]
        if path.is_relative_to(place / "stick"):
            remains.paper.add(path.name)
        elif data.startswith(b"%PDF") and path.is_relative_to(place):  # its words are packed, so no net finds them
            remains.on_disk.append(f"{path}: a paper that nobody saved")
        elif path.name.endswith(SETTINGS):
            remains.settings += hits
        else:
            remains.on_disk += hits
        called = names.look(data)
        if path.name == REMEMBERED:
            remains.names |= {hit.word for hit in called}
        else:
            remains.on_disk += [f"{path}: {hit}" for hit in called]
        if path.name == HISTORY and data:  # Qt leaves an empty one when its history is taken away
            remains.settings.append(f"{path}: {len(data)} bytes")
    remains.planted = len(found)


def _files(place: Path, own: Iterable[Path], began: float) -> Iterator[Path]:
    """Yield every file of the day's folders, and what anybody laid into the system's temporary folders meanwhile."""
    for folder in own:
        yield from (path for path in folder.rglob("*") if path.is_file())
    for entry in (entry for folder in OF_THE_SYSTEM if folder.is_dir() for entry in folder.iterdir()):
        if place.is_relative_to(entry):
            continue
        try:
            paths = [entry] if entry.is_file() else [path for path in entry.rglob("*") if path.is_file()]
            for path in paths:
                known = path.lstat()
                if known.st_mtime >= began and known.st_size < LARGEST:
                    yield path
        except OSError:
            continue  # somebody else's, or gone again
