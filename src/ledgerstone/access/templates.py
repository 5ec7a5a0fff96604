"""Tools, levels, and the permission templates that bundle them.

A template gives a person a level on each tool of a project. So far one template is built in.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Tool(StrEnum):
    """Where in a project a right applies."""

    DIRECTORY = "directory"
    COMMITMENTS = "commitments"
    HEAD_CONTRACTS = "head_contracts"


class Level(IntEnum):
    """How far a right goes; each level holds the ones below it."""

    NONE = 0
    READ_ONLY = 1
    STANDARD = 2
    ADMIN = 3


ADMINISTRATOR = "administrator"

TEMPLATES: Mapping[str, Mapping[Tool, Level]] = {
    ADMINISTRATOR: dict.fromkeys(Tool, Level.ADMIN),
}
