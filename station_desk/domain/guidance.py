"""What to tell her about the legal process, by the kind of her matter. Owns the choosing of points, not a word of them.

The points are data (`resources/law/guidance.toml`), each taken from the domain notes with its section; nothing here
advises, and an unsourced point stays marked as such.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, cast

from station_desk.domain.conditions import Answered, Condition
from station_desk.domain.law import LawError, Line, Raw, codes, condition, read_line, tables, word


class PointKind(StrEnum):
    """What a point says: her choices, what the police must do, by when; and, for staff, what must not be done."""

    SHE_MAY = "she_may"
    POLICE_MUST = "police_must"
    BY_WHEN = "by_when"
    MUST_NOT = "must_not"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of guidance; `when` is None for a point that holds for everybody with such a matter."""

    line: Line
    kind: PointKind
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """All points in the order of the file, those said in every matter, and those of each matter head."""

    points: Mapping[str, Point]
    common: tuple[str, ...]
    heads: Mapping[str, tuple[str, ...]]
    when: Mapping[str, Condition]


_POINT_KEYS: Final = frozenset({"kind", "when"})
_HEAD_KEYS: Final = frozenset({"sets", "points"})


def parse_guidance(raw: Raw) -> Guidance:
    """Build the guidance from its TOML mapping. Raises LawError for a point that is missing, unused or said twice."""
    names = cast(Raw, raw.get("when", {}))
    when = {name: cast(Condition, condition(names, name)) for name in names}
    points = {point.line.code: point for point in (_point(table, when) for table in tables(raw, "point"))}
    common, sets = codes(raw, "common"), cast(Raw, raw.get("set", {}))
    heads = {head: _of_head(head, cast(Raw, table), sets) for head, table in cast(Raw, raw.get("head", {})).items()}
    used = {*common}.union(*heads.values())
    if used != set(points):
        raise LawError(f"points unknown or unused: {sorted(used ^ set(points))}")
    for head, named in heads.items():
        if set(named) & set(common):
            raise LawError(f"{head}: repeats what is said in every matter")
    return Guidance(points, common, heads, when)


def _point(raw: Raw, when: Mapping[str, Condition]) -> Point:
    line = read_line(raw, _POINT_KEYS)
    try:
        return Point(line, PointKind(word(raw, "kind")), when[word(raw, "when")] if "when" in raw else None)
    except (ValueError, KeyError) as error:
        raise LawError(f"{line.code}: {error}") from error


def _of_head(head: str, raw: Raw, sets: Raw) -> tuple[str, ...]:
    unknown = set(raw) - _HEAD_KEYS | set(codes(raw, "sets")) - set(sets)
    if unknown:
        raise LawError(f"{head}: unknown {sorted(unknown)}")
    named = [code for name in codes(raw, "sets") for code in codes(sets, name)] + list(codes(raw, "points"))
    if not named:
        raise LawError(f"{head}: no point of its own")
    return tuple(dict.fromkeys(named))


def for_heads(guidance: Guidance, heads: Sequence[str], answers: Answered) -> tuple[Point, ...]:
    """Return the points for a matter, each once: by kind, and within a kind those of its heads before the common ones.

    A point whose condition looks at something not asked yet is left out. A head of a newer form gives the common
    points alone.
    """
    named = [code for head in heads for code in guidance.heads.get(head, ())]
    chosen = [guidance.points[code] for code in dict.fromkeys([*named, *guidance.common])]
    said = [point for point in chosen if point.when is None or point.when.holds(answers)]
    return tuple(point for kind in PointKind for point in said if point.kind is kind)
