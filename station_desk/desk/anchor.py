"""The head of the log kept outside the store, in two places. Owns those small files and what they say beside the log.

An anchor may lag behind the log and never leads it: it is written after the commit, by one thread of its own, at most
about once a second. The place outside belongs to one folder, so that a copy opened elsewhere never speaks against the
original; a folder that has none of its own there is held against those of its office's other folders.
It is evidence: nothing is written over one that has not been compared with the log, nor over one that contradicts it or
that is not ours: a log put back from before a change of keys cannot read the newer anchor. A place that cannot be
written is told, never a reason to stop.
"""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from station_desk.desk.finding import Finding, FindingCode
from station_desk.domain.checkpoint import Checkpoint, CheckpointError, read_checkpoint
from station_desk.errors import DeskError, ErrorCode
from station_desk.host.drives import read_file, write_file
from station_desk.host.paths import make_private_dir
from station_desk.store import log
from station_desk.store.connect import Connection
from station_desk.store.log import LogHead

LIMIT: Final = 4096
PAUSE_SECONDS: Final = 1.0
SUFFIX: Final = ".head"
_SEAL: Final = b"hmac "


@dataclass(frozen=True, slots=True)
class _Seen:
    """What lies at one place: a checkpoint that is ours, nothing, or (`damaged`) something that is not ours."""

    checkpoint: Checkpoint | None = None
    damaged: bool = False


def outside(state: Path, office: str, folder: Path) -> Path:
    """Name the place outside a folder: in the account's own folder `state`, by the office's id and where it lies."""
    where = sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    return state / f"{office}.{where}{SUFFIX}"


def of_other_folders(own: Path) -> list[Path]:
    """Return the places, beside this one, of other folders in which the same office was open."""
    office = own.name.removesuffix(SUFFIX).rpartition(".")[0]
    return sorted(place for place in own.parent.glob(f"{office}.*{SUFFIX}") if place != own)


