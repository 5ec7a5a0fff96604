"""How schedules, variations, retention and settings are said in the change history."""

from __future__ import annotations

from ledgerstone.contracts.models import (
    CommitmentSettings,
    ContractAttachment,
    Distribution,
    FundingSource,
    HeadContractSettings,
    Markup,
    Opening,
    ReleaseEvent,
    RetentionBand,
    RetentionChange,
    RetentionRule,
    RetentionSecurity,
    ScheduleLine,
    SlidingStep,
    TaxCode,
    TaxType,
    Variation,
)
from ledgerstone.history.words import describe

_SUMS = {
    "original_sum": "The original {contract_sum}",
    "revised_sum": "The revised {contract_sum}",
}


def describe_schedules() -> None:
    """Lines and what tax they bear."""
    describe(
        ScheduleLine,
        called="{item} {description}",
        noun="line",
        labels={
            "retention_work": "{retention.capitalised} on work",
            "retention_materials": "{retention.capitalised} on materials",
            "is_exempt_from_retention": "Exempt from {retention}",
            "variation": "{variation.capitalised}",
            "tax_code": "{tax.capitalised} code",
            "tax_rate": "{tax.capitalised} rate",
            "parent": "Breaks down",
            "is_on_claims": "{claim.plural_capitalised} list it",
            "review_note": "Note of the review",
        },
        kinds={
            "retention_work": "rate",
            "retention_materials": "rate",
            "tax_rate": "rate",
            "scheduled_value": "money",
        },
        unsaid=("claimed_to_date", "certified_to_date", "billed_floor", "position"),
    )
    describe(TaxType, called="{name}", noun="tax")
    describe(TaxCode, called="{code}", noun="tax code", kinds={"rate": "rate"})


def describe_openings() -> None:
    """Where contracts stood when they came here."""
    describe(
        Opening,
        called="{contract}",
        noun="opening",
        labels={
            "retention_held": "{retention.capitalised} held",
            "retention_released": "{retention.capitalised} released",
        },
        kinds={
            "less_previous_certificates": "money",
            "retention_held": "money",
            "retention_released": "money",
            "deductions": "money",
        },
    )


def describe_variations() -> None:
    """Variations, markups and attached files."""
    describe(
        Variation,
        called="{number} {title}",
        noun="{variation.capitalised}",
        labels={"head_variation": "Recovered by", "part_of": "Part of"},
    )
    describe(Markup, called="{name}", noun="markup", kinds={"rate": "rate"})
    describe(ContractAttachment, called="{name}", noun="attachment")


def describe_retention() -> None:
    """What is held back, in whose place, and until when."""
    _describe_rule()
    _describe_parts_of_rules()
    describe(
        RetentionSecurity,
        called="{kind} {reference}",
        noun="security",
        words={
            "kind": {
                "bank_guarantee": "Bank guarantee",
                "insurance_bond": "Insurance bond",
                "cash": "Cash",
                "other": "Other security",
            }
        },
        kinds={"amount": "money"},
    )
    describe(
        ReleaseEvent,
        called="{name}",
        noun="release",
        labels={"due_on": "Due", "happened_on": "Happened", "share": "Releases"},
        words={
            "event": {
                "practical_completion": "{practical_completion.capitalised}",
                "end_of_defects_liability": "End of the {defects_period}",
                "by_hand": "By hand",
            }
        },
        kinds={"share": "rate"},
        unsaid=("position",),
    )


def describe_settings() -> None:
    """The settings of the two tools of a project."""
    describe(CommitmentSettings, called="{project}", noun="{commitment.capitalised} settings")
    describe(HeadContractSettings, called="{project}", noun="{head_contract.capitalised} settings")
    describe(Distribution, called="{person}", noun="distribution")
    describe(FundingSource, called="{name}", noun="funding source")


def _describe_rule() -> None:
    describe(
        RetentionRule,
        called="{contract}",
        noun="{retention.capitalised} terms",
        labels={
            "basis": "Worked out",
            "work": "Of work",
            "materials": "Of {stored_materials}",
            "cap_rate": "Held at most",
            "cap_of": "Share of",
            "cap_amount": "Held at most, amount",
            "free_amount": "Bears none",
        },
        words={
            "basis": {"per_line": "Line by line", "cover": "On the whole {claim_short}"},
            "rule": {"flat": "One rate", "bands": "Bands", "steps": "Steps"},
            "cap_of": _SUMS,
        },
        kinds={
            "work": "rate",
            "materials": "rate",
            "cap_rate": "rate",
            "cap_amount": "money",
            "free_amount": "money",
        },
    )


def _describe_parts_of_rules() -> None:
    describe(RetentionBand, called="{rule}", noun="band", kinds={"rate": "rate"})
    describe(
        RetentionChange,
        called="{rule}",
        noun="rates",
        labels={"from_claim": "From {claim_short}", "applies_to": "On"},
        words={"applies_to": {"new_work": "New work", "everything": "All work"}},
        kinds={"work": "rate", "materials": "rate"},
    )
    describe(
        SlidingStep,
        called="{rule}",
        noun="step",
        labels={"limit": "Until this is held", "limit_of": "Limit is of"},
        words={"limit_of": {**_SUMS, "amount": "An amount"}},
        kinds={"rate": "rate"},
    )
