"""The whole campaign against one worked station: every sort of tampering in the shares that a number of cases asks for.

The figures of the long run stand in RESULTS.md.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from tests.torture import tamper_files, tamper_lines, tamper_rows, worked_station
from tests.torture.tamper import Case, Judge, Tally, campaign, own_profile
from tests.torture.worked_station import Worked

# Of a hundred cases that are drawn; whole older copies, old key files and the schema come on top, all there are.
SHARES: Final = {
    tamper_files.old_pages: 28,
    tamper_files.mixed_pages: 4,
    tamper_files.lost_tails: 9,
    tamper_files.key_files: 2,
    tamper_files.anchors: 3,
    tamper_lines.careful: 12,
    tamper_lines.insider: 14,
}
ROWS_SHARE: Final = 28
MEMORY: Final = Path("/dev/shm")  # a case is some thousand small writes that nobody needs to keep


def cases(worked: Worked, judge: Judge, draw: random.Random, count: int) -> Iterator[Case]:
    """Draw about `count` cases, and all of those that are not drawn."""
    for make, share in SHARES.items():
        yield from make(worked, draw, count * share // 100)
    yield from tamper_rows.cases(worked, judge, draw, count * ROWS_SHARE // 100)
    yield from tamper_files.whole_copies(worked)
    yield from tamper_rows.schema(worked)


def few(worked: Worked, judge: Judge, draw: random.Random, each: int) -> Iterator[Case]:
    """Draw a few cases of every sort."""
    sorts = [list(make(worked, draw, each)) for make in SHARES]
    sorts += [list(tamper_rows.cases(worked, judge, draw, 3 * each))]
    sorts += [list(tamper_files.whole_copies(worked)), list(tamper_rows.schema(worked))]
    for made in sorts:
        yield from draw.sample(made, min(each, len(made)))


def run(seed: int, count: int, told: Callable[[str], None]) -> Tally:
    """Make a station, tamper with it `count` times and return what was found."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as folder, own_profile(Path(folder) / "state"):
        worked = worked_station.make(Path(folder) / "made")
        judge = Judge(worked, Path(folder))
        return campaign(judge, cases(worked, judge, random.Random(seed), count), told)
