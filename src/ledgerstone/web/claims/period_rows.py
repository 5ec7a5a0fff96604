"""The rows of the page of a period's claims: state, figures, whose turn it is, what can be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import DRAFT, OPEN_STATUSES, WITHDRAWN, Claim
from ledgerstone.claims.queries import PeriodRow
from ledgerstone.claims.transitions import Action, State, Turn, next_step
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts.contacts import Contact, of_contracts
from ledgerstone.contracts.models import PURCHASE_ORDER, Contract
from ledgerstone.contracts.subcontractor_schedule import UNDER_REVIEW, is_awaited, may_review
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor

from .head import Status, status_of

# States of a commitment that has no claim in the period.
NOT_APPROVED, NO_CONTACT, SCHEDULE_AWAITED, NO_CLAIM, ELSEWHERE, NOT_CLAIMED = (
    "not_approved", "no_contact", "schedule_awaited", "no_claim", "elsewhere", "not_claimed",
)  # fmt: skip
# An issued head contract claim is approved by its issuer; certified is what the owner says of it.
ISSUED, CERTIFIED = "issued", "certified"
_UNCLAIMABLE = frozenset({NOT_APPROVED, NOT_CLAIMED, SCHEDULE_AWAITED})
BEFORE_APPROVAL = frozenset(
    {"draft", "out_for_bid", "out_for_signature", "processing", "submitted"}
)


@dataclass(frozen=True, slots=True)
class RowTurn:
    """Whose turn it is, in a row: you or somebody named, and what or by when.

    ``contacts``: it is theirs, the claim contacts of the row's commitment.
    """

    you: bool
    who: str
    what: str
    late: bool = False
    contacts: bool = False


@dataclass(frozen=True, slots=True)
class ToolRow:
    """A commitment or head contract in the period, with one of its claims where it has any."""

    contract: Contract
    claim: Claim | None
    state: str
    status: Status
    contract_sum: Decimal
    claimed: Decimal | None
    assessed: Decimal | None
    turn: RowTurn | None
    rank: tuple[int, str]
    starts: int | None = None  # the number of the claim that could be started here
    elsewhere: Claim | None = None  # the draft or returned claim of another period
    note: str = ""
    contacts: Sequence[Contact] = ()
    may_name: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether it is assessed below what was claimed."""
        return (
            self.claimed is not None and self.assessed is not None and self.assessed < self.claimed
        )

    @property
    def is_received(self) -> bool:
        return self.claim is not None and self.claim.status not in {DRAFT, WITHDRAWN}

    @property
    def is_expected(self) -> bool:
        """Whether a claim is or was awaited on it."""
        return self.state not in {NOT_APPROVED, NOT_CLAIMED}

    @property
    def searched(self) -> str:
        """What a search looks through."""
        words = [self.contract.number, self.contract.title, self.contract.company.name]
        words += [one.person.name for one in self.contacts]
        if self.claim is not None:
            words += [self.claim.reference, self.claim.comments]
        return " ".join(words).casefold()


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at which period in which words."""

    actor: Actor
    project: Project
    period: BillingPeriod
    terms: Terms
    formats: Formats
    today: dt.date


def tool_rows(desk: Desk, *, upstream: bool) -> list[ToolRow]:
    """One row for each contract, and one more for each further claim of it that stands."""
    found = queries.of_period(desk.actor, desk.project.pk, desk.period.pk, upstream=upstream)
    standing = {row.contract.pk for row in found if row.claim and row.claim.status != WITHDRAWN}
    shown = [
        row
        for row in found
        if row.claim is None or row.claim.status != WITHDRAWN or row.contract.pk not in standing
    ]
    latest = {row.contract.pk: row for row in shown}  # a contract's claims come by number
    elsewhere = _open_elsewhere(desk, [row.contract.pk for row in shown])
    people = of_contracts(desk.actor, [row.contract for row in shown])
    return [
        _row(desk, row, elsewhere.get(row.contract.pk), people[row.contract.pk])
        for row in shown
        if row.claim is None or row.claim.status != WITHDRAWN or latest[row.contract.pk] is row
    ]


def _open_elsewhere(desk: Desk, contract_ids: Sequence[int]) -> dict[int, Claim]:
    """Drafts and returned claims of other periods: while there is one, no other can be started."""
    found = queries.visible_to(desk.actor).filter(
        contract_id__in=contract_ids, status__in=OPEN_STATUSES
    )
    return {claim.contract_id: claim for claim in found.exclude(period_id=desk.period.pk)}


def _row(
    desk: Desk, found: PeriodRow, elsewhere: Claim | None, people: Sequence[Contact]
) -> ToolRow:
    claim = found.claim
    state = _state(found, elsewhere)
    may_name = contracts.may_name_contacts(desk.actor, found.contract)
    if _awaits_contact(found.contract, state) and not people:
        state = NO_CONTACT
    counts = claim is not None and claim.status not in {DRAFT, WITHDRAWN}
    answered = counts and claim is not None and _is_answered(claim)
    can_start = (
        (claim is None or claim.status == WITHDRAWN)
        and elsewhere is None
        and found.claimable
        and desk.period.status == BillingPeriod.OPEN
        and policy.may_start(desk.actor, found.contract)
    )
    turn = _turn(desk, found, state, elsewhere)
    return ToolRow(
        contract=found.contract,
        claim=claim,
        state=state,
        status=_status(claim, state, desk.terms),
        contract_sum=found.contract_sum,
        claimed=claim.claimed_this_period if claim is not None and counts else None,
        assessed=claim.assessed_this_period if claim is not None and answered else None,
        turn=turn,
        rank=_rank(claim, state, turn, found.contract.number),
        starts=(found.last_claim_number or 0) + 1 if can_start else None,
        elsewhere=elsewhere,
        note=found.why_not if state in _UNCLAIMABLE else "",
        contacts=people,
        may_name=may_name,
    )


def _state(found: PeriodRow, elsewhere: Claim | None) -> str:
    claim = found.claim
    if claim is not None and claim.is_upstream and claim.status == "approved":
        return CERTIFIED if claim.certificate_id is not None else ISSUED
    if claim is not None:
        return claim.status
    if elsewhere is not None:
        return ELSEWHERE
    if found.claimable:
        return NO_CLAIM
    if found.contract.status in BEFORE_APPROVAL:
        return NOT_APPROVED
    waits = found.contract.claims_enabled and found.contract.status not in {"void", "closed"}
    return SCHEDULE_AWAITED if waits and is_awaited(found.contract) else NOT_CLAIMED


def _awaits_contact(contract: Contract, state: str) -> bool:
    """Whether what comes next is for somebody of the company to do."""
    if state == SCHEDULE_AWAITED:
        return contract.subcontractor_schedule_status != UNDER_REVIEW
    return state == NO_CLAIM and not contract.is_upstream


def _is_answered(claim: Claim) -> bool:
    """Whether there is an assessment to show: a decided one, or one that is being made."""
    return claim.certificate_id is not None or claim.status == "under_review"


def _status(claim: Claim | None, state: str, terms: Terms) -> Status:
    if claim is not None:
        return status_of(claim, terms)
    return {
        NOT_APPROVED: Status("you", "Not approved"),
        NO_CONTACT: Status("problem", "No contact"),
        SCHEDULE_AWAITED: Status("you", "Schedule not approved"),
        NO_CLAIM: Status("neutral", f"No {terms.claim_short} yet"),
        ELSEWHERE: Status("them", "Earlier draft"),
        NOT_CLAIMED: Status("neutral", f"No {terms.claim_short.plural}"),
    }[state]


def _turn(desk: Desk, found: PeriodRow, state: str, elsewhere: Claim | None) -> RowTurn | None:
    contract, claim, terms = found.contract, found.claim, desk.terms
    if state == NOT_APPROVED:
        return RowTurn(True, "", f"approve the {terms[contract.kind]}")
    if state == NOT_CLAIMED or (claim is not None and claim.status == WITHDRAWN):
        return None
    if state == NO_CONTACT:
        may = contracts.may_name_contacts(desk.actor, contract)
        return RowTurn(may, "" if may else "Administrators", "name a contact")
    if state == SCHEDULE_AWAITED:
        return _turn_of_schedule(desk, contract)
    if state == ELSEWHERE and elsewhere is not None:
        month = desk.formats.month(elsewhere.period_end)
        words = f"finish {terms.claim_short} {elsewhere.number} of {month}"
        upstream = contract.is_upstream
        return RowTurn(upstream, _claimant(desk, contract), words, contacts=not upstream)
    if claim is None:
        return _by_due_date(desk, contract, yours=contract.is_upstream)
    return _turn_of_claim(desk, claim)


def _turn_of_schedule(desk: Desk, contract: Contract) -> RowTurn:
    status = contract.subcontractor_schedule_status
    if status == UNDER_REVIEW:
        yours = may_review(desk.actor, contract)
        return RowTurn(yours, "" if yours else "Administrators", "review the schedule")
    what = "break down the schedule" if status == "draft" else "revise the schedule"
    return RowTurn(False, _claimant(desk, contract), what, contacts=True)


def _turn_of_claim(desk: Desk, claim: Claim) -> RowTurn | None:
    action, turn = next_step(State.of(claim))
    if turn is Turn.CLAIMANT:
        return _by_due_date(desk, claim.contract, yours=False)
    if turn is Turn.ADMINISTRATOR:
        if action is Action.ISSUE:
            return _by_due_date(desk, claim.contract, yours=True, what="issue it ")
        yours = action is not None and policy.may(desk.actor, claim, action)
        received = desk.formats.local(claim.submitted_at).date() if claim.submitted_at else None
        since = f"since {desk.formats.short_day(received)}" if received else ""
        return RowTurn(yours, "" if yours else "Administrators", f"review, {since}".strip(", "))
    if turn is Turn.OWNER:
        what = "certificate" if claim.is_upstream else "approval"
        return RowTurn(False, desk.terms.owner.capitalised, what)
    return _to_be_paid(desk, claim)


def _to_be_paid(desk: Desk, claim: Claim) -> RowTurn | None:
    days = claim.contract.payment_days
    if claim.certificate is None or days is None:
        return None
    due = desk.formats.local(claim.certificate.issued_at).date() + dt.timedelta(days=days)
    return RowTurn(False, "", f"to be paid by {desk.formats.short_day(due)}")


def _by_due_date(desk: Desk, contract: Contract, *, yours: bool, what: str = "") -> RowTurn:
    due = desk.period.due_date
    late = due < desk.today
    words = f"{what}by {desk.formats.short_day(due)}"
    if yours:
        return RowTurn(True, "", words, late=late)
    theirs = not contract.is_upstream
    return RowTurn(False, _claimant(desk, contract), words, late=late, contacts=theirs)


def _claimant(desk: Desk, contract: Contract) -> str:
    """Who claims on a commitment; the company has a column of its own."""
    is_order = contract.kind == PURCHASE_ORDER
    return (desk.terms.supplier if is_order else desk.terms.subcontractor).capitalised


def _company(contract: Contract) -> str:
    return contract.company.trading_name or contract.company.name


# The order of "your turn first": what waits for you, then what waits for others, then the rest.
_RANKS: dict[str, int] = {
    "under_review": 0, "pending_owner_approval": 4, "revise_and_resubmit": 2, "draft": 3,
    NOT_APPROVED: 1, NO_CONTACT: 1, SCHEDULE_AWAITED: 2, ELSEWHERE: 3, NO_CLAIM: 3, ISSUED: 4,
    "approved_as_noted": 5, "approved": 5, CERTIFIED: 5, "withdrawn": 6, NOT_CLAIMED: 7,
}  # fmt: skip


def _rank(claim: Claim | None, state: str, turn: RowTurn | None, number: str) -> tuple[int, str]:
    rank = _RANKS[state]
    if turn is not None and turn.you and rank > 1:
        rank = 1
    waits = claim is not None and rank == 0 and claim.submitted_at is not None
    received = claim.submitted_at.isoformat() if waits and claim and claim.submitted_at else ""
    return rank, f"{received}{number}"


SORTS: dict[str, tuple[str, Callable[[ToolRow], tuple[object, ...]]]] = {
    "turn": ("Your turn first", lambda row: row.rank),
    "number": ("By number", lambda row: (row.contract.number,)),
    "company": ("By company", lambda row: (_company(row.contract).casefold(), row.contract.number)),
    "claimed": (
        "Largest first",
        lambda row: (row.claimed is None, -(row.claimed or 0), row.contract.number),
    ),
}


def sorted_rows(rows: Iterable[ToolRow], sort: str) -> list[ToolRow]:
    """The rows in the order that was chosen; stable by number."""
    return sorted(rows, key=SORTS[sort][1])
