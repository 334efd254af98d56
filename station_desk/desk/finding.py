"""What a verification finds. Owns the shape; every code has its place in `keeping` or `keeping_exchange`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was written: a code, the line it concerns (0 for the whole), and where."""

    code: str
    seq: int
    where: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, [self.code, f"line {self.seq}", self.where]))
