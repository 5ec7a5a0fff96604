"""Who acts. Every operation names its actor; every policy asks about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rights:
    """What a permission template gives: a level on each tool, and single tasks on top."""

    levels: Mapping[str, int] = field(default_factory=dict)
    grants: frozenset[str] = frozenset()


NO_RIGHTS = Rights()
# The login of no person: no record can refer to it.
NOBODY = 0


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work in one account.

    ``projects`` holds the rights on each project that the person is a member of. ``contact_of`` are
    the contracts that they are named on as claim contact while they work for its company;
    ``claims_for`` and ``fills_schedules_of`` those of them where contacts may claim, and fill the
    subcontractor's schedule. ``listed_on`` are those on whose private list somebody put them.
    ``is_outside``: they work for another company than the account's own.
    """

    account_id: int
    user_id: int
    name: str
    person_id: int | None = None
    is_insurance_manager: bool = False
    is_outside: bool = False
    account_rights: Rights = NO_RIGHTS
    projects: Mapping[int, Rights] = field(default_factory=dict)
    contact_of: frozenset[int] = frozenset()
    claims_for: frozenset[int] = frozenset()
    fills_schedules_of: frozenset[int] = frozenset()
    listed_on: frozenset[int] = frozenset()

    @property
    def signed_by(self) -> int | None:
        """The login that a record of the act refers to; None where the product acts of itself."""
        return None if self.user_id == NOBODY else self.user_id
