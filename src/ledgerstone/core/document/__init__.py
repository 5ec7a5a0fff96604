"""The claim document: a contract and its claims as one JSON file.

``read_document`` parses it strictly, ``value_document`` values its claims in order,
``tie_out`` compares the figures that somebody else stated, ``claim_as_json`` and
``claim_as_text`` write the result.
"""

from ledgerstone.core.document.as_json import claim_as_json
from ledgerstone.core.document.as_text import claim_as_text
from ledgerstone.core.document.chain import ValuedClaim, value_document
from ledgerstone.core.document.form import ClaimDocument
from ledgerstone.core.document.node import DocumentRefused
from ledgerstone.core.document.read import read_document
from ledgerstone.core.document.tie_out import Difference, tie_out

__all__ = [
    "ClaimDocument",
    "Difference",
    "DocumentRefused",
    "ValuedClaim",
    "claim_as_json",
    "claim_as_text",
    "read_document",
    "tie_out",
    "value_document",
]
