"""Many claims of a list approved, or taken to a status, at once: each is done or refused alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from ledgerstone.claims import operations
from ledgerstone.claims.many import Outcome
from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid, NotThere
from tests.claims.desk import Desk, flat
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene, raw_rows

ROWS = raw_rows([("1", "Frames", "80,000.00"), ("2", "Sheeting", "20,000.00")])
HALF = {"1": {"percent_to_date": "50"}}
MORE = {"1": {"percent_to_date": "60"}}


@dataclass
class List:
    """The claims of a period as an administrator ticks them."""

    scene: Scene

    def desk(self, number: str) -> Desk:
        return Desk.at(self.scene, rows=ROWS, retention=flat("0.05"), number=number)

    def approve(self, *claims: Claim) -> Outcome:
        return operations.approve_claims(
            actor=self.scene.actor,
            claim_ids=[claim.pk for claim in claims],
            versions={claim.pk: claim.version for claim in claims},
        )

    def take(self, status: str, *claims: Claim, reason: str = "") -> Outcome:
        return operations.change_statuses(
            actor=self.scene.actor,
            claim_ids=[claim.pk for claim in claims],
            status=status,
            reason=reason,
        )

    def status(self, claim: Claim) -> str:
        return Claim.objects.get(pk=claim.pk).status


@pytest.fixture
def listed(scene: Scene) -> List:
    scene.period()
    return List(scene)


def said(outcome: Outcome) -> dict[str, str]:
    return {one.named: one.why for one in outcome.refused}


def test_only_clean_claims_are_approved(listed: List) -> None:
    clean, cut, over, above, draft = (listed.desk(f"S-{n}") for n in range(1, 6))
    claims = [one.claimed(HALF) for one in (clean, cut, over, above)]
    cut.type(claims[1], {"1": {"assessed": "10,000"}})
    cut.reason(claims[1], ["1"])
    over.withdraw(claims[2])
    claims[2] = over.claimed({"1": {"work_to_date": "80,000.01"}})
    above.type(claims[3], {"1": {"assessed": "50,000"}})
    unfinished = draft.start()
    outcome = listed.approve(*(draft.now(claim) for claim in claims), unfinished)
    assert outcome.done == [claims[0].pk]
    differs = "What is assessed differs from what was claimed. Look at it and approve it by itself."
    assert said(outcome) == {
        "S-2, claim 1": differs,
        "S-3, claim 2": "Line 1 has earned 80,000.01 of a scheduled value of 80,000.00. "
        "Look at it and approve it by itself.",
        "S-4, claim 1": differs,
        "S-5, claim 1": "Claim 1 is a draft and cannot be approved. "
        "It can be edited, submitted or deleted.",
    }
    certificate = Certificate.objects.get()
    assert (certificate.claim_id, certificate.decision) == (claims[0].pk, "approved")
    assert [listed.status(claim) for claim in claims] == ["approved", *["under_review"] * 3]
    assert Event.objects.filter(kind="claim.certified").count() == 1


def test_claims_of_one_contract_are_approved_in_their_order(listed: List) -> None:
    desk = listed.desk("S-1")
    first, second = desk.claimed(HALF), desk.claimed(MORE)
    # By itself the later one comes too early; together they come in order.
    assert said(listed.approve(second)) == {
        "S-1, claim 2": "Claim 1 is under review and comes first: certify it before claim 2, or "
        "withdraw it."
    }
    outcome = listed.approve(second, first)
    assert (outcome.done, outcome.refused) == ([first.pk, second.pk], [])
    earlier, later = Certificate.objects.order_by("id")
    assert later.previous_id == earlier.pk
    assert later.less_previous_certificates == earlier.total_earned_less_retention == 38_000
    assert later.current_payment_due == 7_600


def test_what_changed_since_the_page_is_not_approved(listed: List) -> None:
    desk, other = listed.desk("S-1"), listed.desk("S-2")
    seen, beside = desk.claimed(HALF), other.claimed(HALF)
    desk.send_back(seen)
    desk.submit(seen)
    outcome = listed.approve(seen, beside)
    assert outcome.done == [beside.pk]
    assert said(outcome) == {
        "S-1, claim 1": "Somebody changed this since you opened it. Look at what changed and try "
        "again."
    }
    unsaid = operations.approve_claims(actor=listed.scene.actor, claim_ids=[seen.pk], versions={})
    assert (unsaid.done, listed.status(seen)) == ([], "under_review")


def test_statuses_by_the_act_that_leads_there(listed: List) -> None:
    draft, waiting = listed.desk("S-1").start(), listed.desk("S-2").claimed(HALF)
    done = listed.desk("S-3").certified(HALF)
    outcome = listed.take("under_review", draft, waiting, done, reason="A mistake.")
    assert outcome.done == [draft.pk, done.pk]
    assert said(outcome) == {"S-2, claim 1": "Claim 1 is under review already."}
    assert Certificate.objects.get(claim_id=done.pk).withdrawals.get().reason == "A mistake."
    outcome = listed.take("pending_owner_approval", waiting)
    assert listed.status(waiting) == "pending_owner_approval"
    outcome = listed.take("approved", draft, waiting, done)
    assert outcome.done == [draft.pk, waiting.pk, done.pk]
    kinds = Event.objects.filter(claim_id=waiting.pk).order_by("id").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["claim.certified", "claim.pending_approved"]


def test_what_the_table_does_not_reach_is_refused_in_its_words(listed: List) -> None:
    draft, done = listed.desk("S-1").start(), listed.desk("S-2").certified(HALF)
    assert said(listed.take("approved_as_noted", draft, done)) == {
        "S-1, claim 1": "Claim 1 is a draft and cannot be approved as noted. "
        "It can be edited, submitted or deleted.",
        "S-2, claim 1": "Claim 1 is approved and cannot be approved as noted. It can be reopened.",
    }
    assert said(listed.take("draft", done)) == {
        "S-2, claim 1": "Claim 1 is approved and cannot be made a draft again. It can be reopened."
    }
    assert said(listed.take("withdrawn", done)) == {
        "S-2, claim 1": "Claim 1 is approved and cannot be withdrawn. It can be reopened."
    }
    with pytest.raises(Invalid):
        listed.take("paid", done)
    assert [listed.status(claim) for claim in (draft, done)] == ["draft", "approved"]


def test_returning_and_reopening_ask_for_a_reason(listed: List) -> None:
    waiting, done = listed.desk("S-1").claimed(HALF), listed.desk("S-2").certified(HALF)
    with pytest.raises(Invalid) as refused:
        listed.take("revise_and_resubmit", waiting)
    assert list(refused.value.fields) == ["reason"]
    assert listed.take("under_review", done).done == []
    outcome = listed.take("revise_and_resubmit", waiting, done, reason="No evidence.")
    assert outcome.done == [waiting.pk]
    assert Claim.objects.get(pk=waiting.pk).return_reason == "No evidence."
    assert said(outcome) == {
        "S-2, claim 1": "Claim 1 is approved and cannot be returned. It can be reopened."
    }


def test_a_refusal_leaves_nothing_of_its_own_behind(listed: List) -> None:
    desk, beside = listed.desk("S-1"), listed.desk("S-2").claimed(HALF)
    cut = desk.claimed(HALF)
    desk.type(cut, {"1": {"assessed": "10,000"}})
    before = desk.now(cut)
    outcome = listed.take("approved", cut, beside)
    assert outcome.done == [beside.pk]
    assert said(outcome) == {"S-1, claim 1": "A reason is missing on line 1."}
    after = desk.now(cut)
    assert (after.version, after.status) == (before.version, "under_review")
    assert not Certificate.objects.filter(claim_id=cut.pk).exists()


def test_rights_are_asked_row_by_row_and_the_unseen_is_not_there(listed: List) -> None:
    scene = listed.scene
    claim = listed.desk("S-1").claimed(HALF)
    person = worker(scene, scene.own, "Sam Reed")
    member(scene, person, "site_team")
    given = {"claim_ids": [claim.pk], "versions": {claim.pk: claim.version}}
    refused = operations.approve_claims(actor=as_actor(scene, person), **given)
    assert said(refused) == {"S-1, claim 1": "Ask an administrator of the project to do this."}
    with pytest.raises(NotThere):
        operations.approve_claims(actor=build_scene("Elsewhere").actor, **given)
    beside = listed.desk("S-2").claimed(HALF)
    with pytest.raises(NotThere):
        operations.change_statuses(actor=scene.actor, claim_ids=[beside.pk, 0], status="approved")
    assert [listed.status(one) for one in (claim, beside)] == ["under_review"] * 2
