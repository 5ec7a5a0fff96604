"""Lists and sheets: what they say, and that they ask the database as often for many as for few."""

from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import listing, operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations import change_contract
from tests.claims.desk import Desk, flat
from tests.support.scene import Scene, raw_rows


def _rows(count: int) -> list[object]:
    return list(raw_rows([(f"L{n}", f"Line {n}", "1,000.00") for n in range(count)]))


def _half(count: int) -> dict[str, dict[str, str]]:
    return {f"L{n}": {"percent_to_date": "50"} for n in range(count)}


def test_the_list_of_a_period_has_every_contract(scene: Scene) -> None:
    period = scene.period()
    claimed = Desk.at(scene, retention=flat("0.10"))
    claim = claimed.certified({"2": {"work_to_date": "10,000.00"}})
    waiting = Desk(scene.actor, scene.contract())
    head = Desk.at(scene, "head_contract")
    rows = listing.of_period(scene.actor, period)
    by_number = {row.contract.number: row for row in rows}
    assert list(by_number) == ["SU-001", "SU-002", "HE-001"]
    first = by_number["SU-001"]
    assert first.claim == claim
    assert (first.claimable, first.last_claim_number) == (True, 1)
    assert first.contract_sum == Decimal("288500.00")
    assert first.certified_to_date == Decimal("10000.00")
    assert first.claim is not None
    assert first.claim.claimed_to_date == Decimal("10000.00")
    assert first.claim.assessed_payable == Decimal("9000.00")
    second = by_number[waiting.contract.number]
    assert (second.claim, second.claimable) == (None, False)
    assert second.why_not.startswith("This subcontract is a draft; it can be claimed on when")
    downstream = listing.of_period(scene.actor, period, upstream=False)
    assert head.contract.number not in {row.contract.number for row in downstream}


def test_the_list_of_a_period_asks_a_constant_number_of_questions(scene: Scene) -> None:
    period = scene.period()
    counts = []
    for _ in range(3):
        Desk.at(scene).start()
        with CaptureQueriesContext(connection) as captured:
            listing.of_period(scene.actor, period)
        counts.append(len(captured))
    assert counts == [4, 4, 4]


def test_the_claims_of_a_contract_latest_first(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    desk.claimed({"1": {"work_to_date": "1"}})
    desk.start()
    with CaptureQueriesContext(connection) as captured:
        found = list(queries.of_contract(scene.actor, desk.contract.pk))
        words = [claim.contract.project.name + claim.contract.company.name for claim in found]
    assert [claim.number for claim in found] == [2, 1]
    assert (len(words), len(captured)) == (2, 1)


def test_every_act_asks_as_often_for_many_lines_as_for_few(scene: Scene) -> None:
    scene.period()
    counts: list[dict[str, int]] = []
    for lines in (4, 40):
        desk = Desk.at(scene, rows=_rows(lines), retention=flat("0.05"))
        asked: dict[str, int] = {}
        claim = desk.start()
        with CaptureQueriesContext(connection) as captured:
            desk.type(claim, _half(lines))
        asked["type"] = len(captured)
        for act in (desk.submit, desk.approve, desk.reopen, desk.sheet):
            with CaptureQueriesContext(connection) as captured:
                act(claim)
            asked[act.__name__] = len(captured)
        with CaptureQueriesContext(connection) as captured:
            operations.assess_by_percent(actor=desk.actor, claim_id=claim.pk, percent="40", since=0)
        asked["assess"] = len(captured)
        desk.reason(claim, [f"L{n}" for n in range(lines)])
        later = desk.start
        desk.approve(claim)
        with CaptureQueriesContext(connection) as captured:
            desk.sheet(claim)
        asked["frozen"] = len(captured)
        later()
        with CaptureQueriesContext(connection) as captured:
            desk.reopen(claim)
        asked["rebase"] = len(captured)
        counts.append(asked)
    assert counts[0] == counts[1]


def test_a_certified_sheet_does_not_change_any_more(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene, rows=_rows(3), retention=flat("0.05"))
    claim = desk.claimed(_half(3))
    desk.type(claim, {"L0": {"assessed": "400"}})
    desk.reason(claim, ["L0"], "defective", "Not as drawn.")
    live = desk.sheet(claim)
    desk.approve(claim)
    change_contract(
        actor=desk.actor,
        contract_id=desk.contract.pk,
        expected_version=desk.contract.version,
        title="Another title",
    )
    certified = desk.sheet(claim)
    assert certified.is_certified
    assert not live.is_certified
    assert certified.cover == live.cover
    assert certified.claimed_cover == live.claimed_cover
    assert [line.valued for line in certified] == [line.valued for line in live]
    assert [line.before for line in certified] == [line.before for line in live]


def test_certificates_and_submissions_are_found(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    assert queries.last_certificate(desk.contract) is None
    claim: Claim = desk.certified({"1": {"work_to_date": "1"}})
    certificate = queries.certificate_of(claim)
    assert certificate is not None
    assert queries.last_certificate(desk.contract) == certificate
    assert certificate.code[:3] == "LS-"
    assert len(certificate.code) == 12
    assert not set(certificate.code[3:]) & set("01OIL")
    desk.reopen(claim)
    assert queries.last_certificate(desk.contract) is None
    assert queries.certificate_of(desk.now(claim)) is None
    assert [one.pk for one in queries.certificates(claim)] == [certificate.pk]
