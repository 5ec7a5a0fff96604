"""The demonstration tells its story by the rules, and telling it again changes nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from ledgerstone.contracts import contacts
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract, ContractPerson
from ledgerstone.directory.models import Person
from ledgerstone.history.models import Event
from ledgerstone.ops.demo import load_demo
from ledgerstone.ops.demo.people import OUT_OF_REACH, WITHOUT_CONTACT
from ledgerstone.ops.demo.story import SLUG
from ledgerstone.ops.logins import DEMO_LOGINS
from ledgerstone.payments.models import Payment
from ledgerstone.payments.queries import claims_to_pay
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account, User


@pytest.mark.django_db
def test_most_commitments_have_a_contact_and_one_is_out_of_reach() -> None:
    day = dt.date(2026, 11, 22)
    assert load_demo(today=day)
    account = Account.objects.get(slug=SLUG)
    with context.accounts([account.pk]):
        actor = actor_for(User.objects.get(email=DEMO_LOGINS[0].email), account)
        assert actor is not None
        commitments = list(Contract.objects.exclude(kind=HEAD_CONTRACT).order_by("number"))
        found = contacts.of_contracts(actor, commitments)
        without = [one.number for one in commitments if not found[one.pk]]
        assert without == [WITHOUT_CONTACT]
        missed = [one for people in found.values() for one in people if one.why_unreachable]
        assert [one.person.name for one in missed] == [OUT_OF_REACH]
        before = [model.objects.count() for model in (Person, ContractPerson, Event)]
        assert not load_demo(today=day)
        assert before == [model.objects.count() for model in (Person, ContractPerson, Event)]


@pytest.mark.django_db
def test_the_first_month_is_paid_one_is_paid_too_much_and_some_of_the_second_is_due() -> None:
    assert load_demo(today=dt.date(2026, 11, 22))
    account = Account.objects.get(slug=SLUG)
    with context.accounts([account.pk]):
        left = {
            (contract.number, one.claim.period_start.month): one.open
            for contract in Contract.objects.order_by("number")
            for one in claims_to_pay(contract)
        }
        assert {of for of, open_ in left.items() if of[1] == 9 and open_} == set()
        assert left["SC-001", 10] == 0
        assert left["SC-002", 10] > 0
        due = [number for (number, month), open_ in left.items() if month == 10 and open_]
        assert due == ["HC-01", "SC-002"]
        beyond = [paid.amount - paid.allocated for paid in Payment.objects.all()]
        assert sorted(beyond)[-1] == 100
        assert sum(beyond) == 100
