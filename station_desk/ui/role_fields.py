"""Choosing a role: each with what it lets somebody do; a weighty one asks for the second officer too.

Owns the question and when the second officer is asked for; which roles are weighty is the desk's to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from station_desk.desk import people
from station_desk.desk.approvals import Agreeing
from station_desk.desk.ports import Desk
from station_desk.domain.roles import Role
from station_desk.errors import DeskError, ErrorCode
from station_desk.ui.choice import Choice
from station_desk.ui.kit import Kit
from station_desk.ui.labels import PlainLabel
from station_desk.ui.powers import described
from station_desk.ui.second_fields import SecondFields
from station_desk.ui.texts import error_key
from station_desk.ui.theme import Space


class RoleFields(QWidget):
    """The roles under each other, why a second officer is needed, and the fields for one."""

    def __init__(self, kit: Kit, desk: Desk, roles: Sequence[Role], *, but: str = "") -> None:
        """`but` is whom the role is for: they cannot agree to it."""
        super().__init__()
        self._needs: frozenset[Role] = frozenset()
        self.roles = Choice(kit, "power.which", [(role.value, described(kit.words, role)) for role in roles])
        self.roles.changed.connect(self._settle)
        self.why = PlainLabel(type_="soft")
        kit.words.tie(self.why, "power.why_second")
        self.second = SecondFields(kit, desk, but=but)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.BODY)
        for widget in (self.roles, self.why, self.second):
            column.addWidget(widget)
        self._settle()
        kit.runner.run(_weighty, desk, tuple(roles), reads=True, done=self._know)

    @property
    def role(self) -> Role | None:
        """The chosen role."""
        return Role(self.roles.chosen) if self.roles.chosen else None

    @property
    def needs_second(self) -> bool:
        """Whether the chosen role needs a second officer."""
        return self.role in self._needs

    def answer(self) -> tuple[Role, Agreeing | None] | None:
        """Return the role and who agrees to it; None after saying what is missing."""
        role = self.role
        if role is None:
            self.roles.set_problem("problem.required")
            return None
        if not self.needs_second:
            return role, None
        second = self.second.second()
        return None if second is None else (role, second)

    def refuse(self, error: DeskError) -> bool:
        """Say beside its field why it was refused; False when the error is about something else."""
        if error.code is ErrorCode.ROLES_TOGETHER:
            self.roles.set_problem(error_key(error))
            return True
        return self.second.refuse(error)

    def _know(self, needs: frozenset[Role]) -> None:
        self._needs = needs
        self._settle()

    def _settle(self, _: str = "") -> None:
        for widget in (self.why, self.second):
            widget.setVisible(self.needs_second)


def _weighty(desk: Desk, roles: tuple[Role, ...]) -> frozenset[Role]:
    return frozenset(role for role in roles if people.needs_second(desk, role))
