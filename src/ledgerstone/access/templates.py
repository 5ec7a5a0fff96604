"""The permission templates that every account begins with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .levels import TOOLS, Level, Scope, Tool


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A template as it is first made. A locked one stays as it is; the others may be edited."""

    key: str
    scope: Scope
    name: str
    levels: Mapping[Tool, Level] = field(default_factory=dict)
    is_locked: bool = False


def _all(scope: Scope, level: Level) -> dict[Tool, Level]:
    return dict.fromkeys(TOOLS[scope], level)


# Keys by which the product itself finds a template, whatever it is called by now.
ACCOUNT_ADMINISTRATOR = "account_administrator"
ADMINISTRATOR = "administrator"
CLAIM_CONTACT = "claim_contact"

BUILT_IN: tuple[BuiltIn, ...] = (
    BuiltIn(
        ACCOUNT_ADMINISTRATOR,
        Scope.ACCOUNT,
        "Account administrator",
        _all(Scope.ACCOUNT, Level.ADMIN),
        is_locked=True,
    ),
    BuiltIn(
        "directory_reader",
        Scope.ACCOUNT,
        "Directory reader",
        {Tool.COMPANY_DIRECTORY: Level.READ_ONLY},
    ),
    BuiltIn(
        ADMINISTRATOR,
        Scope.PROJECT,
        "Administrator",
        _all(Scope.PROJECT, Level.ADMIN),
        is_locked=True,
    ),
    BuiltIn(
        "claim_administrator",
        Scope.PROJECT,
        "Claim administrator",
        {
            Tool.DIRECTORY: Level.STANDARD,
            Tool.COMMITMENTS: Level.ADMIN,
            Tool.HEAD_CONTRACTS: Level.READ_ONLY,
            Tool.INVOICING_SETTINGS: Level.ADMIN,
        },
    ),
    BuiltIn(
        "site_team",
        Scope.PROJECT,
        "Site team",
        {
            Tool.DIRECTORY: Level.READ_ONLY,
            Tool.COMMITMENTS: Level.STANDARD,
            Tool.HEAD_CONTRACTS: Level.READ_ONLY,
        },
    ),
    BuiltIn(
        "read_only",
        Scope.PROJECT,
        "Read only",
        _all(Scope.PROJECT, Level.READ_ONLY),
    ),
    BuiltIn(CLAIM_CONTACT, Scope.PROJECT, "Claim contact", is_locked=True),
)