class Anchor:
    """The anchors of one office while it is open."""

    def __init__(
        self,
        places: Sequence[Path],
        key: bytes,
        office: str,
        epoch: int,
        head: Callable[[], LogHead],
        others: Sequence[Path] = (),
    ) -> None:
        """Know the places, the nearest to the store first; `key` seals the files, `head` reads the committed log.

        `others` are never written: they speak where the last place is empty. Nothing is written before `compare` has
        read what lies there.
        """
        self._places = tuple(places)
        self._others = tuple(others)
        self._key = key
        self._office = office
        self._epoch = epoch
        self._head = head
        self._failed: dict[Path, DeskError] = {}
        self._own: Checkpoint | None = None
        self._compared = self._held = False
        self._news, self._end = threading.Event(), threading.Event()
        self._writing = threading.Lock()
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return "<Anchor>"

    def told(self) -> None:
        """Take note of a commit; the writing is done elsewhere, soon."""
        if self._may_write:
            self._news.set()

    def flush(self) -> None:
        """Write the head to every place now, on the caller's thread."""
        self._news.clear()
        self._write()

    def hold(self) -> None:
        """Write no more, whatever is committed: what lies there is evidence."""
        with self._writing:
            self._held = True

    def resume(self) -> None:
        """Write again after `hold`: people have looked at the evidence and signed for it."""
        with self._writing:
            self._held = False
        self.told()

    def renew(self, key: bytes) -> None:
        """Seal with another key from now on; what lies at each place under the former one is sealed anew as it stands.

        It is not judged here. What neither key has sealed stays as it is, for `compare` to find.
        """
        with self._writing:
            former, self._key = self._key, key
            for place in self._places:
                with suppress(DeskError):
                    text = _text_of(read_file(place, LIMIT), former)
                    if text is not None:
                        self._put(place, text)

    def close(self) -> None:
        """Write the head a last time and end the thread."""
        self._end.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    @property
    def _may_write(self) -> bool:
        return self._compared and not self._held

    def _run(self) -> None:
        while not self._end.is_set():
            self._news.wait()
            if not self._end.is_set():
                self.flush()
                self._end.wait(PAUSE_SECONDS)

    def _write(self) -> None:
        with self._writing:
            if not self._may_write:
                return
            try:
                head = self._head()
            except DeskError:
                return  # a store that cannot be read tells so where somebody is asking
            now = Checkpoint(self._office, self._epoch, head.size, head.root)
            if now == self._own and not self._failed:
                return
            for place in self._places:
                self._put(place, now.to_bytes())
            self._own = now

    def _put(self, place: Path, text: bytes) -> None:
        try:
            make_private_dir(place.parent)
            write_file(place, text + _SEAL + _mac(self._key, text))
            self._failed.pop(place, None)
        except DeskError as error:
            self._failed[place] = error

    def compare(self, read: Connection) -> list[Finding]:
        """Hold what lies at each place against the log; from then on the head is kept there, unless it contradicts.

        Every place is named by its number, from 1. Call it before the first line of a sitting is written.
        """
        with self._writing:
            seen = {number: self._look(place) for number, place in enumerate(self._places, 1)}
            if seen[len(seen)] == _Seen():
                seen |= dict(enumerate(self._elsewhere(), len(seen) + 1))
            found = [*self._judged(read, seen), *self._troubles()]
            self._compared = True
            if any(item.is_grave for item in found):
                self._held = True
            if self._thread is None and not self._end.is_set():
                self._thread = threading.Thread(target=self._run, name="anchor", daemon=True)
                self._thread.start()
        return found

    def _look(self, place: Path) -> _Seen:
        try:
            data = read_file(place, LIMIT)
        except DeskError as error:
            return _Seen(damaged=error.code is not ErrorCode.FILE_MISSING)
        text = _text_of(data, self._key)
        if text is None:
            return _Seen(damaged=True)
        try:
            checkpoint = read_checkpoint(text)
        except CheckpointError:
            return _Seen(damaged=True)
        return _Seen(checkpoint) if checkpoint.office == self._office else _Seen(damaged=True)

    def _elsewhere(self) -> list[_Seen]:
        """Look at what the same office left in its other folders.

        One folder may have been copied, and its keys changed since: what is not ours says something only where nothing
        is ours.
        """
        seen = [at for at in map(self._look, self._others) if at != _Seen()]
        return [at for at in seen if at.checkpoint] or seen[:1]

    def _judged(self, read: Connection, seen: Mapping[int, _Seen]) -> list[Finding]:
        head = log.head(read)
        kept = {number: at.checkpoint for number, at in seen.items() if at.checkpoint}
        good = self._good(read, head, kept.values())
        newest = max((point.size for point in good), default=0)
        # Once a checkpoint has been signed there were sittings, and they left an anchor.
        expected = bool(kept) or bool(log.checkpoints(read))
        found = []
        for number, at in seen.items():
            where = str(number)
            if at.damaged:
                found.append(Finding(FindingCode.ANCHOR_DAMAGED, 0, where))
            elif at.checkpoint is None and expected:
                found.append(Finding(FindingCode.ANCHOR_MISSING, 0, where))
            elif at.checkpoint and at.checkpoint not in good:
                code = self._contradiction(at.checkpoint, head.size, newest)
                agreed = head.size if code is FindingCode.LOG_TAIL_LOST else min(newest, head.size)
                found.append(Finding(code, at.checkpoint.size, where, log.at_of(read, agreed)))
        return found

    def _good(self, read: Connection, head: LogHead, points: Iterable[Checkpoint]) -> frozenset[Checkpoint]:
        """Return the anchors that the log bears out.

        One of an earlier epoch was left behind by a restore that people agreed on. Our own may be newer than the
        snapshot that is read. Mostly an anchor stands at the head, and nothing needs to be counted anew.
        """
        roots = {head.size: head.root}
        roots |= log.roots_at(read, {point.size for point in points} - roots.keys())
        return frozenset(
            point
            for point in points
            if point.epoch < self._epoch
            or (point.epoch == self._epoch and roots.get(point.size) == point.root)
            or (point == self._own and point.size > head.size)
        )

    def _contradiction(self, point: Checkpoint, size: int, newest: int) -> FindingCode:
        """Name what an anchor that the log does not bear out means, by what the other place says."""
        if newest or point.epoch > self._epoch:
            return FindingCode.LOG_ROLLED_BACK  # the folder's own anchor went back together with the log
        return FindingCode.LOG_TAIL_LOST if point.size > size else FindingCode.LOG_REWRITTEN

    def _troubles(self) -> list[Finding]:
        places = enumerate(self._places, 1)
        return [
            Finding(FindingCode.ANCHOR_NOT_WRITTEN, 0, f"{number} {self._failed[place].code.value}")
            for number, place in places
            if place in self._failed
        ]


def _text_of(data: bytes, key: bytes) -> bytes | None:
    """Return what an anchor says, None when this key has not sealed it."""
    text, _, mac = data.rpartition(_SEAL)
    return text if hmac.compare_digest(mac, _mac(key, text)) else None


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, sha256).hexdigest().encode() + b"\n"
