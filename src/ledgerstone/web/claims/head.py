"""The head of a claim's page: state, the figures that count, whose turn it is, what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from ledgerstone.claims import policy
from ledgerstone.claims.answering_time import AnswerDue, answer_due, answers_by_law
from ledgerstone.claims.inviting.due import due_date_of
from ledgerstone.claims.models import (
    APPROVED,
    APPROVED_AS_NOTED,
    DRAFT,
    PENDING_OWNER_APPROVAL,
    REVISE_AND_RESUBMIT,
    UNDER_REVIEW,
    WITHDRAWN,
    Claim,
)
from ledgerstone.claims.sheets.claimed_shown import compares
from ledgerstone.claims.sheets.sheet import ClaimSheet
from ledgerstone.claims.told import is_kept_back
from ledgerstone.claims.transitions import Action, Turn
from ledgerstone.payments.due import payment_due_on
from ledgerstone.payments.paid_states import OVERPAID, PAID, state_of_claim
from ledgerstone.payments.queries import paid_on_claims
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.actor import Actor

STATUS_FAMILIES = {
    DRAFT: "them",
    UNDER_REVIEW: "you",
    REVISE_AND_RESUBMIT: "problem",
    APPROVED: "done",
    APPROVED_AS_NOTED: "done",
    PENDING_OWNER_APPROVAL: "them",
    WITHDRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Status:
    """A status pill: its family and its word."""

    family: str
    word: str


@dataclass(frozen=True, slots=True)
class HeadFigure:
    """A figure in the head; second ones are written quieter."""

    label: str
    value: Decimal
    second: bool = False


@dataclass(frozen=True, slots=True)
class HeadTurn:
    """Whose turn it is, how much time is left, and what is awaited by when."""

    who: str
    what: str
    left: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """An act. ``asks`` names what it needs to be told or confirmed in a dialog first."""

    act: str
    label: str
    icon: str
    is_primary: bool = False
    asks: str = ""
    sentence: str = ""
    instead: bool = False  # whether a schedule of payment may be issued in its place

    @property
    def dialog_id(self) -> str:
        return f"do-{self.act}"

    @property
    def is_grave(self) -> bool:
        """Whether it ends the claim."""
        return self.act in {"delete", "withdraw"}

    @property
    def needs_reasons(self) -> bool:
        """Whether every cut needs its reason before this can be done."""
        return self.act in {"approve", "approve-as-noted", "hold", "certify"}


@dataclass(frozen=True, slots=True)
class ClaimHead:
    """All of it."""

    status: Status
    figures: list[HeadFigure]
    turn: HeadTurn | None
    buttons: list[Button] = field(default_factory=list)
    more: list[Button] = field(default_factory=list)

    @property
    def primary(self) -> Button | None:
        """The one act that is next, for this person."""
        return next((button for button in self.buttons if button.is_primary), None)


def claim_head(
    actor: Actor, claim: Claim, sheet: ClaimSheet, terms: Terms, formats: Formats
) -> ClaimHead:
    """The head of this claim for this person."""
    buttons, more = _buttons(actor, claim, sheet, terms, formats)
    return ClaimHead(
        status=status_of(claim, terms),
        figures=figures_of(
            claim,
            sheet,
            terms,
            is_kept_back=is_kept_back(actor, claim),
            is_compared=compares(actor, claim),
        ),
        turn=turn_of(actor, claim, terms, formats),
        buttons=buttons,
        more=more,
    )


def status_of(claim: Claim, terms: Terms) -> Status:
    """The state in a word; an issued claim is certified only once its certificate stands."""
    if claim.is_upstream and claim.status == APPROVED:
        return Status("done", "Certified") if claim.certificate_id else Status("them", "Issued")
    return Status(STATUS_FAMILIES[claim.status], decision_word(claim.status, terms))


def decision_word(status: str, terms: Terms) -> str:
    """A status, or the decision of a certificate, in a word."""
    return {
        DRAFT: "Draft",
        UNDER_REVIEW: "Under review",
        REVISE_AND_RESUBMIT: "Returned",
        APPROVED: "Approved",
        APPROVED_AS_NOTED: "Approved as noted",
        PENDING_OWNER_APPROVAL: f"Pending {terms.owner} approval",
        WITHDRAWN: "Withdrawn",
    }[status]


def figures_of(
    claim: Claim,
    sheet: ClaimSheet,
    terms: Terms,
    *,
    is_kept_back: bool = False,
    is_compared: bool = True,
) -> list[HeadFigure]:
    """What is claimed and what is due, with tax where there is one."""
    with_tax = f", with {terms.tax}" if claim.contract.tax_rate is not None else ""
    claimed = HeadFigure(f"Claimed{with_tax}", sheet.claimed_cover.payable)
    if is_kept_back or claim.status in {DRAFT, REVISE_AND_RESUBMIT}:
        return [claimed]
    label = "Certified" if sheet.is_certified else "Amount due"
    due = HeadFigure(f"{label}{with_tax}", sheet.cover.payable)
    if not is_compared:
        return [due]
    return [HeadFigure(claimed.label, claimed.value, second=True), due]


def turn_of(actor: Actor, claim: Claim, terms: Terms, formats: Formats) -> HeadTurn | None:
    """Whose turn it is and by when."""
    step = policy.next_action(actor, claim)
    company = claim.contract.company.name
    is_own = claim.contract_id in actor.contact_of
    if step.turn is Turn.NOBODY:
        return _settled(claim, formats)
    if step.turn is Turn.OWNER:
        if not claim.is_upstream:
            return HeadTurn(f"With the {terms.owner}", "Not payable until it is approved")
        return _by_law(claim, terms, formats, f"With {company}") or HeadTurn(
            f"With {company}", "Their certificate is awaited"
        )
    if step.turn is Turn.ADMINISTRATOR:
        return _with_us(claim, terms, formats, is_yours=step.is_yours, is_own=is_own)
    due = due_date_of(claim.period, claim.contract)
    left = _left((due - clock.today(claim.contract.project.time_zone)).days)
    who = "Your turn" if is_own and step.is_yours else f"With {company}"
    return HeadTurn(who, f"{terms.claim_short.capitalised} due {formats.short_day(due)}", left)


def _with_us(
    claim: Claim, terms: Terms, formats: Formats, *, is_yours: bool, is_own: bool
) -> HeadTurn:
    """An administrator's turn, as they, others, and the contact of the contract are told."""
    who = "With the administrators"
    if is_yours:
        who = "Your turn"
    elif is_own:
        who = f"With the {terms.head_contractor}"
    by_law = None if claim.is_upstream else _by_law(claim, terms, formats, who)
    if by_law is not None:
        return by_law
    if is_own and not is_yours:
        return HeadTurn(who, "Their answer is awaited")
    return HeadTurn(who, "Issue it" if claim.is_upstream else "Review and decide")


