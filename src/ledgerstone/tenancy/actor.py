"""Who acts. Every operation names its actor; every policy asks about one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work in one account.

    ``templates`` maps the id of each project that the person is a member of to the name of the
    permission template they hold there.
    """

    account_id: int
    user_id: int
    name: str
    is_account_administrator: bool = False
    templates: Mapping[int, str] = field(default_factory=dict)
