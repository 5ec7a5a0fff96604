"""Reports tie: their totals are the sums of certificates and payments, whatever happened."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from django.db.models import F, Sum

from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.contracts.models import ContractFigures
from ledgerstone.payments.models import Payment, PaymentShare
from ledgerstone.projects import queries as projects
from ledgerstone.reports.asked import ABOVE, BELOW, CLAIM, COMPANY, CONTRACT, SIDES, Asked
from ledgerstone.reports.catalogue import REPORTS
from ledgerstone.reports.scope import read_scope
from ledgerstone.reports.tables import Report, Table, amount
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.reports.history import LINES, History, noon
from tests.support.scene import Scene

NIL = Decimal(0)
PAYABLE = ("approved", "approved_as_noted")
NOW = dt.date(2025, 7, 9)


@pytest.fixture(params=[1, 2, 3])
def history(scene: Scene, request: pytest.FixtureRequest) -> Any:
    """Six months of four contracts, and a few days."""
    built = History(scene, random.Random(request.param))  # noqa: S311 - a history, no secret
    built.build(6)
    with clock.fixed(noon(NOW)):
        yield built


def made(scene: Scene, key: str, *, is_account: bool = False, **asked: Any) -> Report:
    scope = read_scope(scene.actor, [scene.project.pk], Asked(**asked), is_account=is_account)
    return REPORTS[key].make(scope, *projects.words(scene.project))


def total(found: Any, column: Any) -> Decimal:
    return found.aggregate(all=Sum(column))["all"] or NIL


def column(table: Table, key: str) -> Decimal:
    return sum((amount(row.cells[key]) for row in table.rows), NIL)


def standing(side: str) -> Any:
    """The certificates that stand, of one direction."""
    return Certificate.objects.filter(
        pk__in=Claim.objects.filter(is_upstream=side == ABOVE, certificate__isnull=False).values(
            "certificate_id"
        )
    )


def payments(side: str) -> Any:
    kind = {"contract__kind": "head_contract"}
    found = Payment.objects.filter(reversed_at=None)
    return found.filter(**kind) if side == ABOVE else found.exclude(**kind)


def shares(side: str) -> Any:
    return PaymentShare.objects.filter(is_reversed=False, claim__is_upstream=side == ABOVE)


def checked(table: Table, keys: Iterable[str]) -> None:
    """The foot is the sum of the rows."""
    for key in keys:
        assert table.totals[key] == column(table, key), key


def status_ties_to_certificates(scene: Scene, history: History) -> None:
    for side, is_account in product(SIDES, (False, True)):
        check_status(scene, history, side, is_account)


def check_status(scene: Scene, history: History, side: str, is_account: bool) -> None:
    report = made(scene, "status", side=side, is_account=is_account)
    totals, certificates = report.table.totals, standing(side)
    claims = Claim.objects.filter(is_upstream=side == ABOVE)
    assert totals["claims"] == claims.count()
    assert totals["net"] == total(certificates, "current_payment_due")
    assert totals["tax"] == total(certificates, "tax")
    assert totals["payable"] == total(certificates, "payable")
    assert totals["retention"] == -total(
        certificates, F("retention_this_period") - F("retention_released_this_period")
    )
    assert totals["gross"] == sum(
        (desk_total(desk.contract.pk) for desk in history.desks
         if desk.contract.is_upstream == (side == ABOVE)), NIL
    )  # fmt: skip
    assert totals["paid"] == total(shares(side), "amount")
    waiting = amount(totals.get("waiting", NIL))
    left = amount(totals["payable"]) - waiting - amount(totals["paid"])
    assert amount(totals["open"]) - amount(totals["credit"]) == left
    states = ["draft", "review", "returned", "certified", "withdrawn"]
    states += ["pending"] if side == BELOW else []
    assert sum(int(str(totals[key])) for key in states) == totals["claims"]
    checked(report.table, ["claimed", "gross", "net", "payable", "paid", "open", "credit"])


def desk_total(contract_id: int) -> Decimal:
    """What the last standing certificate of a contract certifies to date."""
    last = (
        Claim.objects.filter(contract_id=contract_id, certificate__isnull=False)
        .order_by("-number")
        .values_list("certificate__total_completed_and_stored", flat=True)
        .first()
    )
    return last or NIL


def progress_ends_where_contracts_stand(scene: Scene, history: History) -> None:
    for side in SIDES:
        check_progress(scene, side)


def check_progress(scene: Scene, side: str) -> None:
    report = made(scene, "progress", side=side)
    last = report.table.rows[-1].cells
    of_side = {"contract__kind": "head_contract"}
    figures = ContractFigures.objects.all()
    kept = figures.filter(**of_side) if side == ABOVE else figures.exclude(**of_side)
    assert last["certified"] == total(kept, "certified") == column(report.table, "certified_in")
    assert last["claimed"] == total(kept, "claimed")
    assert last["paid"] == total(payments(side), F("amount") - F("tax")) == total(kept, "paid")


def retention_ties_to_last_certificates(scene: Scene, history: History) -> None:
    for side in SIDES:
        check_retention(scene, history, side)


def check_retention(scene: Scene, history: History, side: str) -> None:
    report = made(scene, "retention", side=side)
    held = sum(
        (
            claims[-1].certificate.total_retention
            for desk in history.desks
            if desk.contract.is_upstream == (side == ABOVE)
            and (claims := list(certified(desk.contract.pk)))
        ),
        NIL,
    )
    assert report.table.totals["held"] == held
    assert report.table.totals["withheld"] == total(standing(side), "retention_this_period")
    assert report.behind is not None
    assert amount(report.behind.rows[-1].cells["held"]) == held
    checked(report.table, ["held", "withheld", "released", "due_now"])


def certified(contract_id: int) -> Any:
    return (
        Claim.objects.filter(contract_id=contract_id, certificate__isnull=False)
        .select_related("certificate")
        .order_by("number")
    )


def ages_add_up_to_what_is_owed(scene: Scene, history: History) -> None:
    for side, by in product(SIDES, (COMPANY, CONTRACT, CLAIM)):
        check_ages(scene, side, by)


def check_ages(scene: Scene, side: str, by: str) -> None:
    report = made(scene, "ageing", side=side, by=by)
    totals = report.table.totals
    owed = standing(side).filter(claim__status__in=PAYABLE)
    unallocated = total(payments(side), F("amount") - F("allocated"))
    assert totals["total"] == total(owed, "payable") - total(shares(side), "amount") - unallocated
    buckets = ["undated", "coming", "days_1", "days_31", "days_61", "days_91", "credit"]
    assert totals["total"] == sum((amount(totals[key]) for key in buckets), NIL)
    checked(report.table, [*buckets, "total"])


def cash_is_all_payments_and_all_that_is_open(scene: Scene, history: History) -> None:
    report = made(scene, "cash")
    totals = report.table.totals
    assert totals["received"] == total(payments(ABOVE), "amount")
    assert totals["paid"] == total(payments(BELOW), "amount")
    for side, key in ((ABOVE, "to_receive"), (BELOW, "to_pay")):
        status = made(scene, "status", side=side)
        assert totals[key] == column(status.table, "open")
    # The history leaves at most one claim of a contract without an answer.
    waiting = Claim.objects.filter(is_upstream=False, status="under_review")
    pending = standing(BELOW).filter(claim__status="pending_owner_approval")
    assert totals["expected_out"] == total(waiting, "claimed_payable") + total(pending, "payable")
    last = report.table.rows[-1].cells
    assert last["balance"] == amount(totals["in"]) - amount(totals["out"])
    checked(report.table, ["in", "out", "net"])


def contracts_tie_to_their_records(scene: Scene, history: History) -> None:
    report = made(scene, "contracts")
    totals = report.table.totals
    kept = ContractFigures.objects.exclude(contract__kind="head_contract")
    for key, field in (("certified", "certified"), ("held", "retained"), ("paid", "paid")):
        assert totals[key] == total(kept, field)
    assert totals["agreed"] == Decimal("363703.68")
    assert totals["left"] == amount(totals["agreed"]) - total(kept, "earned")


def months_asked_for_leave_the_rest_out_and_cash_says_it(scene: Scene, history: History) -> None:
    whole, part = (
        made(scene, "cash"),
        made(scene, "cash", first=dt.date(2025, 4, 1), last=dt.date(2025, 5, 1)),
    )
    assert part.table.totals["in"] == whole.table.totals["in"]
    assert part.table.totals["out"] == whole.table.totals["out"]
    assert [row.cells["month"] for row in part.table.rows if row.cells["first_day"]] == [
        "April 2025", "May 2025",
    ]  # fmt: skip
    status = made(scene, "status", first=dt.date(2025, 3, 1), last=dt.date(2025, 4, 1))
    assert len(status.table.rows) <= 2
    within = Claim.objects.filter(
        is_upstream=False, period__end__range=(dt.date(2025, 3, 1), dt.date(2025, 4, 30))
    )
    assert status.table.totals["payable"] == total(within, "certificate__payable")


def test_two_claims_that_wait_are_claimed_once(scene: Scene) -> None:
    with clock.fixed(noon(dt.date(2025, 1, 5))):
        scene.period(2025, 1)
        desk = Desk.at(scene, rows=LINES, payment_days=14)
        desk.claimed({"1": {"work_to_date": "10,000"}})
    with clock.fixed(noon(dt.date(2025, 2, 5))):
        scene.period(2025, 2)
        desk.claimed({"1": {"work_to_date": "25,000"}})
        status, cash = made(scene, "status"), made(scene, "cash")
    assert [row.cells["claimed"] for row in status.table.rows] == [10_000, 15_000]
    assert cash.table.totals["expected_out"] == 25_000


# One history is built for all of them: that takes longer than the reports.
TIES = (
    status_ties_to_certificates,
    progress_ends_where_contracts_stand,
    retention_ties_to_last_certificates,
    ages_add_up_to_what_is_owed,
    cash_is_all_payments_and_all_that_is_open,
    contracts_tie_to_their_records,
    months_asked_for_leave_the_rest_out_and_cash_says_it,
)


def test_every_report_ties_to_what_stands(scene: Scene, history: History) -> None:
    for ties in TIES:
        ties(scene, history)
