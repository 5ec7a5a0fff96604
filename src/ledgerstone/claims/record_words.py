"""How the records of fields of claims, and of their files, are said in the change history."""

from __future__ import annotations

from ledgerstone.history.words import describe

from .models import ClaimAttachment, Extension, FieldSet, ProjectFieldSet


def describe_fields() -> None:
    """Sets of fields, and which one a project uses."""
    describe(FieldSet, called="{name}", noun="set of fields", labels={"custom": "Own fields"})
    describe(ProjectFieldSet, called="{project}", noun="set of fields of claims")
    describe(ClaimAttachment, called="{name}", noun="attachment of a claim")
    describe(Extension, called="of {contract}", noun="extension of a due date")
