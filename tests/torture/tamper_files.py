"""Tampering with files, without any key: old pages put back, whole older copies, lost tails, old and foreign key files.

Owns the making of such cases out of the copies of a worked station; judges nothing.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import combinations
from typing import Any, Final

from station_desk.desk.office import HEAD_NOTE
from station_desk.desk.ports import STORE_FILE, VAULT_FILE
from station_desk.domain.log import canonical
from tests.torture.tamper import Case, Files
from tests.torture.worked_station import PROFILE, WAL_FILE, Copy, Worked

PAGE: Final = 4096
FRAME: Final = 24 + PAGE  # of the journal: a header of its own before each page
WAL_HEAD: Final = 32
DEVICE: Final = "device.key"


def _pages(data: bytes) -> list[bytes]:
    return [data[start : start + PAGE] for start in range(0, len(data), PAGE)]


def old_pages(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Put authentic old pages back into the store as it stands: one, several, or all that differ but for a few."""
    now = _pages(worked.now.files[STORE_FILE])
    closed = [copy for copy in worked.copies[:-1] if WAL_FILE not in copy.files]
    differing = {copy.name: _differing(now, _pages(copy.files[STORE_FILE])) for copy in closed}
    singles = [(copy, (number,)) for copy in closed for number in differing[copy.name]]
    draw.shuffle(singles)
    for number in range(count):
        if number % 2 == 0 and singles:
            copy, chosen = singles.pop()
        else:
            copy = draw.choice(closed)
            chosen = _some(draw, differing[copy.name])
        old, pages = _pages(copy.files[STORE_FILE]), list(now)
        for page in chosen:
            pages[page] = old[page]
        kind = "page of an earlier copy" if len(chosen) == 1 else "pages of an earlier copy"
        told = f"{copy.name}, pages {chosen if len(chosen) < 12 else len(chosen)}"
        yield Case(kind, told, {**worked.now.files, STORE_FILE: b"".join(pages)})


def mixed_pages(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Put pages of several earlier copies, or pages from other places of the file, back at once."""
    now = _pages(worked.now.files[STORE_FILE])
    closed = [copy for copy in worked.copies[:-1] if WAL_FILE not in copy.files]
    for _ in range(count):
        pages, told = list(now), []
        for copy in draw.sample(closed, 2):
            old = _pages(copy.files[STORE_FILE])
            for page in _some(draw, _differing(now, old))[:8]:
                target = page if draw.random() < 0.8 else draw.randrange(len(now))
                pages[target] = old[page]
                told.append(f"{page}>{target}")
        yield Case("pages of several copies", " ".join(told), {**worked.now.files, STORE_FILE: b"".join(pages)})


def _differing(now: Sequence[bytes], old: Sequence[bytes]) -> list[int]:
    return [number for number, page in enumerate(old[: len(now)]) if page != now[number]]


def _some(draw: random.Random, pages: list[int]) -> tuple[int, ...]:
    """Draw a few, a run of neighbours, or all but a few."""
    if len(pages) < 3:
        return tuple(pages)
    way = draw.randrange(4)
    if way == 0:
        return tuple(sorted(draw.sample(pages, draw.randint(2, min(6, len(pages))))))
    if way == 1:
        start = draw.randrange(len(pages) - 1)
        return tuple(pages[start : start + draw.randint(2, 12)])
    if way == 2:
        return tuple(sorted(draw.sample(pages, len(pages) - draw.randint(1, 2))))
    return tuple(sorted(draw.sample(pages, draw.randint(2, len(pages)))))


def whole_copies(worked: Worked) -> Iterator[Case]:
    """Restore a whole older store, with and without the files that lay beside it; one newer witness is left."""
    beside = (HEAD_NOTE, PROFILE, VAULT_FILE)
    for copy in worked.copies[:-1]:
        for count in range(len(beside) + 1):
            for old in combinations(beside, count):
                files = {**worked.now.files, STORE_FILE: copy.files[STORE_FILE]}
                if WAL_FILE in copy.files:
                    files[WAL_FILE] = copy.files[WAL_FILE]
                files |= {name: copy.files[name] for name in old}
                if _has_witness(worked, copy, files):
                    yield Case("older copy", f"{copy.name} with {' '.join(old) or 'nothing'}", files)
        for gone in ((HEAD_NOTE,), (PROFILE,)):
            files = {**worked.now.files, STORE_FILE: copy.files[STORE_FILE]}
            files |= {WAL_FILE: copy.files[WAL_FILE]} if WAL_FILE in copy.files else {}
            kept = {name: data for name, data in files.items() if name not in gone}
            yield Case("older copy", f"{copy.name} without {gone[0]}", kept)
            if WAL_FILE in copy.files:
                del kept[WAL_FILE]
                yield Case("older copy", f"{copy.name} without {gone[0]}, without its journal", kept)


def _has_witness(worked: Worked, copy: Copy, files: Files) -> bool:
    """Tell whether something beside the store is newer than the store's copy: an anchor, or a changed key file."""
    anchored = any(files[name] == worked.now.files[name] for name in (HEAD_NOTE, PROFILE))
    return anchored or files[VAULT_FILE] != copy.files[VAULT_FILE]


def lost_tails(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Cut, drop or spoil the journal of an open store, or cut the store itself; the anchors say where the log was."""
    opened = [copy for copy in worked.copies if WAL_FILE in copy.files]
    for number in range(count):
        copy = draw.choice(opened)
        if number % 10 == 0:
            yield _cut_store(worked, draw)
            continue
        journal = bytearray(copy.files[WAL_FILE])
        frames = (len(journal) - WAL_HEAD) // FRAME
        frame = draw.randrange(frames)
        at = WAL_HEAD + frame * FRAME
        way = draw.randrange(4)
        if way == 0:
            del journal[at + draw.choice((0, 0, draw.randrange(FRAME))) :]
            what = f"cut at frame {frame} of {frames}"
        elif way == 1:
            journal[at + draw.randrange(FRAME)] ^= 1 << draw.randrange(8)
            what = f"a bit of frame {frame} of {frames}"
        elif way == 2:
            journal[at : at + FRAME] = bytes(FRAME)
            what = f"frame {frame} of {frames} blank"
        else:
            journal[draw.randrange(WAL_HEAD)] ^= 1 << draw.randrange(8)
            what = "a bit of the journal's head"
        yield _based(copy, "lost tail", what, {WAL_FILE: bytes(journal)})
    for copy in opened:
        files = {name: data for name, data in copy.files.items() if name != WAL_FILE}
        yield Case("lost tail", f"{copy.name}: no journal", files)


def _based(copy: Copy, kind: str, what: str, changed: Files) -> Case:
    return Case(kind, f"{copy.name}: {what}", {**copy.files, **changed}, base=copy.name)


def _cut_store(worked: Worked, draw: random.Random) -> Case:
    data = worked.now.files[STORE_FILE]
    pages = len(data) // PAGE
    left = draw.choice((pages - 1, pages - 2, draw.randrange(1, pages)))
    part = draw.choice((0, 0, draw.randrange(1, PAGE)))
    files = {**worked.now.files, STORE_FILE: data[: left * PAGE + part]}
    return Case("lost tail", f"store cut to {left} of {pages} pages and {part} bytes", files)


def key_files(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Put an old, a foreign or an edited key file, or another device key, in place of the one in force."""
    now = worked.now.files
    older = {copy.files[VAULT_FILE]: copy.name for copy in worked.copies if copy.files[VAULT_FILE] != now[VAULT_FILE]}
    for vault, name in older.items():
        for extra in ({}, {"vault.json.next": now[VAULT_FILE]}, {"vault.json.1": now[VAULT_FILE]}):
            told = " ".join(extra) or "alone"
            yield Case("old key file", f"{name}, {told}", {**now, VAULT_FILE: vault, **extra}, by_door=True)
            yield Case("old key file", f"{name}, {told}", {**now, VAULT_FILE: vault, **extra})
        yield Case("old key file", f"{name} waiting", {**now, "vault.json.next": vault}, by_door=True)
    foreign = worked.foreign.files
    yield Case("foreign key file", "vault", {**now, VAULT_FILE: foreign[VAULT_FILE]}, by_door=True)
    both = {VAULT_FILE: foreign[VAULT_FILE], DEVICE: foreign[DEVICE]}
    yield Case("foreign key file", "vault and device key", {**now, **both}, by_door=True)
    yield Case("foreign key file", "device key", {**now, DEVICE: foreign[DEVICE]}, by_door=True)
    yield Case("foreign key file", "waiting", {**now, "vault.json.next": foreign[VAULT_FILE]}, by_door=True)
    for name in (VAULT_FILE, DEVICE):
        yield Case("no key file", name, {kept: data for kept, data in now.items() if kept != name}, by_door=True)
    for number in range(count):
        vault = _bit(draw, now[VAULT_FILE]) if number % 2 else _edited(draw, now[VAULT_FILE])
        yield Case("edited key file", f"{number}", {**now, VAULT_FILE: vault}, by_door=True)
        device = _bit(draw, now[DEVICE])
        yield Case("edited key file", f"device {number}", {**now, DEVICE: device}, by_door=True)


def _bit(draw: random.Random, data: bytes) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << draw.randrange(8)]) + data[place + 1 :]