def _by_law(claim: Claim, terms: Terms, formats: Formats, who: str) -> HeadTurn | None:
    """That an answer is due by law, where the project is; None where no law says when."""
    due = answer_due(claim)
    if due is None:
        return None
    schedule = terms.payment_schedule.capitalised
    return HeadTurn(who, f"{schedule} by {formats.short_day(due.on)}", business_days(due))


def business_days(due: AnswerDue) -> str:
    """How many business days are left for an answer, or by how many it is late."""
    if due.days == 0:
        return "late" if due.is_over else "today"
    days = f"{due.days} business day{'' if due.days == 1 else 's'}"
    return f"{days} late" if due.is_over else f"{days} left"


def _settled(claim: Claim, formats: Formats) -> HeadTurn | None:
    if claim.certificate is None:
        return None
    paid = paid_on_claims([claim]).get(claim.pk)
    if state_of_claim(claim, paid) in {PAID, OVERPAID}:
        return HeadTurn("Certified", "Paid")
    due = payment_due_on(claim)
    if due is None:
        issued = formats.local(claim.certificate.issued_at).date()
        return HeadTurn("Certified", formats.short_day(issued))
    return HeadTurn("Certified", f"To be paid by {formats.short_day(due)}")


def _left(days: int) -> str:
    if days < 0:
        return f"{-days} day{'' if days == -1 else 's'} late"
    return "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} left"


