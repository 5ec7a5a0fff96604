"""Every kind of mail about a commitment and its claims: its event happens on the pages, and a real
mail server gets exactly what it has to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import time_machine
from django.db import transaction

from ledgerstone.correspondence import catalogue
from tests.claims.rounds import AFTERNOON
from tests.correspondence import happenings as it
from tests.correspondence.every_mail import (
    ASKER,
    CHOSEN,
    CONTACTS,
    LISTED,
    MANAGERS,
    WHY,
    Happens,
    Row,
    World,
    address_of,
    goes_to_exactly_who_may_get_it,
    its_button_lets_in_its_reader_and_nobody_else,
    says_what_it_has_to,
)
from tests.correspondence.letterbox import Letterbox, letterbox
from tests.support.scene import Scene

__all__ = ["letterbox"]

ROWS = (
    Row(
        "1", "commitment_sent", CONTACTS, it.emailed,
        "Marlow Road Depot: Robin Hale sends you subcontract SU-001 Lighting",
        ["Robin Hale writes: > Welcome aboard.", "Contract sum 288,500.00"],
        it.claims_page,
        papers=["SU-001_Lighting.pdf"],
    ),
    Row(
        "2", "contract_mail", CHOSEN, it.written, "The lift",
        ["Robin Hale", "> Please look at item 3."],
        it.contract_page, papers=["SU-001_Lighting.pdf"],
        lets_through=["not entitled"],  # it says what a person wrote; who may not, gets no file
    ),
    Row(
        "4", "schedule_submitted", LISTED, it.schedule_submitted,
        "Marlow Road Depot: Keel Steel handed in the subcontractor schedule of values, "
        "SU-001 Lighting",
        ["288,500.00"], it.schedule_page, it.broken_down,
    ),
    Row(
        "5", "schedule_returned", CONTACTS,
        it.schedule_returned,
        "Marlow Road Depot: revise the subcontractor schedule of values, SU-001 Lighting",
        ["Split the cabling."], it.schedule_page, it.handed_in,
    ),
    Row(
        "7", "invitation", CONTACTS, it.invited,
        "Marlow Road Depot: Robin Hale invites you to claim for October by Wed 28 Oct, "
        "SU-001 Lighting",
        ["Send your tax invoice with it.", "Left to claim 288,500.00"], it.invitation_page,
    ),
    Row(
        "8", "invitation_reminder", CONTACTS, it.reminded,
        "Marlow Road Depot: reminder to claim for October by Wed 28 Oct, SU-001 Lighting",
        ["Left to claim 288,500.00"], it.invitation_page, it.invited,
    ),
    Row(
        "-", "invitation_answer", LISTED, it.answered,
        "Marlow Road Depot: Keel Steel declined to claim for October, SU-001 Lighting",
        ["Nothing was done."], it.contract_page, it.invited,
        besides=it.administrator,  # who invited
    ),
    Row(
        "9", "claim_submitted", LISTED, it.submitted,
        "Marlow Road Depot: Keel Steel submitted claim 1 for October, SU-001 Lighting",
        ["Claimed 12,000.00"], it.claim_page, it.drafted,
    ),
    Row(
        "10", "claim_returned", CONTACTS, it.returned,
        "Marlow Road Depot: claim 1 for October is returned to be revised, SU-001 Lighting",
        ["The dockets are missing."], it.claim_page, it.under_review,
    ),
    Row(
        "11", "claim_approved", CONTACTS, it.approved,
        "Marlow Road Depot: claim 1 for October is approved, SU-001 Lighting",
        ["12,000.00"], it.claim_page, it.tells_when_approved,
    ),
    Row(
        "-", "payment_recorded", CONTACTS, it.paid,
        "Marlow Road Depot: Northbridge Construction paid A$12,000.00 for claim 1, SU-001 Lighting",
        ["12,000.00"], it.claims_page, it.certified,
    ),
    Row(
        "14", "claim_forwarded", CHOSEN, it.forwarded,
        "FW: Progress claim 1 for SU-001 - Keel Steel - Northbridge Construction",
        ["> Please have a look."], it.claim_page, it.certified, papers=["SU-001_claim_1.pdf"],
    ),
    Row(
        "3", "schedule_requested", CONTACTS, it.asked_for_schedule,
        "Marlow Road Depot: Robin Hale invites you to break down your schedule of values for this "
        "subcontract, SU-001 Lighting",
        ["> Ten lines, please.", "288,500.00"], it.schedule_page, it.has_schedule,
    ),
    Row(
        "-", "claim_reopened", CONTACTS, it.reopened,
        "Marlow Road Depot: the approval of claim 1 for October is withdrawn, SU-001 Lighting",
        ["A mistake."], it.claim_page, it.told_of_approval, is_named_by_mail=True,
    ),
    Row(
        "-", "payment_reversed", CONTACTS, it.reversed_,
        "Marlow Road Depot: the payment of A$12,000.00 of 20 October 2026 is reversed, "
        "SU-001 Lighting",
        ["The bank sent it back.", "12,000.00"], it.claims_page, it.told_of_payment,
        is_named_by_mail=True,
    ),
    Row(
        "-", "contact_unreachable", LISTED, it.contact_left,
        "Marlow Road Depot: mail does not reach Pat Keel of Keel Steel, SU-001 Lighting",
        ["Pat Keel is not active."], it.contract_page, besides=it.administrator,
        is_named_by_right=True,
    ),
    Row(
        "12", "digest", LISTED, it.monday_comes, "Marlow Road Depot (24-017): 1 claim to review",
        ["Under review (1)", "12,000.00"], it.project_claims_page, it.has_digest,
    ),
    Row(
        "15", "claim_to_owner", CHOSEN, it.sent_to_owner,
        "FW: Progress claim 1 for HE-001 - Northbridge Construction - Harbour Trust",
        ["> Please have a look."], it.our_claim_page, it.our_claim, papers=["HE-001_claim_1.pdf"],
        template="administrator",
    ),
    Row(
        "13", "insurance", MANAGERS, it.morning_comes,
        "Public liability of Keel Steel expires on 30 October 2026",
        ["Public liability", "Keel Steel"], it.insurance_page, it.insured, besides=it.pat_too,
        is_named_by_right=True,
        why={"not entitled": "Nothing is left to tell: the records have changed."},
    ),
)  # fmt: skip


@pytest.fixture(autouse=True)
def moves() -> Iterator[ExitStack]:
    """It is an afternoon in October; what goes on to another moment comes back by this."""
    with time_machine.travel(AFTERNOON, tick=False), ExitStack() as stack:
        yield stack


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_mail_goes_to_whom_it_is_for_and_lets_them_in(
    scene: Scene, letterbox: Letterbox, moves: ExitStack, row: Row
) -> None:
    world = World.of(scene, letterbox, row, moves)
    mails = goes_to_exactly_who_may_get_it(world, is_late=row.to == CHOSEN)
    for mail in mails:
        says_what_it_has_to(world, mail)
    tried = {one.email for one in world.fine[-2:]}
    for mail in mails:
        if address_of(mail) in tried:
            its_button_lets_in_its_reader_and_nobody_else(world, mail)


@pytest.mark.parametrize("row", [row for row in ROWS if row.to != CHOSEN], ids=str)
def test_who_may_not_get_it_any_more_when_it_goes_out_gets_none(
    scene: Scene, letterbox: Letterbox, moves: ExitStack, row: Row
) -> None:
    goes_to_exactly_who_may_get_it(World.of(scene, letterbox, row, moves), is_late=True)


# Who asked is one person: each gate is tried by itself.
ASKED = (
    Row(
        "16", "backups_ready", ASKER, it.compiled,
        "Backups of 1 to 31 October 2026 are compiled, 24-017 Marlow Road Depot",
        ["1 claim of 1 to 31 October 2026"], it.file_page, it.period_over, template="administrator",
    ),
    Row(
        "17", "package_ready", ASKER, it.packed,
        "Claim 1 of SU-001 Lighting with attachments is ready, 24-017 Marlow Road Depot",
        ["12 attached files in one PDF"], it.file_page,
        it.much_attached, template="administrator",
    ),
)  # fmt: skip


@pytest.mark.parametrize("row", ASKED, ids=str)
def test_whoever_asked_is_told_and_nobody_else(
    scene: Scene, letterbox: Letterbox, moves: ExitStack, row: Row
) -> None:
    world = World.of(scene, letterbox, row, moves)
    row.prepare(world)
    world.work()
    for gate in row.keeps_out:
        with transaction.atomic():
            row.happens(world)
            world.shut_for(gate, world.fine[0])
            assert world.work() == []
            name, email = world.fine[0].name, world.fine[0].email
            assert world.why_not() == {name: WHY[gate].format(name=name, email=email)}
            transaction.set_rollback(True)
    row.happens(world)
    [mail] = world.work()
    assert address_of(mail) == world.fine[0].email
    says_what_it_has_to(world, mail)
    its_button_lets_in_its_reader_and_nobody_else(world, mail)


NOTHING: tuple[tuple[str, Happens, Happens], ...] = (
    ("6 a schedule is approved", it.handed_in, it.schedule_approved),
    ("11 a claim is approved where contacts are not told", it.under_review, it.approved),
    ("11 a claim is held for the owner", it.tells_when_approved, it.held),
    ("a payment where contacts are not told", it.certified_quietly, it.paid),
    ("12 a Monday where no digest is wanted", it.under_review, it.monday_comes),
    ("a claim is withdrawn", it.drafted, it.withdrawn_at_once),
    ("nobody was told of what is reopened", it.certified, it.reopened),
    ("nobody was told of what is reversed", it.paid_quietly, it.reversed_),
)


@pytest.mark.parametrize(("what", "prepare", "happens"), NOTHING, ids=[one[0] for one in NOTHING])
def test_nobody_is_mailed_where_nothing_is_to_be_told(
    scene: Scene, letterbox: Letterbox, moves: ExitStack, what: str, prepare: Happens,
    happens: Happens,
) -> None:  # fmt: skip
    world = World.of(scene, letterbox, ROWS[0], moves)
    prepare(world)
    world.work()
    happens(world)
    assert world.work() == []


def test_every_kind_of_the_catalogue_is_here() -> None:
    """Daily summaries are made of mails of other kinds, and have tests of their own."""
    elsewhere = {"daily_summary"}
    assert {row.kind for row in (*ROWS, *ASKED)} | elsewhere == set(catalogue.KINDS)
