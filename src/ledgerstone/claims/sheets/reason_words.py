"""The short reasons for a difference between claimed and assessed, in words."""

REASON_WORDS = {
    "not_complete": "Not complete",
    "defective": "Defective",
    "evidence_missing": "Evidence missing",
    "not_in_contract": "Not in contract",
    "rate_or_quantity": "Rate or quantity",
    "other": "Other",
}


def reason_sentence(code: str, text: str) -> str:
    """A reason as a document prints it: the short one, then what was written."""
    words = REASON_WORDS.get(code, "")
    return ". ".join(part for part in (words, text) if part)
