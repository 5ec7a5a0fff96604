"""The kinds of documents there are, each in a module of its own."""

from __future__ import annotations

from ledgerstone.documents.models import (
    BACKUPS,
    CLAIM,
    INVOICE,
    PACKAGE,
    REMITTANCE,
    RETENTION,
    SCHEDULE,
    Document,
)

from . import backups, claims, invoices, packages, remittance, retention, schedules
from .kind import Kind, Progress

_KINDS: dict[str, Kind] = {
    CLAIM: claims.KIND,
    SCHEDULE: schedules.KIND,
    PACKAGE: packages.KIND,
    BACKUPS: backups.KIND,
    REMITTANCE: remittance.KIND,
    RETENTION: retention.KIND,
    INVOICE: invoices.KIND,
}

__all__ = ["Kind", "Progress", "kind_of"]


def kind_of(document: Document) -> Kind:
    """What is special about this document."""
    return _KINDS[document.kind]