def _buttons(
    actor: Actor, claim: Claim, sheet: ClaimSheet, terms: Terms, formats: Formats
) -> tuple[list[Button], list[Button]]:
    """The acts that are open: beside each other with one primary, and behind "more"."""
    may = lambda action: policy.may(actor, claim, action)  # noqa: E731 - read as a sentence
    buttons: list[Button] = []
    more: list[Button] = []
    if may(Action.RETURN):
        buttons.append(_return(claim, terms, formats))
    if may(Action.APPROVE):
        buttons += _decisions(sheet)
        more.append(Button("hold", f"Hold for {terms.owner} approval", "clock"))
    if may(Action.APPROVE_PENDING):
        buttons.append(Button("approve-pending", "Approve", "check", is_primary=True))
    if may(Action.SUBMIT) and not claim.is_upstream:
        buttons.append(Button("submit", "Submit", "send", is_primary=True))
    if may(Action.ISSUE):
        buttons.append(Button("issue", f"Issue to the {terms.owner}", "send", is_primary=True))
    if may(Action.CERTIFY):
        buttons += _owner_answer(claim, sheet, terms)
    if may(Action.REOPEN):
        more.append(
            Button(
                "reopen", "Reopen", "lock-open", asks="reason",
                sentence="Its certificate is withdrawn and stays in the history.",
            )
        )  # fmt: skip
    more += _endings(may(Action.WITHDRAW), may(Action.DELETE), claim, terms)
    return buttons, more


def _decisions(sheet: ClaimSheet) -> list[Button]:
    if sheet.proposed_decision == APPROVED_AS_NOTED:
        return [Button("approve-as-noted", "Approve as noted", "check", is_primary=True)]
    return [Button("approve", "Approve", "check", is_primary=True)]


def _owner_answer(claim: Claim, sheet: ClaimSheet, terms: Terms) -> list[Button]:
    """Certifying, or replacing the certificate once another answer was entered."""
    if claim.certificate_id is None:
        label = (
            f"Certify with the {terms.owner}’s answer" if sheet.differs else "Certify as claimed"
        )
        return [Button("certify", label, "check", is_primary=True)]
    if sheet.is_certified:
        return []
    return [Button("certify", "Replace the certificate", "check", is_primary=True)]


def _endings(may_withdraw: bool, may_delete: bool, claim: Claim, terms: Terms) -> list[Button]:
    endings = []
    short = terms.claim_short
    if may_withdraw:
        endings.append(
            Button(
                "withdraw", f"Withdraw the {short}", "ban", asks="confirmation",
                sentence=f"The {short} stays in the history with its documents; its number is not "
                "used again.",
            )
        )  # fmt: skip
    if may_delete:
        endings.append(
            Button(
                "delete", "Delete the draft", "trash", asks="confirmation",
                sentence="What was entered in it is gone. It was never submitted.",
            )
        )  # fmt: skip
    return endings


def _return(claim: Claim, terms: Terms, formats: Formats) -> Button:
    """Giving a claim back; where the law wants an answer, what is still due and by when."""
    if claim.is_upstream:
        label = f"Returned by the {terms.owner}"
        sentence = f"The {terms.claim_short} comes back with this reason and can be issued again."
        return Button("return", label, "arrow-back-up", asks="reason", sentence=sentence)
    by_law = answers_by_law(claim.contract.project)
    sentence = f"The {terms.claim_short} goes back with this reason and can be submitted again."
    if by_law:
        due = answer_due(claim)
        until = "is still due"
        if due is not None and due.is_over:
            until = f"was due by {formats.weekday(due.on)}"
        elif due is not None:
            until = f"is still due by {formats.weekday(due.on)}, {business_days(due)}"
        sentence = (
            f"Returning does not answer the {terms.claim_short}: "
            f"{terms.payment_schedule.with_article} {until}. You can issue one at the "
            "amount you assess instead, also at nil."
        )
    return Button(
        "return", "Return", "arrow-back-up", asks="reason", sentence=sentence, instead=by_law
    )
