"""Over any order of acts each certified amount is carried once in all, or reported."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgerstone.claims.models import (
    WITHDRAWN,
    CarriedAmount,
    CertificateLine,
    CertificateWithdrawal,
    Claim,
)
from ledgerstone.claims.prefill.operations import apply_prefill
from ledgerstone.claims.prefill.preview import PrefillPreview
from ledgerstone.claims.prefill.provenance import line_sources
from ledgerstone.tenancy.refusals import Refusal
from tests.claims.desk import Desk
from tests.claims.prefill_site import WORK, Site, rows, site

__all__ = ["site"]
ZERO = Decimal("0.00")


def carried() -> dict[int, Decimal]:
    """What of each source the head contract claims that stand carry, in all."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for row in CarriedAmount.objects.exclude(claim__status=WITHDRAWN):
        found[row.source_id] += row.work + row.materials
    return found


def certified() -> dict[int, Decimal]:
    """What each line of a subcontract certificate certified; nothing once that is withdrawn."""
    gone = set(CertificateWithdrawal.objects.values_list("certificate_id", flat=True))
    return {
        line.pk: ZERO if line.certificate_id in gone else line.movement_this_period
        for line in CertificateLine.objects.filter(certificate__claim__is_upstream=False)
    }


def test_what_is_certified_after_the_issue_is_carried_next_month_once(site: Site) -> None:
    late = site.concrete.claimed({"1": {WORK: "400"}})
    site.steel.certified({"1": {WORK: "70"}})
    september = site.head_claim()
    site.fill(september)
    site.head.issue(september)
    site.concrete.approve(late)  # after our claim went out

    site.scene.period(2026, 10)
    october = site.head_claim()
    preview = site.fill(october)
    assert preview.tie_out.late == Decimal("400.00")
    assert site.billed(october) == {"01": "400.00"}
    site.head.issue(october)

    site.scene.period(2026, 11)
    november = site.head_claim()
    assert site.fill(november).tie_out.to_carry == 0
    assert site.billed(november) == {}
    assert carried() == {key: sum_ for key, sum_ in certified().items() if sum_}


def under(site: Site) -> tuple[Desk, Desk, Desk]:
    """Another head contract with the same budget code, and a subcontract under each."""
    other = Desk.at(
        site.scene, "head_contract", rows=rows(("01", "03-000", "1000.00")), create_codes=True
    )
    theirs = Desk.at(
        site.scene,
        rows=rows(("1", "03-000", "600.00")),
        head_contract_id=other.contract.pk,
        create_codes=True,
    )
    ours = Desk.at(
        site.scene,
        rows=rows(("1", "03-000", "500.00")),
        head_contract_id=site.head.contract.pk,
        create_codes=True,
    )
    return other, theirs, ours


def test_two_head_contracts_with_one_budget_code_carry_each_amount_once(site: Site) -> None:
    other, theirs, ours = under(site)
    theirs.certified({"1": {WORK: "600"}})
    ours.certified({"1": {WORK: "150"}})
    first, second = site.head_claim(), other.start()
    for claim in (first, second, first, second):
        apply_prefill(
            actor=site.scene.actor,
            claim_id=claim.pk,
            expected_version=site.head.now(claim).version,
        )
    assert site.billed(first) == {"01": "150.00"}
    assert [str(line.claimed_movement) for line in other.sheet(second)] == ["600.00"]
    assert carried() == certified()
    assert sum(carried().values()) == Decimal("750.00")


def reopened_lower(site: Site) -> tuple[Claim, Claim]:
    """A subcontract claim that was carried and issued upstream, and taken back to 100.00 since.

    A certificate that an issued claim stands on is not reopened by hand; here it is, as where it
    was brought in.
    """
    claim = site.concrete.certified({"1": {WORK: "400"}})
    september = site.head_claim()
    site.fill(september)
    site.head.issue(september)
    found = Claim.objects.select_related("certificate").get(pk=claim.pk)
    assert found.certificate is not None
    CertificateWithdrawal.objects.create(
        account_id=claim.account_id,
        certificate_id=found.certificate_id,
        withdrawn_by_id=site.scene.user.pk,
        reason="It was measured again.",
    )
    Claim.objects.filter(pk=claim.pk).update(
        certificate=None, status="under_review", certified_in=None
    )
    return found, september


def test_a_source_withdrawn_after_it_was_carried_comes_back_as_a_negative(site: Site) -> None:
    below, september = reopened_lower(site)
    site.concrete.type(below, {"1": {"assessed": "100"}})
    site.concrete.reason(below, ["1"])
    site.concrete.approve(below)

    (line,) = [one for one in line_sources(site.scene.actor, september) if one.figures]
    (figure,) = line.figures
    assert figure.withdrawn_at is not None
    assert figure.comes_back == Decimal("400.00"), "it stands behind the figure it made"

    site.scene.period(2026, 10)
    october = site.head_claim()
    preview = site.fill(october)
    assert sorted(str(one.amount.total) for one in preview.late) == ["-400.00", "100.00"]
    assert site.billed(october) == {"01": "-300.00"}
    site.head.issue(october)
    (line,) = [one for one in line_sources(site.scene.actor, september) if one.figures]
    assert line.figures[0].comes_back == 0, "it came back"
    assert {key: sum_ for key, sum_ in carried().items() if sum_} == {
        key: sum_ for key, sum_ in certified().items() if sum_
    }


