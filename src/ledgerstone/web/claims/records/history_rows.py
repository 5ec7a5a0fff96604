"""The history of a claim as its page draws it: acts, and what each changed from what to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from ledgerstone.claims.models import Certificate, Claim, Submission
from ledgerstone.claims.sheets.reason_words import reason_sentence
from ledgerstone.history.models import Event
from ledgerstone.projects.formats import NO_FIGURE, Formats
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.head import decision_word

from .header_form import types

_DATES = {"period_start", "period_end", "billing_date"}
_AMOUNTS = {"release_amount", "assessed_release_amount"}
_SHARES = {"release_share", "assessed_release_share"}
_YES_NO = {"move_stored_to_work", "is_final"}


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A cell or a field that an act changed."""

    place: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One act: who, what, when, and what it changed. ``unsaid``: how many more cells it changed."""

    who: str
    did: str
    when: str
    changed: list[ChangedFigure] = field(default_factory=list)
    unsaid: int = 0


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """What was handed in, once."""

    submission: Submission
    who: str
    received: str
    payable: Decimal


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate, and its withdrawal where it no longer stands."""

    certificate: Certificate
    decision: str
    issued: str
    withdrawn: str
    why: str


def history_rows(
    actor: Actor, claim: Claim, events: Iterable[Event], terms: Terms, formats: Formats
) -> list[HistoryRow]:
    """Events as the page shows them, in the order given."""
    writing = _Writing(claim, terms, formats)
    return [
        HistoryRow(
            who="You" if event.actor_id == actor.user_id else event.actor_name,
            did=event.summary.removesuffix(f" of claim {claim.number}"),
            when=formats.moment(event.occurred_at),
            changed=writing.changed(event.details),
            unsaid=_unsaid(event.details),
        )
        for event in events
    ]


def submission_rows(
    actor: Actor, found: Iterable[Submission], formats: Formats
) -> list[SubmissionRow]:
    """Submissions as the page lists them."""
    return [
        SubmissionRow(
            submission=one,
            who=_who(actor, one.submitted_by_id, one.submitted_by.name or one.submitted_by.email),
            received=formats.moment(one.received_at),
            payable=Decimal(one.cover["payable"]),
        )
        for one in found
    ]


def certificate_rows(
    actor: Actor, found: Iterable[Certificate], terms: Terms, formats: Formats
) -> list[CertificateRow]:
    """Certificates as the page lists them, latest first, each with who issued and withdrew it."""
    rows = []
    for one in found:
        withdrawal = next(iter(one.withdrawals.all()), None)
        by = one.issued_by.name or one.issued_by.email if one.issued_by else "Ledgerstone"
        withdrawn = why = ""
        if withdrawal is not None:
            whom = withdrawal.withdrawn_by
            name = _who(actor, whom.pk, whom.name or whom.email)
            withdrawn, why = _signed(name, withdrawal.withdrawn_at, formats), withdrawal.reason
        rows.append(
            CertificateRow(
                certificate=one,
                decision=decision_word(one.decision, terms),
                issued=_signed(_who(actor, one.issued_by_id, by), one.issued_at, formats),
                withdrawn=withdrawn,
                why=why,
            )
        )
    return rows


def _who(actor: Actor, user_id: int | None, name: str) -> str:
    return "you" if user_id == actor.user_id else name


def _signed(who: str, at: dt.datetime, formats: Formats) -> str:
    return f"{formats.moment(at)} by {who}"


def _unsaid(details: Mapping[str, Any]) -> int:
    """How many lines an act changed beyond those whose figures it kept."""
    cells = details.get("cells")
    if not cells:
        return 0
    return max(0, int(details.get("lines", 0)) - len({cell[0] for cell in cells}))


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes the values of a claim's history in the words and figures of its project."""

    claim: Claim
    terms: Terms
    formats: Formats

    def changed(self, details: Mapping[str, Any]) -> list[ChangedFigure]:
        cells = [
            ChangedFigure(
                f"Line {item}",
                self._column(column),
                self._cell(column, before),
                self._cell(column, after),
            )
            for item, column, before, after in details.get("cells", ())
        ]
        fields = [
            ChangedFigure("", self._label(name), self._field(name, was), self._field(name, now))
            for name, was, now in details.get("fields", ())
        ]
        return fields + cells

    def _column(self, column: str) -> str:
        is_assessed = column.startswith("assessed")
        own = column.removeprefix("assessed").strip("_")
        said = {
            "": "to date",
            "percent": "% to date",
            "work_this_period": "work this period",
            "work_to_date": "work to date",
            "percent_this_period": "% this period",
            "percent_to_date": "% to date",
            "completed_percent": "% completed and stored",
            "quantity_this_period": "quantity this period",
            "quantity_to_date": "quantity to date",
            "materials_stored": str(self.terms.stored_materials),
            "retention_adjustment": f"{self.terms.retention} adjusted",
            "retention_released": f"{self.terms.retention} released",
            "reason": "reason",
        }.get(own, own.replace("_", " "))
        return f"Assessed {said}" if is_assessed else said[:1].upper() + said[1:]

    def _cell(self, column: str, value: str | None) -> str:
        if value in (None, ""):
            return NO_FIGURE
        if column == "reason":
            code, _, text = str(value).partition("\n")
            return reason_sentence(code, text)
        try:
            figure = Decimal(str(value))
        except InvalidOperation:
            return str(value)
        if "percent" in column:
            return f"{self.formats.quantity(figure)}%"
        return self.formats.quantity(figure) if "quantity" in column else self.formats.money(figure)

    def _label(self, name: str) -> str:
        return {
            "reference": "Number",
            "comments": "Comments",
            "type": "What is claimed",
            "is_final": f"Final {self.terms.claim_short}",
            "period": self.terms.billing_period.capitalised,
            "billing_date": "Billing date",
            "period_start": "Period start",
            "period_end": "Period end",
            "move_stored_to_work": f"{self.terms.stored_materials.capitalised} move to work",
            "release_share": "Release, share",
            "release_amount": "Release, amount",
            "release_event": "Event of the release",
            "assessed_release_share": "Release accepted, share",
            "assessed_release_amount": "Release accepted, amount",
            "assessed_reason_code": "Kind of reason",
            "assessed_reason": "Reason on the cover",
            "deductions": self.terms.deduction.plural_capitalised,
        }.get(name, name)

    def _field(self, name: str, value: Any) -> str:
        if value in (None, "", []):
            return NO_FIGURE
        if name == "deductions":
            said = [f"{kind} {self.formats.money(Decimal(amount))}" for kind, amount in value]
            return "; ".join(said)
        if name == "type":
            return dict(types(self.terms)).get(value, str(value))
        if name in _DATES:
            return self.formats.day(dt.date.fromisoformat(value))
        if name in _AMOUNTS:
            return self.formats.money(Decimal(value))
        if name in _SHARES:
            return self.formats.rate(Decimal(value))
        if name in _YES_NO:
            return "Yes" if value else "No"
        return reason_sentence(value, "") if name == "assessed_reason_code" else str(value)
