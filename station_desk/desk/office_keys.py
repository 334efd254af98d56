"""The office's own keys, which never leave the store. Owns nothing but their reading."""

from __future__ import annotations

from station_desk.desk.making import KEYS
from station_desk.desk.ports import Desk
from station_desk.errors import DeskError, ErrorCode
from station_desk.store import office
from station_desk.sync.keys import OfficeKeys


def keys_of(desk: Desk) -> OfficeKeys:
    """Return the keys the office signs and unseals with. Raises STORE_DAMAGED when they are gone."""
    with desk.store.read() as read:
        raw = office.value(read, KEYS)
    if raw is None:
        raise DeskError(ErrorCode.STORE_DAMAGED)
    return OfficeKeys.from_bytes(raw)