def _edited(draw: random.Random, vault: bytes) -> bytes:
    """Change one value of a key file and put its checksum right, as somebody does who knows how it is made."""
    told: dict[str, Any] = json.loads(vault)
    places = list(_leaves(told))
    holder, key = draw.choice(places)
    value = holder[key]
    if isinstance(value, int):
        holder[key] = value + draw.choice((-1, 1, 64))
    else:
        at = draw.randrange(max(1, len(value)))
        holder[key] = value[:at] + draw.choice("0123456789abcdefAZ+/=") + value[at + 1 :]
    if "checksum" in told:
        rest = {name: value for name, value in told.items() if name != "checksum"}
        told["checksum"] = sha256(canonical(rest)).hexdigest()
    return canonical(told)


def _leaves(told: Any) -> Iterator[tuple[Any, Any]]:
    pairs = told.items() if isinstance(told, dict) else enumerate(told)
    for key, value in list(pairs):
        if isinstance(value, (dict, list)):
            yield from _leaves(value)
        elif isinstance(value, (int, str)):
            yield told, key


def anchors(worked: Worked, draw: random.Random, count: int) -> Iterator[Case]:
    """Edit the heads kept outside the store: a bit, another office's, an older one, none, one that leads."""
    now = worked.now.files
    for name in (HEAD_NOTE, PROFILE):
        yield Case("anchor", f"no {name}", {kept: data for kept, data in now.items() if kept != name})
        yield Case("anchor", f"foreign {name}", {**now, name: worked.foreign.files[HEAD_NOTE]})
        yield Case("anchor", f"empty {name}", {**now, name: b""})
        for copy in worked.copies[:-1]:
            yield Case("anchor", f"{name} of {copy.name}", {**now, name: copy.files[name]})
    yield Case("anchor", "none", {kept: data for kept, data in now.items() if kept not in (HEAD_NOTE, PROFILE)})
    for number in range(count):
        name = draw.choice((HEAD_NOTE, PROFILE))
        yield Case("anchor", f"bit {number} of {name}", {**now, name: _bit(draw, now[name])})
