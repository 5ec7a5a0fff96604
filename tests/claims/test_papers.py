"""What is kept beside a claim: files, the signed copy, comments; who keeps and who reads them."""

from __future__ import annotations

import pytest

from ledgerstone.claims.models import Claim, ClaimAttachment, ClaimComment
from ledgerstone.claims.operations.comments import comment_on_claim
from ledgerstone.claims.operations.field_sets import choose_field_set, save_field_set
from ledgerstone.claims.operations.papers import (
    attach_to_claim,
    record_signed_copy,
    remove_claim_paper,
)
from ledgerstone.claims.papers import papers
from ledgerstone.claims.told import told_to
from ledgerstone.contracts.models import Contract
from ledgerstone.contracts.operations import name_contact
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.files.papers import HTML, PDF, XLSX
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene

HALF = {"1": {"percent_to_date": "50"}, "2": {"percent_to_date": "50"}}


@pytest.fixture
def desk(scene: Scene) -> Desk:
    scene.period()
    return Desk.at(scene)


@pytest.fixture
def contact(scene: Scene, desk: Desk) -> Actor:
    """A claim contact of the contract."""
    return contact_of(scene, desk.contract)


def contact_of(scene: Scene, contract: Contract, name: str = "Kim Ode") -> Actor:
    person = worker(scene, scene.subcontractor, name)
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=person.pk)
    return as_actor(scene, person)


def attach(
    actor: Actor, claim: Claim, name: str = "dockets.pdf", **given: object
) -> ClaimAttachment:
    return attach_to_claim(actor=actor, claim_id=claim.pk, name=name, content=PDF, **given)  # type: ignore[arg-type]


def named(claim: Claim) -> list[str]:
    return [paper.name for paper in papers.of_claim(claim)]


def test_a_contact_attaches_to_a_claim_and_to_its_lines(desk: Desk, contact: Actor) -> None:
    claim = desk.start()
    line = desk.line(claim, "2").line_id
    attach(contact, claim)
    attach(contact, claim, "photo.pdf", line_id=line)
    assert named(claim) == ["photo.pdf", "dockets.pdf"]
    assert papers.line_marks(claim) == {line: (0, 1)}
    said = [event.summary for event in told_to(desk.actor, claim)[:2]]
    assert said == ["attached photo.pdf to line 2", "attached dockets.pdf"]


def test_what_comes_later_is_further_evidence(desk: Desk, contact: Actor) -> None:
    claim = desk.claimed(HALF)
    paper = attach(contact, claim, "statutory declaration.pdf")
    with pytest.raises(NotAllowed, match="handed in"):
        remove_claim_paper(actor=contact, paper_id=paper.pk)
    desk.approve(claim)
    attach(contact, claim, "tax invoice.pdf")
    assert named(claim) == ["tax invoice.pdf", "statutory declaration.pdf"]
    remove_claim_paper(actor=desk.actor, paper_id=paper.pk)
    assert named(claim) == ["tax invoice.pdf"]


def test_nothing_is_added_to_a_withdrawn_claim(desk: Desk, contact: Actor) -> None:
    claim = desk.withdraw(desk.claimed(HALF))
    for actor in (contact, desk.actor):
        with pytest.raises(WrongState, match="withdrawn"):
            attach(actor, claim)


def test_a_contact_removes_what_their_side_added_while_the_claim_is_theirs(
    scene: Scene, desk: Desk, contact: Actor
) -> None:
    fellow = contact_of(scene, desk.contract, "Jo Reed")
    claim = desk.start()
    own, colleagues, ours = attach(contact, claim), attach(fellow, claim), attach(desk.actor, claim)
    remove_claim_paper(actor=contact, paper_id=own.pk)
    remove_claim_paper(actor=contact, paper_id=colleagues.pk)
    with pytest.raises(NotAllowed, match="Ask whoever attached"):
        remove_claim_paper(actor=contact, paper_id=ours.pk)
    assert named(claim) == ["dockets.pdf"]


def test_files_are_checked_by_what_they_hold(desk: Desk) -> None:
    claim = desk.start()
    with pytest.raises(Invalid) as refused:
        attach_to_claim(actor=desk.actor, claim_id=claim.pk, name="dockets.pdf", content=HTML)
    assert "file" in refused.value.fields
    kept = attach_to_claim(actor=desk.actor, claim_id=claim.pk, name="sums.pdf", content=XLSX)
    assert kept.name == "sums.xlsx"


