"""How variations are said: their tiers, their statuses, and the reasons for them."""

from __future__ import annotations

from ledgerstone.contracts.models import POTENTIAL, REQUEST, VARIATION, VARIATION_STATUSES
from ledgerstone.projects.terminology import Terms, Word

_KINDS = {VARIATION: "variation", REQUEST: "variation_request", POTENTIAL: "potential_variation"}

_STATUSES = {
    "draft": "Draft",
    "not_pricing": "Not pricing",
    "pricing": "Pricing",
    "pending": "Pending",
    "revised": "Revised",
    "proceeding": "Proceeding",
    "not_proceeding": "Not proceeding",
    "no_charge": "No charge",
    "approved": "Approved",
    "rejected": "Rejected",
    "void": "Void",
}

# Words of a region have places, which are filled when a reason is said.
REASONS = {
    "owner_change": "Requested by the {owner}",
    "design_change": "Design change",
    "site_condition": "Site condition",
    "omission": "Error or omission",
    "authority": "Required by an authority",
    "time": "Delay or acceleration",
    "scope": "Scope between packages",
    "allowance": "Allowance adjusted",
    "back_charge": "Back charge",
    "other": "Other",
}


def kind_word(kind: str, words: Terms) -> Word:
    """A tier as its project says it: `variation request`, in the words of its region."""
    return words[_KINDS[kind]]


def status_word(status: str) -> str:
    """A status as a page says it."""
    return _STATUSES[status]


def status_choices(*, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Statuses with their words, in their order."""
    return [(one, _STATUSES[one]) for one in VARIATION_STATUSES if one not in without]


def reason_word(reason: str, words: Terms) -> str:
    """A reason as a page says it; empty where none was given."""
    return REASONS[reason].format(owner=words.owner) if reason in REASONS else ""


def reason_choices(words: Terms) -> list[tuple[str, str]]:
    """The reasons to choose from, with their words."""
    return [(reason, reason_word(reason, words)) for reason in REASONS]
