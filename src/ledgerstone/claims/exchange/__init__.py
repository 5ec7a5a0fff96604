"""A contract and its claims as one open file, the claim document: written out, and taken over."""

from .exporting import claim_document, written
from .importing import Imported, import_contract
from .planning import Plan, plan_import

__all__ = [
    "Imported",
    "Plan",
    "claim_document",
    "import_contract",
    "plan_import",
    "written",
]
