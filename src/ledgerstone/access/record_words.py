"""How permission templates are said in the change history."""

from __future__ import annotations

from ledgerstone.history.words import describe

from .levels import Grant
from .models import PermissionTemplate


def describe_records() -> None:
    describe(
        PermissionTemplate,
        words={"grants": {grant.value: _words(grant) for grant in Grant}},
        unsaid=("key",),
    )


def _words(grant: Grant) -> str:
    return grant.value.replace("_", " ").capitalize()
