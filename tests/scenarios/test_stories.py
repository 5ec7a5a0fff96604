"""The stories in ``stories/`` happen through the product, and every figure in them is compared."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.claims.operations import NewDeduction
from ledgerstone.claims.prefill.operations import apply_prefill
from ledgerstone.contracts.models import Variation
from ledgerstone.contracts.operations import approve_variation
from ledgerstone.contracts.retention.retention import RetentionTerms
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.core import CapOf, RetentionCap
from tests.claims.desk import Desk, flat
from tests.scenarios.stories.reading import Passage, amount, passages
from tests.support.scene import Scene

STORIES = Path(__file__).parent / "stories"
YEAR = 2027
MONTHS = [
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
]  # fmt: skip
GST = Decimal("0.10")
# The columns of a story, as a certificate keeps them.
COVER = {
    "Completed and stored": "total_completed_and_stored",
    "Retention held": "total_retention",
    "Earned": "total_earned_less_retention",
    "Previous certificates": "less_previous_certificates",
    "Due": "current_payment_due",
    "GST": "tax",
    "Payable": "payable",
}
SHARES = {"half": Decimal("0.5"), "all": Decimal(1)}
EVENTS = {"practical completion": "practical_completion", "the end of defects": "end_of_defects"}
RELEASE = r"(half|all) of the retention released at (practical completion|the end of defects)"


@dataclass
class Account:
    """Both contracts of a story while it is told."""

    scene: Scene
    below: Desk
    above: Desk
    claims: dict[str, Claim] = field(default_factory=dict)
    certified: dict[str, list[Certificate]] = field(
        default_factory=lambda: {"Subcontract": [], "Head contract": []}
    )
    last: str = ""

    def reach(self, month: str) -> None:
        """Open the period of a month, the first time that something happens in it."""
        if month in MONTHS and month != self.last:
            self.scene.period(YEAR, MONTHS.index(month) + 1)
            self.last = month

    def claim_below(self, passage: Passage) -> None:
        claim = self.claims.get(passage.place)
        if claim is None:
            claim = self.claims[passage.place] = self.below.start()
        if passage.rows:
            self._type(self.below, claim, passage)
        self.below.submit(claim)

    def claim_with_release(self, passage: Passage, share: str, event: str) -> None:
        claim = self.claims[passage.place] = self.below.start()
        self._release(self.below, claim, share, event)
        self.claim_below(passage)

    def claim_release_only(self, passage: Passage, share: str, event: str) -> None:
        claim = self.claims[passage.place] = self.below.start(type="retention_release")
        self._release(self.below, claim, share, event)
        self.below.submit(claim)

    def send_back(self, passage: Passage, reason: str) -> None:
        self.below.send_back(self.claims[passage.place], reason)

    def assess(self, passage: Passage, month: str, reason: str) -> None:
        claim = self.claims[month]
        cells = {row["Item"]: {"assessed": row["Work to date"]} for row in passage.rows}
        saved = self.below.type(claim, cells)
        assert not saved.errors, passage
        self.below.reason(claim, list(cells), "defective", reason)

    def deduct(self, passage: Passage, figure: str, why: str) -> None:
        claim = self.below.now(self.claims[passage.place])
        operations.set_deductions(
            actor=self.scene.actor,
            claim_id=claim.pk,
            expected_version=claim.version,
            deductions=[NewDeduction(category=why, amount=-amount(figure), is_taxable=False)],
        )
        operations.change_assessment(
            actor=self.scene.actor,
            claim_id=claim.pk,
            expected_version=self.below.now(claim).version,
            reason_code="other",
            reason=f"For {why}.",
        )

    def certify_below(self, passage: Passage, month: str | None, decision: str) -> None:
        claim = self.claims[month or passage.place]
        certificate = self.below.approve(claim)
        assert certificate.decision == decision, passage
        self._compare(passage, "Subcontract", certificate)

    def approve_both(self, number: str, title: str, value: str) -> None:
        """A variation of the head contract, and the one below that is recovered through it."""
        approved_on = dt.date(YEAR, MONTHS.index(self.last) + 1, 1)
        head: Variation | None = None
        for desk in (self.above, self.below):
            head = approve_variation(
                actor=self.scene.actor,
                contract_id=desk.contract.pk,
                number=number,
                title=title,
                lines=[RawRow(number, title, "", "04-200", value)],
                approved_on=approved_on,
                head_variation_id=None if head is None else head.pk,
            )

    def bill(self, passage: Passage, own: str, share: str | None, event: str | None) -> None:
        """The claim to the owner: own work typed, the rest carried from certificates."""
        claim = self.above.start()
        saved = self.above.type(claim, {"H1": {"work_to_date": own}})
        assert not saved.errors, passage
        if share is not None and event is not None:
            self._release(self.above, claim, share, event)
        preview = apply_prefill(
            actor=self.scene.actor,
            claim_id=claim.pk,
            expected_version=self.above.now(claim).version,
        )
        assert preview.tie_out.ties
        assert preview.tie_out.not_carried == 0, passage
        self.above.issue(claim)
        certificate = self.above.now(claim).certificate
        assert certificate is not None
        self._compare(passage, "Head contract", certificate)

    def close(self, passage: Passage) -> None:
        """All that was payable is the final contract sum with its tax, less what was deducted."""
        for row in passage.rows:
            given = self.certified[row["Contract"]]
            last = given[-1]
            sums = [amount(row[column]) for column in ("Final contract sum", "GST", "Deductions")]
            assert last.contract_sum_to_date == sums[0] == last.total_completed_and_stored
            assert sum(one.tax for one in given) == sums[1]
            assert last.deductions_to_date == sums[2]
            assert sum(one.payable for one in given) == amount(row["Payable in all"]) == sum(sums)
            assert last.total_retention == amount(row["Retained"]) == 0
            assert last.balance_to_finish_including_retention == 0

    def _type(self, desk: Desk, claim: Claim, passage: Passage) -> None:
        columns = {"Work to date": "work_to_date", "Stored": "materials_stored"}
        cells = {
            row["Item"]: {column: row[head] for head, column in columns.items() if row[head]}
            for row in passage.rows
        }
        saved = desk.type(claim, cells)
        assert not saved.errors, (passage, saved.errors)
        assert not saved.conflicts

    def _release(self, desk: Desk, claim: Claim, share: str, event: str) -> None:
        desk.header(claim, release_share=SHARES[share], release_event=EVENTS[event])

    def _compare(self, passage: Passage, contract: str, certificate: Certificate) -> None:
        (row,) = passage.rows
        found = {head: getattr(certificate, name) for head, name in COVER.items()}
        assert found == {head: amount(figure) for head, figure in row.items()}, passage.place
        self.certified[contract].append(certificate)


Step = Callable[..., None]
# What a sentence of a story has happen; what matches none of them is there to be read.
SENTENCES: list[tuple[str, Step]] = [
    (r"The bricklayer claims(?: again)?:", Account.claim_below),
    (r"The bricklayer claims nothing new\.", Account.claim_below),
    (rf"The bricklayer claims, with {RELEASE}:", Account.claim_with_release),
    (
        r"The bricklayer claims nothing but the release of (half|all) retention at "
        r"(practical completion|the end of defects)\.",
        Account.claim_release_only,
    ),
    (r"It is returned, because (.*)", Account.send_back),
    (r"The claim of (\w+) is assessed lower, because (.*):", Account.assess),
    (r"([\d,.]+) are deducted for (\w+)\.", Account.deduct),
    (
        r"It is certified as claimed:",
        lambda self, passage: self.certify_below(passage, None, "approved"),
    ),
    (
        r"It is certified as noted:",
        lambda self, passage: self.certify_below(passage, None, "approved_as_noted"),
    ),
    (
        r"The claim of (\w+) is certified as noted:",
        lambda self, passage, month: self.certify_below(passage, month, "approved_as_noted"),
    ),
    (
        r"Variation (\w+) is approved in both contracts, for (.*), at ([\d,.()]+)\.",
        lambda self, _passage, number, title, value: self.approve_both(number, title, value),
    ),
    (
        rf"The owner is billed for ([\d,.]+) of own work to date(?:, with {RELEASE})?:",
        Account.bill,
    ),
]


@pytest.mark.parametrize("name", ["twelve-months"])
def test_a_story_ends_as_it_is_told(scene: Scene, name: str) -> None:
    told = list(passages(STORIES / f"{name}.md"))
    account = _contracts(scene, [passage for passage in told if passage.place == "The contracts"])
    for passage in told:
        account.reach(passage.place)
        acts = [
            (step, found.groups())
            for sentence, step in SENTENCES
            if (found := re.fullmatch(sentence, passage.text))
        ]
        if passage.place == "The end of the account":
            account.close(passage)
        elif passage.rows and passage.place != "The contracts":
            assert acts, f"No act is known for: {passage.text}"
        for step, given in acts:
            step(account, passage, *given)
    assert [len(given) for given in account.certified.values()] == [12, 12]


def _contracts(scene: Scene, told: list[Passage]) -> Account:
    """Both contracts with the terms that the story names."""
    tables = [passage for passage in told if passage.rows]
    below, above = ([_row(row) for row in passage.rows] for passage in tables)
    capped = RetentionCap(rate=Decimal("0.05"), of=CapOf.REVISED_SUM)
    head = _desk(scene, "head_contract", above, flat("0.05", basis="cover"))
    sub = _desk(scene, "subcontract", below, flat("0.10", basis="cover", cap=capped))
    return Account(scene, sub, head)


def _desk(scene: Scene, kind: str, rows: list[RawRow], retention: RetentionTerms) -> Desk:
    return Desk.at(scene, kind, rows=rows, retention=retention, tax_rate=GST, create_codes=True)


def _row(row: dict[str, str]) -> RawRow:
    code = "01-100" if row["Item"] == "H1" else "04-200"
    return RawRow(row["Item"], row["Description"], "", code, row["Value"])
