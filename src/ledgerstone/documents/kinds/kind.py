"""What is special about one kind of document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledgerstone.documents.models import Document
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.actor import Actor

# Told how much of the work is done, from 0 to 1.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of document is seen, made and named.

    ``may_see``: whether a person may, who is known to belong to the account. ``make`` gives the
    bytes of the PDF. ``length`` counts its lines: a long one is left to the worker. ``filename``
    is without a folder, with its ending.
    """

    project_of: Callable[[Document], Project]
    may_see: Callable[[Actor, Document], bool]
    make: Callable[[Actor, Document, Progress], bytes]
    length: Callable[[Document], int]
    filename: Callable[[Document], str]