def test_a_signed_copy_says_who_recorded_it(desk: Desk, contact: Actor) -> None:
    claim = desk.start()
    with pytest.raises(WrongState, match="a draft"):
        record_signed_copy(actor=desk.actor, claim_id=claim.pk, name="s.pdf", content=PDF)
    desk.type(claim, HALF)
    claim = desk.submit(claim)
    with pytest.raises(NotAllowed):
        record_signed_copy(actor=contact, claim_id=claim.pk, name="s.pdf", content=PDF)
    assert papers.signed_by_hand(claim) is None
    record_signed_copy(actor=desk.actor, claim_id=claim.pk, name="signed.pdf", content=PDF)
    found = papers.signed_by_hand(desk.now(claim))
    assert found is not None
    assert (found.recorded_by, found.paper.name) == ("Robin Hale", "signed.pdf")


def test_a_signature_does_not_outlive_what_was_signed(desk: Desk) -> None:
    claim = desk.claimed(HALF)
    record_signed_copy(actor=desk.actor, claim_id=claim.pk, name="signed.pdf", content=PDF)
    claim = desk.send_back(claim)
    assert papers.signed_by_hand(claim) is None
    claim = desk.submit(claim)
    assert papers.signed_by_hand(claim) is None
    assert named(claim) == ["signed.pdf"]


def test_comments_are_for_all_who_see_the_claim_unless_internal(
    scene: Scene, desk: Desk, contact: Actor
) -> None:
    claim = desk.claimed(HALF)
    line = desk.line(claim, "2").line_id
    comment_on_claim(actor=contact, claim_id=claim.pk, text="Frames 9 to 16 stand.", line_id=line)
    comment_on_claim(actor=desk.actor, claim_id=claim.pk, text="Ask the site.", is_internal=True)
    standard = worker(scene, scene.own, "Sam Lake")
    member(scene, standard, "site_team")
    for actor, count in ((contact, 1), (as_actor(scene, standard), 1), (desk.actor, 2)):
        assert papers.comments(actor, claim).count() == count
        told = " ".join(event.summary for event in told_to(actor, claim))
        assert ("among administrators" in told) is (count == 2)
    assert papers.line_marks(claim) == {line: (1, 0)}
    with pytest.raises(NotAllowed, match="Only administrators"):
        comment_on_claim(actor=contact, claim_id=claim.pk, text="Psst.", is_internal=True)


def test_a_comment_has_words(desk: Desk) -> None:
    claim = desk.start()
    with pytest.raises(Invalid) as refused:
        comment_on_claim(actor=desk.actor, claim_id=claim.pk, text="  \n ")
    assert "text" in refused.value.fields
    assert not ClaimComment.objects.exists()


def test_lines_of_other_contracts_are_not_there(scene: Scene, desk: Desk) -> None:
    claim, other = desk.start(), Desk.at(scene)
    elsewhere = other.line(other.start(), "1").line_id
    with pytest.raises(NotThere):
        attach(desk.actor, claim, line_id=elsewhere)
    with pytest.raises(NotThere):
        comment_on_claim(actor=desk.actor, claim_id=claim.pk, text="Here?", line_id=elsewhere)


def test_whoever_does_not_see_the_claim_finds_nothing(scene: Scene, desk: Desk) -> None:
    claim = desk.start()
    paper = attach(desk.actor, claim)
    stranger = build_scene("Southgate Civil").actor
    colleague = contact_of(scene, Desk.at(scene).contract)
    for actor in (stranger, colleague):
        with pytest.raises(NotThere):
            papers.get_paper(actor, paper.pk)
        with pytest.raises(NotThere):
            attach(actor, claim)
        with pytest.raises(NotThere):
            comment_on_claim(actor=actor, claim_id=claim.pk, text="Hello")
        with pytest.raises(NotThere):
            remove_claim_paper(actor=actor, paper_id=paper.pk)


def test_a_project_may_require_attachments_or_take_none(scene: Scene, desk: Desk) -> None:
    made = save_field_set(actor=scene.actor, name="Strict", rules={"attachments": "required"})
    choose_field_set(actor=scene.actor, project_id=scene.project.pk, field_set_id=made.pk)
    claim = desk.start()
    desk.type(claim, HALF)
    with pytest.raises(Invalid, match="Attach a file") as refused:
        desk.submit(claim)
    assert list(refused.value.fields) == ["attachments"]
    attach(desk.actor, claim)
    assert desk.submit(claim).status == "under_review"
    none = save_field_set(actor=scene.actor, name="None", rules={"attachments": "hidden"})
    choose_field_set(actor=scene.actor, project_id=scene.project.pk, field_set_id=none.pk)
    with pytest.raises(WrongState, match="takes no attachments"):
        attach(desk.actor, claim)