def test_where_there_is_nothing_to_take_from_a_negative_is_reported(site: Site) -> None:
    below, september = reopened_lower(site)
    site.head.reopen(september)
    site.head.withdraw(site.head.now(september))
    site.concrete.type(below, {"1": {"assessed": "0"}})
    site.concrete.reason(below, ["1"])
    site.concrete.approve(below)
    october = site.head_claim()
    preview = site.fill(october)
    assert site.billed(october) == {}
    assert preview.tie_out.ties


def test_sources_are_listed_in_as_many_queries_for_many_as_for_one(site: Site) -> None:
    site.concrete.certified({"1": {WORK: "400"}})
    claim = site.head_claim()
    site.fill(claim)
    with CaptureQueriesContext(connection) as few:
        line_sources(site.scene.actor, claim)
    desk = Desk.at(
        site.scene,
        rows=rows(*((str(n), "05-000", "10.00") for n in range(1, 40))),
        create_codes=True,
    )
    desk.certified({str(n): {WORK: "5"} for n in range(1, 40)})
    site.fill(claim)
    with CaptureQueriesContext(connection) as many:
        found = line_sources(site.scene.actor, claim)
    assert sum(len(line.figures) for line in found) == 40
    assert len(many) == len(few) <= 8


ACTS = st.sampled_from(
    ["certify", "certify lower", "reopen", "fill", "issue", "take back", "type", "next"]
)


@pytest.mark.django_db
@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(ACTS, min_size=6, max_size=14))
def test_over_any_order_each_source_is_carried_once_or_reported(
    site: Site, acts: list[str]
) -> None:
    with transaction.atomic():
        story = Story(site)
        for act in acts:
            story.do(act)
            story.check()
        transaction.set_rollback(True)


class Story:
    """What people do month after month; what is refused does not happen."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.month = 9
        self.done = 0

    def do(self, act: str) -> None:
        try:
            with transaction.atomic():
                getattr(self, act.replace(" ", "_"))()
        except Refusal:
            return

    def certify(self) -> None:
        self.done += 1
        item = "1" if self.done % 2 else "2"
        self.site.concrete.certified({item: {WORK: str(70 + self.done)}})

    def certify_lower(self) -> None:
        below = self.site.steel.claimed({"1": {WORK: "130"}, "2": {WORK: "20"}})
        self.site.steel.type(below, {"1": {"assessed": "90"}})
        self.site.steel.reason(below, ["1"])
        self.site.steel.approve(below)

    def reopen(self) -> None:
        last = (
            Claim.objects.filter(is_upstream=False, certificate__isnull=False)
            .order_by("-pk")
            .first()
        )
        if last is not None:
            desk = self._desk(last)
            desk.reopen(last)
            desk.type(last, {"1": {"assessed": "33"}})
            desk.reason(last, ["1"])
            desk.approve(last)

    def _desk(self, claim: Claim) -> Desk:
        is_steel = claim.contract_id == self.site.steel.contract.pk
        return self.site.steel if is_steel else self.site.concrete

    def fill(self) -> None:
        draft = self._draft() or self.site.head_claim()
        self.reported(self.site.fill(draft))

    def type(self) -> None:
        draft = self._draft()
        if draft is not None:
            self.site.head.type(draft, {"01": {WORK: "45"}})

    def issue(self) -> None:
        draft = self._draft()
        if draft is not None:
            self.site.head.issue(draft)

    def take_back(self) -> None:
        last = self._claims().filter(status="approved").order_by("-number").first()
        if last is not None:
            self.site.head.reopen(last)

    def next(self) -> None:
        self.month += 1
        self.site.scene.period(2026 + (self.month - 1) // 12, (self.month - 1) % 12 + 1)

    def _claims(self):  # type: ignore[no-untyped-def]
        return Claim.objects.filter(contract_id=self.site.head.contract.pk)

    def _draft(self) -> Claim | None:
        return self._claims().filter(status__in=["draft", "revise_and_resubmit"]).first()

    def reported(self, preview: PrefillPreview) -> None:
        """Everything to carry is on a line or reported, source by source. What was certified for
        a later period waits for a later claim."""
        assert preview.tie_out.ties
        left: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for one in preview.not_carried:
            left[one.source.id] += one.amount.total
        now, due = carried(), preview.claim.period.end
        here = CertificateLine.objects.filter(certificate__claim__period__end__lte=due)
        in_time = set(here.values_list("pk", flat=True))
        for source, amount in certified().items():
            assert now[source] + left[source] == (amount if source in in_time else 0)

    def check(self) -> None:
        amounts = certified()
        for source, sum_ in carried().items():
            if amounts[source]:
                assert min(ZERO, amounts[source]) <= sum_ <= max(ZERO, amounts[source])
