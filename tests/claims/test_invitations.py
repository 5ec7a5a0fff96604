"""Inviting claim contacts to claim: who is invited, who is not and why, and what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims.models import Extension, Invitation
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.directory.models import NOT_AT_ALL, Person
from ledgerstone.directory.operations.settings import change_account_settings
from ledgerstone.history.models import Event
from ledgerstone.projects.operations import close_billing_period
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, WrongState
from tests.claims.desk import Desk
from tests.claims.rounds import AFTERNOON, Round
from tests.support.contacts import contact_of
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene

# The first minute after the due date, 28 October in Sydney.
LATE = dt.datetime(2026, 10, 28, 13, 1, tzinfo=dt.UTC)


@pytest.fixture
def october(scene: Scene) -> Iterator[Round]:
    with time_machine.travel(AFTERNOON):
        yield Round.at(scene)


def test_those_who_can_be_are_invited_and_the_others_say_why(october: Round) -> None:
    scene = october.scene
    nobody = scene.contract(status="approved", title="Nobody named")
    draft = scene.contract(title="Not agreed")
    claimed = Desk.at(scene, title="Claimed")
    claimed.start()
    above = scene.contract("head_contract", status="approved", title="Above")
    quiet = scene.contract(status="approved", title="Quiet")
    contact_of(scene, draft, claimed.contract, email="kit@keel.example", name="Kit Keel")
    silent = contact_of(scene, quiet, email="una@keel.example", name="Una Quiet")
    Person.objects.filter(pk=silent.person.pk).update(messages=NOT_AT_ALL)
    every = [october.contract, nobody, draft, claimed.contract, above, quiet]
    outcome = october.invite(*every, text="Send your tax invoice with it.")
    assert outcome.done == [october.contract.pk]
    why = {one.id: one.why for one in outcome.refused}
    assert why.keys() == {one.pk for one in every[1:]}
    assert "No progress claim contact can be reached" in why[nobody.pk]
    assert "No progress claim contact can be reached" in why[quiet.pk]
    assert "is a draft" in why[draft.pk]
    assert "There is a claim already." in why[claimed.contract.pk]
    assert "Nobody is invited" in why[above.pk]
    assert {one.named for one in outcome.refused} == {str(one) for one in every[1:]}
    found = october.invitation
    assert (found.status, found.type) == ("invited", "work_materials")
    assert found.text == "Send your tax invoice with it."
    assert found.invited_by == scene.user
    told = Event.objects.get(kind="invitation.sent", contract_id=october.contract.pk)
    assert told.summary == "invited the claim contacts to claim for 1 to 31 October 2026"


def test_without_a_text_that_of_the_settings_goes_with_it(october: Round) -> None:
    october.settings(invitation_text="Attach your statutory declaration.")
    october.invite()
    assert october.invitation.text == "Attach your statutory declaration."


def test_who_was_invited_or_declined_is_invited_again_and_who_accepted_is_not(
    october: Round,
) -> None:
    october.invite()
    first = october.invitation
    october.answer(False, "Nothing was done in October.")
    assert october.invitation.decline_reason == "Nothing was done in October."
    with time_machine.travel(AFTERNOON + dt.timedelta(days=1)):
        outcome = october.invite(type="work_materials_retention")
        assert outcome.done == [october.contract.pk]
    again = october.invitation
    assert again.pk == first.pk
    assert again.invited_at > first.invited_at
    assert (again.status, again.type) == ("invited", "work_materials_retention")
    assert (again.answered_by, again.answered_at, again.decline_reason) == (None, None, "")
    october.answer(True)
    assert "They have accepted" in october.invite().refused[0].why


def test_no_invitation_goes_out_late_or_for_a_closed_period(october: Round) -> None:
    with time_machine.travel(LATE):
        assert "The due date is over." in october.invite().refused[0].why
        Extension.objects.create(
            account=october.scene.account, contract=october.contract, period=october.period,
            due_date=dt.date(2026, 10, 30),
        )  # fmt: skip
        assert october.invite().done == [october.contract.pk]
    close_billing_period(actor=october.scene.actor, period_id=october.period.pk)
    assert "is closed" in october.invite().refused[0].why


def test_where_administrators_enter_claims_nobody_is_invited(october: Round) -> None:
    change_account_settings(actor=october.scene.actor, contacts_may_claim=False)
    assert "an administrator does" in october.invite().refused[0].why
    Contract.objects.filter(pk=october.contract.pk).update(contacts_may_claim=True)
    assert october.invite().done == [october.contract.pk]


def test_only_administrators_invite_and_contracts_of_others_are_left_out(october: Round) -> None:
    scene = october.scene
    colleague = worker(scene, scene.own, "Ana Reyes")
    member(scene, colleague, "site_team")
    with pytest.raises(NotAllowed):
        october.invite(actor=as_actor(scene, colleague))
    with pytest.raises(NotThere):
        october.invite(actor=october.contact.actor)
    with pytest.raises(NotThere):
        october.invite(period_id=0)
    with pytest.raises(Invalid, match="what may be claimed"):
        october.invite(type="everything")
    outcome = october.invite(contract_ids=[0, october.contract.pk, october.contract.pk])
    assert (outcome.done, outcome.refused) == ([october.contract.pk], [])


def test_many_are_invited_and_reminded_in_a_handful_of_statements(october: Round) -> None:
    def contract(number: int) -> Contract:
        made = october.scene.contract(status="approved", title=f"Lot {number}")
        row = ContractPerson(contract=made, person=october.contact.person, is_contact=True)
        row.account_id = october.scene.account.pk
        row.save()
        return made

    def statements(*contracts: Contract) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as inviting:
            assert len(october.invite(*contracts).done) == len(contracts)
        with CaptureQueriesContext(connection) as reminding:
            assert len(october.remind(*contracts).done) == len(contracts)
        return len(inviting), len(reminding)

    few = statements(contract(1))
    many = statements(*[contract(number) for number in range(2, 22)])
    assert many <= few
    assert max(many) < 40


def test_an_answer_may_change_until_there_is_a_claim(october: Round) -> None:
    october.invite()
    assert october.answer(True).status == "accepted"
    assert october.answer(True).answered_by == october.contact.user
    assert october.answer(False).status == "declined"
    assert october.answer(True).status == "accepted"
    told = Event.objects.filter(kind="invitation.answered").order_by("id")
    assert [one.summary.split()[0] for one in told] == ["accepted", "declined", "accepted"]
    october.desk.start()
    with pytest.raises(WrongState, match="There is a claim for this billing period already"):
        october.answer(False)


def test_an_answer_comes_too_late_after_the_due_date_and_for_a_closed_period(
    october: Round,
) -> None:
    october.invite()
    with time_machine.travel(LATE):
        for accepts in (True, False):
            with pytest.raises(WrongState, match=r"due Wed 28 Oct.*administrator"):
                october.answer(accepts)
    close_billing_period(actor=october.scene.actor, period_id=october.period.pk)
    with pytest.raises(WrongState, match="closed"):
        october.answer(True)
    assert october.invitation.status == "invited"


def test_only_a_contact_who_may_claim_answers(october: Round) -> None:
    october.invite()
    with pytest.raises(NotAllowed, match="can start the claim without an answer"):
        october.answer(True, actor=october.scene.actor)
    stranger = worker(october.scene, october.scene.owner, "Sam Outside")
    with pytest.raises(NotThere):
        october.answer(True, actor=as_actor(october.scene, stranger))
    change_account_settings(actor=october.scene.actor, contacts_may_claim=False)
    with pytest.raises(NotAllowed):
        october.answer(True)
    change_account_settings(actor=october.scene.actor, contacts_may_claim=True)
    ContractPerson.objects.all().delete()
    with pytest.raises(NotThere):
        october.answer(True)
    assert Invitation.objects.get().answered_at is None


def test_reminding_says_why_not(october: Round) -> None:
    def why() -> str:
        return october.remind().refused[0].why

    assert "not been invited" in why()
    october.invite()
    assert october.remind().done == [october.contract.pk]
    assert october.invitation.reminders == 1
    october.answer(False)
    assert "nothing to claim" in why()
    october.answer(True)
    claim = october.desk.start()
    assert october.remind().done == [october.contract.pk]
    october.desk.type(claim, {"1": {"work_this_period": "100"}})
    october.desk.submit(claim)
    assert "sent already" in why()
