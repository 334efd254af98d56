"""What stands on a paper that was laid out."""

from __future__ import annotations


def texts_of(value: object) -> list[str]:
    """Return every text within a laid-out paper, in its order."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)]
    slots = getattr(value, "__slots__", ())
    return [text for name in slots for text in texts_of(getattr(value, name))]
