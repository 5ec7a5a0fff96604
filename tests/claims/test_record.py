"""One claim by its key comes as the queries give it, and exists for the same people."""

from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from ledgerstone.claims import policy, queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.record import read_claim
from tests.claims.desk import Desk
from tests.support.scene import Scene


def _fields(record: Model | None) -> dict[str, object]:
    if record is None:
        return {}
    deferred = record.get_deferred_fields()
    names = [field.attname for field in record._meta.concrete_fields]
    return {name: None if name in deferred else getattr(record, name) for name in names}


def _with_all(claim: Claim) -> list[dict[str, object]]:
    contract = claim.contract
    around = [contract.project, contract.company, claim.period, claim.certificate]
    return [_fields(record) for record in (claim, contract, *around)]


def test_it_comes_with_all_that_a_query_gives_in_one_statement(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    certified = desk.certified({"1": {"work_to_date": "100"}})
    for claim in (certified, desk.start()):
        with CaptureQueriesContext(connection) as captured:
            found = read_claim(claim.account_id, claim.pk)
            assert found is not None
            read = _with_all(found)
        assert len(captured) == 1
        queried = queries.get_claim(desk.actor, claim.pk)
        assert read == _with_all(queried)
        assert (found.certificate is None) is (queried.certificate is None)
        assert (found._state.db, found._state.adding) == (queried._state.db, False)


def test_no_claim_and_another_accounts_claim_are_not_there(scene: Scene) -> None:
    scene.period()
    claim = Desk.at(scene).start()
    assert read_claim(claim.account_id, claim.pk + 1) is None
    assert read_claim(claim.account_id + 1, claim.pk) is None


def test_it_may_be_seen_by_whom_the_queries_show_it(scene: Scene) -> None:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    found = read_claim(claim.account_id, claim.pk)
    assert found is not None
    assert policy.may_see(desk.actor, found)
    assert queries.visible_to(desk.actor).filter(pk=claim.pk).exists()
