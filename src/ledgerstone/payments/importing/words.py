"""Why a line is for what it is for, in words for the person who looks at it."""

from __future__ import annotations

import datetime as dt

from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

from .plan import ImportPlan, PlannedLine


def reason_of(plan: ImportPlan, one: PlannedLine, terms: Terms, formats: Formats) -> str:
    """One sentence; of a faulty line what is wrong with it."""
    if one.line.fault:
        return one.line.fault
    claim, claims = terms.claim_short, terms.claim_short.plural
    about = one.match.about
    if one.match.reason == "like_recorded":
        day = formats.day(dt.date.fromisoformat(about))
        return f"A payment of the same amount is recorded on {day}. Take it if this is another."
    sentences = {
        "by_hand": "Chosen by hand.",
        "claims_named": f"The line names the {claim} and the amount agrees."
        if len(one.parts) == 1
        else f"The line names the {claims}, and they come to the amount.",
        "contract_and_amount": f"The line names the contract; this is open on the {claim}.",
        "contract_and_sum": f"The line names the contract; these {claims} come to the amount.",
        "company_and_amount": f"The line names the company; this is open on the {claim}.",
        "company_and_sum": f"The line names the company; these {claims} come to the amount.",
        "amount_alone": f"Only the amount says so: it is what is open on this {claim}.",
        "part": f"It is less than what is open: a part of the {claim}."
        if len(one.parts) == 1
        else f"It is less than what is open: the {claims} in turn.",
        "more_than_open": "It is more than what is open: the rest would be credit.",
        "nothing_open": "Nothing is open there: all of it would be credit.",
        "repeats": f"It says the same as line {about}. Take it if both were paid.",
        "nothing_named": "It names nothing of this project, and no open amount is the same.",
        "several_of_amount": f"More than one open {claim} has this amount. Choose which.",
        "several_sums": f"More than one choice of open {claims} comes to this. Choose which.",
        "no_sum": f"No open {claims} come to this amount. Choose what it is for.",
        "two_ways": "It names contracts under which you pay and others under which you are paid.",
        "paid_back": "It goes the other way than what is open. Choose what it is for.",
        "other_contract": "It names another contract besides. Take it if this is right.",
        "other_company": "It names another company besides. Take it if this is right.",
        "recorded": "This line is recorded already.",
    }
    return sentences[one.match.reason]


_REFUSALS = {
    "nothing_chosen": "Say for at least one {claim} how much of it is paid.",
    "two_ways": "Choose contracts under which you pay, or such under which you are paid; not both.",
    "not_all": "What you chose comes to {chosen}, the line to {line}. Put the rest on account.",
    "sign": "What is for a {claim} has the sign of what was paid.",
    "more_than_open": "It is more than what is open on a {claim}. Put the rest on account.",
}


def refusal_of(why: str, terms: Terms, *, chosen: str, line: str) -> str:
    """Why what a person chose for a line cannot be."""
    return _REFUSALS[why].format(claim=terms.claim_short, chosen=chosen, line=line)
