"""What each setting of contracts is called and does, in a sentence: for pages, and for the guide.

Regional words have places, ``"{commitment.plural}"``, which ``access.words.said`` fills from a
catalogue of terms. A setting is named as the field of its record.
"""

from __future__ import annotations

from dataclasses import dataclass

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Worded:
    """One setting: its field, its label and its help. ``choices`` where it is no yes or no."""

    name: str
    label: str
    help: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Settings that stand together on a page under a title."""

    title: str
    settings: tuple[Worded, ...]


METHODS: tuple[Choice, ...] = (
    ("amount", "Amounts"),
    ("unit", "Quantities at unit prices"),
)
_TIERS: tuple[Choice, ...] = (
    ("1", "1: {variation.plural} alone"),
    ("2", "2: {potential_variation.plural} in {variation.plural}"),
    ("3", "3: {potential_variation.plural} in {variation_request.plural} in {variation.plural}"),
)
_DETAILS: tuple[Choice, ...] = (
    ("variation", "Each {variation} in one row"),
    ("request", "Each {variation_request} in one row"),
    ("potential", "Each {potential_variation} in one row"),
    ("line", "Every line"),
)
_POTENTIAL = Worded(
    "standard_may_create_potential",
    "People with Standard may raise {potential_variation.plural}",
    "They raise them for an administrator to put into {variation.with_article}. It counts with 2 "
    "or 3 tiers.",
)

COMMITMENT_TOOL: tuple[Group, ...] = (
    Group(
        "How they work",
        (
            Worded(
                "private_by_default",
                "New {commitment.plural} are private",
                "Only administrators and the people on a {commitment}'s private list see it. Off, "
                "everybody who reads {commitment.plural} sees new ones.",
            ),
            Worded(
                "purchase_orders_enabled",
                "{purchase_order.plural_capitalised}",
                "New {purchase_order.plural} can be set up. Those that are there stay.",
            ),
            Worded(
                "subcontracts_enabled",
                "{subcontract.plural_capitalised}",
                "New {subcontract.plural} can be set up. Those that are there stay.",
            ),
            Worded(
                "variation_tiers",
                "Tiers of {variation.plural}",
                "How many steps a change goes through. Choose it before the first {variation}: it "
                "goes up later, but down only while no {commitment} of the project has one.",
                _TIERS,
            ),
            _POTENTIAL,
            Worded(
                "field_initiated_enabled",
                "{variation.plural_capitalised} from the field",
                "{claim_contact.plural_capitalised}, and people with Standard, may raise a change "
                "on {commitment.with_article} for you to price and decide.",
            ),
            Worded(
                "always_editable_schedule",
                "{schedule_of_values.plural_capitalised} are always editable",
                "Lines may be added and changed at any status, never below what is billed on them. "
                "Off, a {schedule_of_values} is fixed once its contract leaves the draft, and "
                "changes come by {variation}.",
            ),
        ),
    ),
    Group(
        "How new ones start",
        (
            Worded(
                "subcontractor_schedule_by_default",
                "The {subcontractor} breaks the {schedule_of_values} down",
                "New {commitment.plural} by amount have a {subcontractor_schedule}, which must be "
                "approved before anything is claimed.",
            ),
            Worded(
                "purchase_order_method",
                "{purchase_order.plural_capitalised} are made of",
                "What the {schedule_of_values} of a new {purchase_order} holds.",
                METHODS,
            ),
            Worded(
                "subcontract_method",
                "{subcontract.plural_capitalised} are made of",
                "What the {schedule_of_values} of a new {subcontract} holds.",
                METHODS,
            ),
            Worded(
                "claims_by_default",
                "{claim.plural_capitalised}",
                "New {commitment.plural} can be claimed on.",
            ),
            Worded(
                "payments_by_default",
                "Payments",
                "New {commitment.plural} have a tab of the payments made on them.",
            ),
            Worded(
                "comments_by_default",
                "Comments",
                "New {commitment.plural} have a tab of comments for administrators.",
            ),
            Worded(
                "budget_codes_by_default",
                "{budget_code.plural_capitalised} on documents",
                "Documents of new {commitment.plural} print the {budget_code} of each line.",
            ),
        ),
    ),
    Group(
        "{tax.capitalised}",
        (
            Worded(
                "tax_codes_enabled",
                "{tax.capitalised} codes",
                "Lines of {commitment.plural} may bear a {tax} code of the account in place "
                "of the contract's own rate.",
            ),
        ),
    ),
)

HEAD_CONTRACT_TOOL: tuple[Group, ...] = (
    Group(
        "How they work",
        (
            Worded(
                "variation_tiers",
                "Tiers of {variation.plural}",
                "How many steps a change goes through. Choose it before the first {variation}: it "
                "stays as it is once a {head_contract} of the project has one.",
                _TIERS,
            ),
            _POTENTIAL,
            Worded(
                "always_editable_schedule",
                "{schedule_of_values.plural_capitalised} are always editable",
                "Lines may be added and changed at any status, never below what is billed on them. "
                "Off, a {schedule_of_values} is fixed once its contract leaves the draft, and "
                "changes come by {variation}.",
            ),
        ),
    ),
)

_ADDRESSED = "Mail about {what} is addressed to them unless its sender chooses otherwise."


def _distribution(name: str, label: str, what: str) -> Worded:
    return Worded(name, label, _ADDRESSED.replace("{what}", what))


DISTRIBUTIONS: dict[str, Worded] = {
    one.name: one
    for one in (
        _distribution("commitments", "{commitment.plural_capitalised}", "{commitment.plural}"),
        _distribution(
            "commitment_claims",
            "{claim.plural_capitalised}",
            "{claim.plural} and {subcontractor_schedule.plural} that are handed in",
        ),
        _distribution(
            "commitment_variations",
            "{variation.plural_capitalised} of {commitment.plural}",
            "{variation.plural} of {commitment.plural}",
        ),
        _distribution(
            "head_contracts", "{head_contract.plural_capitalised}", "{head_contract.plural}"
        ),
        _distribution(
            "head_variations",
            "{variation.plural_capitalised} of {head_contract.plural}",
            "{variation.plural} of {head_contract.plural}",
        ),
    )
}

_METHOD = Worded(
    "accounting_method",
    "The {schedule_of_values} is made of",
    "It follows the lines: it changes only while the {schedule_of_values} can be replaced.",
    METHODS,
)
_CLAIMS = Worded(
    "claims_enabled",
    "{claim.plural_capitalised}",
    "It can be claimed on. Off, no {claim_short} is started; those that are there stay.",
)
_WORK = Worded(
    "retains_on_work",
    "{retention.capitalised} on completed work",
    "Off, the rate on work is 0% and {claim.plural} hold nothing back from it. Decide before the "
    "first {claim_short}.",
)
_MATERIALS = Worded(
    "retains_on_materials",
    "{retention.capitalised} on {stored_materials}",
    "Off, the rate on {stored_materials} is 0% and {claim.plural} hold nothing back from them. "
    "Decide before the first {claim_short}.",
)
_STORED = Worded(
    "bills_materials_separately",
    "{stored_materials.capitalised} are claimed apart",
    "{claim.plural_capitalised} have columns for materials that are on site or paid for and not "
    "built in. Off, they are claimed as work once they are built in.",
)
_MOVE = Worded(
    "move_stored_to_work",
    "{stored_materials.capitalised} become work by themselves",
    "The next {claim_short} counts what was stored, with its {retention}, as work done before.",
)
_DETAIL = Worded(
    "variation_detail",
    "Documents show of {variation.plural}",
    "How much of them the sheets of {claim.plural} print. Figures are always entered line by line.",
    _DETAILS,
)
_UNAPPROVED = Worded(
    "claims_list_unapproved",
    "{claim.plural_capitalised} list {variation.plural} that are not approved",
    "As a group of their own, worth nothing until they are approved, where the law of the "
    "project's place lets them be claimed.",
)
_COMMENTS = Worded("comments_enabled", "Comments", "A tab of comments for administrators.")

ADVANCED_COMMITMENT: tuple[Group, ...] = (
    Group(
        "{schedule_of_values.capitalised}",
        (
            _METHOD,
            Worded(
                "has_subcontractor_schedule",
                "The {subcontractor} breaks it down",
                "{claim.plural_capitalised} list the lines of the {subcontractor_schedule}, and "
                "start once it is approved. Only of a {schedule_of_values} made of amounts.",
            ),
        ),
    ),
    Group(
        "{claim.plural_capitalised} and {variation.plural}",
        (
            _CLAIMS,
            _STORED,
            _MOVE,
            Worded(
                "markups_enabled",
                "Financial markups",
                "Percentages on {variation.plural} of this {commitment} become lines of their own.",
            ),
            _UNAPPROVED,
        ),
    ),
    Group("{retention.capitalised}", (_WORK, _MATERIALS)),
    Group(
        "Documents",
        (
            _DETAIL,
            Worded(
                "shows_budget_codes",
                "{budget_code.plural_capitalised} on documents",
                "Sheets of {claim.plural} print the {budget_code} of each line.",
            ),
        ),
    ),
    Group(
        "Tabs",
        (
            _COMMENTS,
            Worded("payments_enabled", "Payments", "A tab of the payments made on it."),
        ),
    ),
)

ADVANCED_HEAD_CONTRACT: tuple[Group, ...] = (
    Group("{schedule_of_values.capitalised}", (_METHOD,)),
    Group(
        "{head_claim.plural_capitalised} and {variation.plural}",
        (
            _CLAIMS,
            _STORED,
            _MOVE,
            Worded(
                "markups_enabled",
                "Financial markups",
                "Percentages on {variation.plural} become lines of their own, which are claimed "
                "like others.",
            ),
            _UNAPPROVED,
            Worded(
                "certify_on_issue",
                "Certified as claimed when issued",
                "Issuing {claim.with_article} certifies it as claimed at once; the {owner}'s own "
                "answer may replace that until a later one is certified.",
            ),
            Worded(
                "prefill_by",
                "Filled from {claim.plural} received",
                "How what was certified below becomes a figure here.",
                (
                    ("amount", "By amount, as cost plus and guaranteed maximum are"),
                    ("percentage", "By percentage, as lump sums are"),
                    ("none", "Not at all"),
                ),
            ),
            Worded(
                "drafts_claims",
                "The next draft is started and filled",
                "By the product itself, once a {billing_period}, where none was started by hand.",
                (
                    ("never", "Never: people start it"),
                    ("due_date", "When the due date of the {billing_period} is over"),
                    ("close", "When the {billing_period} closes"),
                ),
            ),
        ),
    ),
    Group("{retention.capitalised}", (_WORK, _MATERIALS)),
    Group(
        "Documents",
        (
            _DETAIL,
            Worded(
                "shows_budget_codes",
                "{budget_code.plural_capitalised} on documents",
                "Sheets of {claim.plural} print the {budget_code} of each line.",
            ),
            Worded(
                "shows_markup",
                "Markup apart on documents",
                "Markup lines are printed on their own. Off, they are part of the line or the "
                "{variation} that they are on.",
            ),
        ),
    ),
    Group(
        "Tabs",
        (
            _COMMENTS,
            Worded("payments_enabled", "Payments", "A tab of the payments received on it."),
        ),
    ),
)
