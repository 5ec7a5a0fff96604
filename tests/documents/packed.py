"""What tests of packages and compilations have in common: attaching, and reading what was made."""

from __future__ import annotations

import io

import pikepdf

from ledgerstone.claims.models import Claim, ClaimAttachment
from ledgerstone.claims.operations.papers import attach_to_claim
from ledgerstone.documents.models import Document
from ledgerstone.files.queries import open_file
from tests.claims.desk import Desk

WORK = "work_this_period"
HOSTILE = "=cmd|' /C calc'!A0 \u202egnp.exe #let x = {"


def attach(desk: Desk, claim: Claim, name: str, content: bytes, item: str = "") -> ClaimAttachment:
    line = desk.line(claim, item).line_id if item else None
    return attach_to_claim(
        actor=desk.actor, claim_id=claim.pk, name=name, content=content, line_id=line
    )


def content_of(document: Document) -> bytes:
    assert document.status == "ready"
    assert document.file is not None
    return open_file(document.file)


def bookmarks(content: bytes) -> list[str]:
    """The bookmarks, those below another indented."""
    with pikepdf.open(io.BytesIO(content)) as opened, opened.open_outline() as outline:
        found = []
        for mark in outline.root:
            found.append(mark.title)
            found += [f"  {below.title}" for below in mark.children]
    return found
