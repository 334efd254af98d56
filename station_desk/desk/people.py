"""The people of the office: who may be named as receiving her, who signs in. Owns their adding, no rights yet."""

from __future__ import annotations

from station_desk.domain.log import Part, canonical

PERSON_ADDED = "person.added"


def person_parts(id: str, name: str, rank: str, key: bytes) -> dict[Part, bytes]:
    """Return the parts of the line that introduces a person and, where they sign in, the key they sign with."""
    return {Part.DISTRICT: canonical({"key": key.hex(), "name": name, "person": id, "rank": rank})}
