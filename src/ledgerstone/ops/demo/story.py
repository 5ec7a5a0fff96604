"""Three months of the demonstration project, told through the operations.

The first two months are certified in both directions. In the third month one claim is approved,
one is under review with a cut, one waits to be reviewed, one is a draft, one was returned, and two
commitments have none yet; the head contract claim is a draft. The lines of one commitment are
broken down by its subcontractor. One commitment has no claim contact, and one contact wants no
messages.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from zoneinfo import ZoneInfo

from ledgerstone import core
from ledgerstone.claims import operations as claims
from ledgerstone.claims import queries as claim_queries
from ledgerstone.claims.models import Claim
from ledgerstone.claims.prefill.operations import apply_prefill
from ledgerstone.claims.sheets.edits import CellEdit
from ledgerstone.contracts import operations as contracts
from ledgerstone.contracts import queries as contract_queries
from ledgerstone.contracts.actors import refreshed
from ledgerstone.contracts.models import HEAD_CONTRACT, PURCHASE_ORDER, Contract
from ledgerstone.contracts.retention.retention import flat
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.contracts.subcontractor_schedules.subcontractor_schedule_rows import TypedDetail
from ledgerstone.directory import operations as directory
from ledgerstone.directory.models import NOT_AT_ALL, Company
from ledgerstone.directory.operations import open_account
from ledgerstone.ops.logins import DEMO_LOGINS
from ledgerstone.projects import operations as projects
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User

from .figures import BROKEN_DOWN, COMMITMENTS, HEAD_LINES, OWN_WORK, WORK, Commitment
from .insurance import record_covers
from .money import record_payments
from .people import (
    BUSINESS_NUMBERS,
    OFFICES,
    OUT_OF_REACH,
    PEOPLE,
    WITHOUT_CONTACT,
    domain_of,
)

SLUG = "corvane-demo"
ZONE = "Australia/Sydney"
GST = Decimal("0.10")
FIVE_PERCENT = Decimal("0.05")


def load_demo(*, today: dt.date | None = None) -> bool:
    """Load the demonstration unless it is there; whether it was loaded now.

    Its third month is the month of ``today``.
    """
    if Account.objects.filter(slug=SLUG).exists():
        return False
    day = today or clock.today(ZONE)
    months = [_month(day, back) for back in (2, 1, 0)]
    with _at(months[0][0], 8):
        account, actor = _account()
    with context.accounts([account.pk]):
        Story(actor, months, day).tell()
    return True


def _month(day: dt.date, back: int) -> tuple[dt.date, dt.date]:
    """First and last day of the month so many months before."""
    first = day.replace(day=1)
    for _ in range(back):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return first, first.replace(day=monthrange(first.year, first.month)[1])


@contextmanager
def _at(day: dt.date, hour: int, minute: int = 0) -> Iterator[None]:
    moment = dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo(ZONE))
    with clock.fixed(moment):
        yield


def _account() -> tuple[Account, Actor]:
    """The account with its people; the first one acts."""
    login = DEMO_LOGINS[0]
    user = User.objects.create_user(login.email, login.password, name=login.name)
    opened = open_account(
        name="Corvane Constructions",
        slug=SLUG,
        user=user,
        company="Corvane Constructions Pty Ltd",
        time_zone=ZONE,
    )
    return opened.account, opened.actor


def _login_of(email: str) -> int | None:
    """The login of somebody who may be signed in as, made on the way."""
    for login in DEMO_LOGINS:
        if login.email == email:
            return User.objects.create_user(login.email, login.password, name=login.name).pk
    return None


class Story:
    """The project as it went."""

    def __init__(self, actor: Actor, months: list[tuple[dt.date, dt.date]], today: dt.date) -> None:
        self.actor = actor
        self.months = months
        self.today = today
        self.commitments: dict[str, Contract] = {}
        self.people: dict[str, int] = {}

    def tell(self) -> None:
        """From the first contract to today."""
        with _at(self.months[0][0], 9):
            self._set_up()
        for month in (0, 1):
            self._certified_month(month)
        record_payments(
            self.actor, [self.head, *self.commitments.values()], today=self.today, at=_at,
            certified=[start.replace(day=26) for start, _ in self.months[:2]],
        )  # fmt: skip
        self._current_month()

    def _set_up(self) -> None:
        own = directory.person_of(actor=self.actor).company
        directory.change_company(
            actor=self.actor, company_id=own.pk, trading_name="Corvane",
            address="18 Lathe Close\nParramatta NSW 2150", country="AU",
            identifier="51 824 753 556",
        )  # fmt: skip
        project = projects.create_project(
            actor=self.actor, number="2026-014", name="Ironline Distribution Centre",
            currency="AUD", time_zone=ZONE, terminology="en-AU", paper="a4",
            jurisdiction="AU-NSW", address="210 Marlow Road, Eastern Creek NSW 2766",
        )  # fmt: skip
        self.project = project
        self.actor = refreshed(self.actor)
        # The site team sees every commitment, and breakdowns are asked for one by one.
        contracts.change_commitment_settings(
            actor=self.actor, project_id=project.pk, private_by_default=False,
            subcontractor_schedule_by_default=False,
        )  # fmt: skip
        # So that a newcomer finds the mails about what is handed in.
        contracts.add_recipient(
            actor=self.actor, project_id=project.pk, purpose="commitment_claims",
            person_id=directory.person_of(actor=self.actor).pk,
        )  # fmt: skip
        codes = {code: description for _, description, code, _ in HEAD_LINES}
        projects.add_budget_codes(actor=self.actor, project_id=project.pk, codes=codes)
        self.head = self._head_contract()
        for commitment in COMMITMENTS:
            self.commitments[commitment.number] = self._commitment(commitment)
        for number, lines in BROKEN_DOWN.items():
            self._break_down(self.commitments[number], lines)
        self._variation()
        record_covers(
            self.actor,
            company_of=lambda number: self.commitments[number].company_id,
            project_id=project.pk,
            today=self.today,
        )

    def _head_contract(self) -> Contract:
        owner = directory.create_company(
            actor=self.actor, name="Tallis Park Industrial Trust", trading_name="Tallis Park",
            address="Level 9, 40 Farrier Street\nSydney NSW 2000", country="AU",
            identifier=BUSINESS_NUMBERS["HC-01"],
        )  # fmt: skip
        certifier = directory.create_company(
            actor=self.actor, name="Brae and Lindqvist Advisory", address="Sydney NSW 2000"
        )
        return contracts.create_contract(
            actor=self.actor, project_id=self.project.pk, kind=HEAD_CONTRACT, number="HC-01",
            title="Ironline Distribution Centre", company_id=owner.pk, status="approved",
            rows=[RawRow(item, text, "", code, value) for item, text, code, value in HEAD_LINES],
            certifier_id=certifier.pk, certifier_name="Helena Lindqvist", tax_rate=GST,
            contract_date=self.months[0][0] - dt.timedelta(days=45), payment_days=15,
            retention=flat(FIVE_PERCENT),
        )  # fmt: skip

    def _commitment(self, commitment: Commitment) -> Contract:
        phone, trades = OFFICES[commitment.number]
        company = directory.create_company(
            actor=self.actor, name=commitment.company, address=commitment.address, country="AU",
            phone=phone, email=f"office@{domain_of(commitment.company)}", tags=trades,
            identifier=BUSINESS_NUMBERS[commitment.number],
        )  # fmt: skip
        self._people(company, commitment.number)
        is_order = commitment.kind == PURCHASE_ORDER
        cap = core.RetentionCap(rate=FIVE_PERCENT, of=core.CapOf.ORIGINAL_SUM)
        rows = [
            RawRow(
                line.item, line.description, line.section, line.code, line.value,
                line.quantity, line.unit, line.price,
            )
            for line in commitment.lines
        ]  # fmt: skip
        return contracts.create_contract(
            actor=self.actor, project_id=self.project.pk, kind=commitment.kind,
            number=commitment.number, title=commitment.title, company_id=company.pk, rows=rows,
            status="approved", accounting_method="unit" if is_order else "amount", tax_rate=GST,
            contract_date=self.months[0][0] - dt.timedelta(days=14), payment_days=20,
            retention=None if is_order else flat(Decimal("0.10"), cap=cap),
            has_subcontractor_schedule=commitment.number in BROKEN_DOWN,
        )  # fmt: skip

    def _break_down(
        self, contract: Contract, lines: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        """The subcontractor breaks the lines down; their schedule is approved."""
        agreed = {line.item: line.pk for line in contract_queries.lines(contract)}
        filled = contracts.save_details(
            actor=self.actor, contract_id=contract.pk, expected_version=contract.version,
            details=[
                TypedDetail(line_id=agreed[item], description=description, amount=amount)
                for item, details in lines.items()
                for description, amount in details
            ],
        )  # fmt: skip
        sent = contracts.submit_schedule(
            actor=self.actor, contract_id=contract.pk, expected_version=filled.version
        )
        contracts.approve_schedule(
            actor=self.actor, contract_id=contract.pk, expected_version=sent.version
        )

    def _people(self, company: Company, number: str) -> None:
        """Who works for a subcontractor, and who of them claims."""
        made = [
            directory.create_person(
                actor=self.actor, company_id=company.pk, name=one.name,
                email=one.email(company.name), job_title=one.job_title, phone=one.phone,
                user_id=_login_of(one.email(company.name)),
            )
            for one in PEOPLE[number]
        ]  # fmt: skip
        self.people |= {person.name: person.pk for person in made}
        directory.change_company(
            actor=self.actor, company_id=company.pk, primary_contact_id=made[-1].pk,
            claim_contact_ids=[] if number == WITHOUT_CONTACT else [made[0].pk],
        )  # fmt: skip

    def _variation(self) -> None:
        """A pit slab that the owner pays for: a variation below, recovered by one above."""
        approved = self.months[0][0]
        above = contracts.approve_variation(
            actor=self.actor, contract_id=self.head.pk, number="HV1", title="Forklift pit slab",
            lines=[RawRow("HV1", "Forklift pit slab, dock 3", "", "03-000", "53460.00")],
            approved_on=approved,
        )  # fmt: skip
        contracts.approve_variation(
            actor=self.actor, contract_id=self.commitments["SC-002"].pk, number="V1",
            title="Forklift pit slab",
            lines=[RawRow("V1", "Forklift pit slab, dock 3", "", "03-000", "48600.00")],
            approved_on=approved, head_variation_id=above.pk,
        )  # fmt: skip

    # --- months ----------------------------------------------------------------------------

    def _open(self, month: int) -> BillingPeriod:
        start, end = self.months[month]
        with _at(start, 7):
            return projects.open_billing_period(
                actor=self.actor, project_id=self.project.pk, start=start, end=end,
                due_date=start.replace(day=25),
            ).period  # fmt: skip

    def _certified_month(self, month: int) -> None:
        """Claims come in, are approved, and go into the head contract claim."""
        self._open(month)
        start = self.months[month][0]
        for commitment in COMMITMENTS:
            if month < len(commitment.claimed) and commitment.claimed[month]:
                with _at(start.replace(day=24), 15, 18):
                    claim = self._submitted(commitment, month)
                with _at(start.replace(day=26), 10, 42):
                    claims.approve_claim(
                        actor=self.actor, claim_id=claim.pk, expected_version=self._version(claim)
                    )
        with _at(start.replace(day=27), 9, 12):
            head = self._head_claim(month)
            claims.issue_claim(
                actor=self.actor, claim_id=head.pk, expected_version=self._version(head)
            )

    def _current_month(self) -> None:
        """As far as it is: what has happened by today."""
        self._open(2)
        first = self.months[2][0]
        with _at(first, 8, 30):
            directory.change_person(
                actor=self.actor, person_id=self.people[OUT_OF_REACH], messages=NOT_AT_ALL
            )
        days = [
            first + dt.timedelta(days=(self.today - first).days * share // 4) for share in (1, 2, 3)
        ]
        with _at(days[0], 14, 6):
            submitted = {
                number: self._submitted(self._of(number), 2)
                for number in ("SC-001", "SC-002", "SC-003", "SC-005")
            }
            self._entered(self._of("SC-004"), 2)
        with _at(days[1], 10, 42):
            claim = submitted["SC-001"]
            claims.approve_claim(
                actor=self.actor, claim_id=claim.pk, expected_version=self._version(claim)
            )
            self._cut(submitted["SC-002"])
            returned = submitted["SC-005"]
            claims.return_claim(
                actor=self.actor, claim_id=returned.pk, expected_version=self._version(returned),
                reason="The delivery dockets for the condensers are missing.",
            )  # fmt: skip
        with _at(days[2], 9, 12):
            self._head_claim(2)

    def _cut(self, claim: Claim) -> None:
        """The slab is assessed below what was claimed, with a reason."""
        line = self._lines(claim)["2.2"]
        saved = claims.save_cells(
            actor=self.actor, claim_id=claim.pk, since=self._version(claim),
            edits=[CellEdit(line, "assessed", "859480.00", "887896.00")],
        )  # fmt: skip
        _require(saved.errors, saved.conflicts)
        claims.give_reasons(
            actor=self.actor, claim_id=claim.pk, line_ids=[line], code="not_complete",
            text="Bays 11 and 12 are poured but not cut or cured.", since=saved.version,
        )  # fmt: skip

    def _head_claim(self, month: int) -> Claim:
        """The head contract claim: own work typed, the rest filled from the certificates."""
        claim = claims.start_claim(actor=self.actor, contract_id=self.head.pk)
        self._type(claim, {item: (WORK, amounts[month]) for item, amounts in OWN_WORK.items()})
        apply_prefill(actor=self.actor, claim_id=claim.pk, expected_version=self._version(claim))
        return claim

    def _submitted(self, commitment: Commitment, month: int) -> Claim:
        claim = self._entered(commitment, month)
        return claims.submit_claim(
            actor=self.actor, claim_id=claim.pk, expected_version=self._version(claim)
        )

    def _entered(self, commitment: Commitment, month: int) -> Claim:
        contract = self.commitments[commitment.number]
        claim = claims.start_claim(actor=self.actor, contract_id=contract.pk)
        self._type(claim, commitment.claimed[month])
        return claim

    def _type(self, claim: Claim, cells: dict[str, tuple[str, str]]) -> None:
        """Type into cells that are blank so far."""
        lines = self._lines(claim)
        edits = [CellEdit(lines[item], column, text) for item, (column, text) in cells.items()]
        saved = claims.save_cells(
            actor=self.actor, claim_id=claim.pk, edits=edits, since=self._version(claim)
        )
        _require(saved.errors, saved.conflicts)

    def _lines(self, claim: Claim) -> dict[str, int]:
        sheet = claim_queries.sheet(self.actor, claim.pk)
        return {line.item: line.line_id for line in sheet.lines}

    def _version(self, claim: Claim) -> int:
        return claim_queries.get_claim(self.actor, claim.pk).version

    def _of(self, number: str) -> Commitment:
        return next(found for found in COMMITMENTS if found.number == number)


def _require(*problems: tuple[object, ...]) -> None:
    """The story types what can be taken; anything else is a mistake in it."""
    for problem in problems:
        if problem:
            raise ValueError(f"The demonstration does not fit the rules: {problem}")
