"""Watch a process and those it starts with strace, and tell every byte that it hands to the system to be written.

Owns the command line of strace and the reading of what it says. Only Linux has it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.torture.markers import Net

CALLS: Final = "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,openat,rename,renameat2,mkdir"
LONGEST: Final = 4 << 20  # bytes of one call that are told; the desk writes its files in pieces of at most 1 MiB
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((?:(\d+)<((?:\\x[0-9a-f]{2}|[^>])*)>)?")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


@dataclass(frozen=True, slots=True)
class Written:
    """One call: its name, the file it went to ("" where it names one itself), and the bytes."""

    call: str
    path: str
    data: bytes = field(repr=False)


def can_watch() -> bool:
    """Tell whether strace is here and may watch."""
    program = shutil.which("strace")
    if program is None:
        return False
    return (
        subprocess.run([program, "-qq", "-e", "trace=none", "true"], capture_output=True, check=False).returncode == 0
    )


def watch(command: Sequence[str], cwd: Path, record: Path) -> str:
    """Run a command under strace, its calls going to the file `record`; return what it said on stdout."""
    words = ["strace", "-f", "-qq", "-y", "-xx", "-s", str(LONGEST), "-e", f"trace={CALLS}", "-e", "signal=none"]
    words += ["-o", str(record), *command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout


def calls(record: Path) -> Iterator[Written]:
    """Read what strace wrote down. A call that was told only in part is a mistake of this check, so it stops it."""
    with record.open(encoding="ascii") as lines:
        for line in lines:
            found = _CALL.match(line)
            if found is None or "resumed>" in line[:60]:
                if '"' in line:
                    raise ValueError(f"a line that is not understood: {line[:80]}")
                continue
            texts = _TEXT.findall(line)
            if any(cut for _, cut in texts):
                raise ValueError(f"a call longer than {LONGEST} bytes")
            data = b"".join(bytes.fromhex(text.replace("\\x", "")) for text, _ in texts)
            yield Written(
                found[1], bytes.fromhex((found[3] or "").replace("\\x", "")).decode() if found[3] else "", data
            )


@dataclass(slots=True)
class Tally:
    """What was found in everything that was written."""

    calls: int = 0
    size: int = 0
    paper: int = 0  # hits in files that are made to be read by people
    planted: int = 0  # forms of the planted word that were found where they were planted
    files: set[str] = field(default_factory=set)
    hits: list[str] = field(default_factory=list)


def is_paper(path: str) -> bool:
    """Tell whether a file is a paper that somebody saved in order to read it."""
    return path.removesuffix(".part").endswith(".pdf")


def look(record: Path, net: Net, planted: Net) -> Tally:
    """Look for words in everything that went to files, sockets and names of files; pipes are the test's own talk."""
    tally, seen = Tally(), set()
    for one in calls(record):
        if one.path.startswith(("pipe:", "/dev/null", "anon_inode:")):
            continue
        tally.calls += 1
        tally.size += len(one.data)
        tally.files.add(one.path)
        hits = net.look(one.data)
        if is_paper(one.path):
            tally.paper += len(hits)
            continue
        tally.hits += [f"{one.call} to {one.path}: {hit}" for hit in hits]
        if "/planted-" in one.path:
            seen |= {hit.form for hit in planted.look(one.data)}
    tally.planted = len(seen)
    return tally
