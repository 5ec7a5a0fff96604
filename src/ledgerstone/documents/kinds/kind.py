"""What is special about one kind of document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ledgerstone.documents.models import Document
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor

# Told how much of the work is done, from 0 to 1.
Progress = Callable[[float], None]


def is_pdf(document: Document) -> str:
    """The media type of most kinds."""
    return "application/pdf"


def unannounced(actor: Actor, document: Document) -> None:
    """Most kinds are just there when they are made."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of document is seen, made and named.

    ``may_see``: whether a person may, who is known to belong to the account. ``make`` gives the
    bytes of the PDF, or a large one as a file that is removed once it is kept. ``length`` counts
    its lines: a long one is left to the worker. ``filename`` is without a folder, with its ending.
    ``announce`` tells that it was made, in the transaction that says so.
    """

    project_of: Callable[[Document], Project]
    may_see: Callable[[Actor, Document], bool]
    make: Callable[[Actor, Document, Progress], bytes | Path]
    length: Callable[[Document], int]
    filename: Callable[[Document], str]
    content_type: Callable[[Document], str] = is_pdf
    announce: Callable[[Actor, Document], None] = unannounced
