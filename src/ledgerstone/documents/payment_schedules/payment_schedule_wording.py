"""The sentences of a payment schedule: which claim it answers, what is to be paid, and why."""

from __future__ import annotations

from ledgerstone.documents.claim_pages import wording

from .payment_schedule import PaymentSchedule


def title(schedule: PaymentSchedule) -> str:
    """Return the heading of the first page."""
    return schedule.answer.terms.payment_schedule.capitalised


def headline_label(schedule: PaymentSchedule) -> str:
    """Say what the large figure is."""
    answer = schedule.answer
    including = f", including {answer.tax_name}" if answer.tax else ""
    return f"{answer.terms.scheduled_amount.capitalised}{including}"


def statements(schedule: PaymentSchedule, reason_pages: str) -> list[str]:
    """Return the paragraphs above the amounts; `reason_pages` is empty without reasons."""
    found = [
        _answers(schedule),
        _proposes(schedule),
        _compares(schedule, reason_pages),
        schedule.made_under,
    ]
    return [text for text in found if text]


def _answers(schedule: PaymentSchedule) -> str:
    """Identify the claim: its number, period, when it was received and for how much."""
    answer, formats = schedule.answer, schedule.formats
    words = answer.terms
    theirs = f" (their number {answer.reference})" if answer.reference else ""
    day = formats.weekday(formats.local(schedule.received_at).date())
    return (
        f"This {words.payment_schedule} answers {words.claim_short} {answer.claim_number}{theirs} "
        f"of {answer.claimant.name} for "
        f"{formats.period(answer.period_start, answer.period_end)}, received on {day} at "
        f"{formats.time(schedule.received_at)}. "
        f"The claimed amount is {_with_tax(schedule, claimed=True)}."
    )


def _proposes(schedule: PaymentSchedule) -> str:
    """Say how much is to be paid, by whom and by when; nothing where the figures come to less."""
    answer, formats = schedule.answer, schedule.formats
    payer, amount = answer.payer.name, answer.terms.scheduled_amount
    if answer.cover.payable > 0:
        due = f" It is due on {formats.weekday(answer.due_on)}." if answer.due_on else ""
        return (
            f"{payer} proposes to pay {_with_tax(schedule, claimed=False)}: "
            f"that is the {amount}.{due}"
        )
    nothing = f"{payer} proposes to pay nothing for this {answer.terms.claim_short}: "
    if not answer.cover.payable:
        return f"{nothing}the {amount} is nil."
    owed = formats.money_with_sign(-answer.cover.payable)
    return f"{nothing}the figures come to {owed} in favour of {payer}."


def _compares(schedule: PaymentSchedule, reason_pages: str) -> str:
    """Say how far that is from what was claimed, and where the reasons are."""
    formats = schedule.formats
    reasons = f"; the reasons are on {reason_pages}" if reason_pages else ""
    if not schedule.difference:
        return f"That is the amount claimed{reasons}."
    word = "less" if schedule.difference < 0 else "more"
    amount = formats.money_with_sign(abs(schedule.difference))
    return f"That is {amount} {word} than was claimed{reasons}."


def _with_tax(schedule: PaymentSchedule, *, claimed: bool) -> str:
    cover = schedule.claimed if claimed else schedule.answer.cover
    amount = schedule.formats.money_with_sign(cover.payable)
    return f"{amount}, including {schedule.answer.tax_name}" if schedule.answer.tax else amount


def box_title(schedule: PaymentSchedule) -> str:
    """Return the heading of the box in which it is signed."""
    words = schedule.answer.terms
    return f"For the {words[schedule.answer.payer.role]}"


def file_title(schedule: PaymentSchedule) -> str:
    """Return what a reader of files is told."""
    return f"{title(schedule)}, {wording.claim_name(schedule.answer)}"


def footer(schedule: PaymentSchedule) -> str:
    """Return what stands at the foot of every page."""
    answer = schedule.answer
    words = answer.terms
    claim = f"{words.claim_short} {answer.claim_number}"
    contract = f"{words[answer.contract_kind]} {answer.contract_number}"
    return f"{words.payment_schedule.capitalised} for {claim}, {contract}"
