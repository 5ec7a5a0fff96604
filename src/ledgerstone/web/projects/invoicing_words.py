"""What each setting of a project's claims is called and does, in the order of their page."""

from __future__ import annotations

from ledgerstone.contracts.settings.setting_words import Choice, Group, Worded

WEEKDAYS: tuple[Choice, ...] = tuple(
    (str(number), name)
    for number, name in enumerate(
        ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), start=1
    )
)
# A choice is never nothing in a form: what is kept as nothing has a word there.
AS_ACCOUNT = "account"
NOTHING = "nothing"
ON_OR_OFF: tuple[Choice, ...] = (
    (AS_ACCOUNT, "As the account says"),
    ("on", "On"),
    ("off", "Off, they only look"),
)
FREQUENCIES: tuple[Choice, ...] = (
    ("never", "Never: somebody opens each one"),
    ("monthly", "Every month"),
    ("weekly", "Every week"),
)
TYPES: tuple[Choice, ...] = (
    ("work_materials_retention", "Work, {stored_materials} and {retention_release.plural}"),
    ("work_materials", "Work and {stored_materials}"),
    (NOTHING, "Nothing until they are invited"),
)
REMINDERS: tuple[Choice, ...] = (
    ("1", "Every day"),
    ("2", "Every 2 days"),
    ("3", "Every 3 days"),
)

_PERIODS = Group(
    "{billing_period.plural_capitalised}",
    (
        Worded(
            "period_start_day",
            "First day of the month",
            "Of the first one. Each other one begins on the day after the last one ends.",
        ),
        Worded(
            "period_end_day",
            "Last day of the month",
            "Past the end of a month, such as 31, it is the month's last day.",
        ),
        Worded(
            "period_due_day",
            "Due day of the month",
            "Of the month in which it ends; where that is before it begins, of the month after.",
        ),
        Worded(
            "period_frequency",
            "Open by themselves",
            "The next one opens on the day after the last one ends, and that one closes. If none "
            "has today in it when this is switched on, the one that has opens at once.",
            FREQUENCIES,
        ),
        Worded(
            "period_start_weekday",
            "Weeks begin on",
            "Of weekly ones, which end on the day before.",
            WEEKDAYS,
        ),
        Worded("period_due_weekday", "Weeks are due on", "Of weekly ones.", WEEKDAYS),
    ),
)

_CONTACTS = Group(
    "What {claim_contact.plural} may do",
    (
        Worded(
            "contacts_may_claim",
            "Create and submit {claim.plural}",
            "A {commitment} may say otherwise in its advanced settings. Off, they see their "
            "{commitment} and its {claim_short.plural}, and you make and submit these.",
            ON_OR_OFF,
        ),
        Worded(
            "contacts_may_fill_schedule",
            "Fill the {subcontractor_schedule}",
            "A {commitment} may say otherwise in its advanced settings.",
            ON_OR_OFF,
        ),
        Worded(
            "default_claim_type",
            "Claim without an invitation",
            "What a {claim_short} is for that they start of themselves. An invitation says what "
            "it is for; you choose freely.",
            TYPES,
        ),
    ),
)

_MAIL = Group(
    "E-mails",
    (
        Worded(
            "invitation_text",
            "Text of invitations and reminders",
            "It stands in every {invitation} and reminder, such as whom to ask and what to attach.",
        ),
        Worded(
            "reminds_contacts",
            "Remind {claim_contact.plural} to claim",
            "Who was invited and has not claimed is reminded until the due date.",
        ),
        Worded(
            "reminder_days",
            "How often they are reminded",
            "The first reminder follows the invitation by as much.",
            REMINDERS,
        ),
        Worded(
            "sends_digest",
            "Weekly digest of {claim_short.plural}",
            "On Mondays, what is a draft, under review or returned goes to the distribution for "
            "{claim.plural}.",
        ),
        Worded(
            "tells_when_approved",
            "Tell {claim_contact.plural} when a {claim_short} is approved",
            "They get a mail with what was approved.",
        ),
        Worded(
            "tells_when_paid",
            "Tell {claim_contact.plural} when a payment is recorded",
            "They get a mail with what was paid.",
        ),
    ),
)

_OVER = Group(
    "Over-billing",
    (
        Worded(
            "commitments_may_over_bill",
            "{commitment.plural_capitalised} may be over-billed",
            "Off, no line of theirs can be billed beyond its scheduled value. The account may "
            "refuse it everywhere.",
        ),
        Worded(
            "head_contracts_may_over_bill",
            "{head_contract.plural_capitalised} may be over-billed",
            "Off, no line can be billed to the {owner} beyond its scheduled value.",
        ),
    ),
)

_LAW = Group(
    "Payment law",
    (
        Worded(
            "names_act",
            "Name the Act on documents",
            "{claim.plural_capitalised} and {payment_schedule.plural} say that they are made under "
            "the payment Act of the project's place.",
        ),
        Worded(
            "claim_wording",
            "Wording on {claim.plural}",
            "It stands above the signature of who claims.",
        ),
        Worded(
            "schedule_wording",
            "Wording on {payment_schedule.plural}",
            "It stands above the amounts.",
        ),
    ),
)

_OTHER = Group(
    "Other",
    (
        Worded(
            "document_footer",
            "Footer of documents",
            "It stands at the foot of every page of {claim.plural} and their answers.",
        ),
        Worded(
            "shows_claimed_amounts",
            "Show amounts that were claimed",
            "What the {subcontractor} claimed stands beside what was assessed, with the reasons "
            "for the difference.",
        ),
        Worded(
            "moves_stored_to_work",
            "{stored_materials.capitalised} become work by themselves",
            "New {commitment.plural} start with it: the next {claim_short} counts what was stored, "
            "with its {retention}, as work done before.",
        ),
        Worded(
            "prefill_pending_owner_approval",
            "Carry what is pending the {owner}'s approval",
            "A {head_claim} is filled also from {claim.plural} that are held until the {owner} "
            "approves them.",
        ),
    ),
)

INVOICING: tuple[Group, ...] = (_PERIODS, _CONTACTS, _MAIL, _OVER, _LAW, _OTHER)
# Settings that stand side by side where there is room.
TOGETHER: tuple[tuple[str, ...], ...] = (
    ("period_start_day", "period_end_day", "period_due_day"),
    ("period_start_weekday", "period_due_weekday"),
    ("contacts_may_claim", "contacts_may_fill_schedule"),
)
