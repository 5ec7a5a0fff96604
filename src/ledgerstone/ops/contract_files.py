"""``ledgerstone export-contract`` and ``import-contract``: contracts as claim documents, by whoever
runs the installation.

They act as a person who administers the account, whom the history names: the one asked for, else
the first. Exit code 0 when it is done, 1 when it cannot be done here, 2 when the document cannot be
taken over, with the place in the file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from ledgerstone.access.actions import Action
from ledgerstone.access.policy import may_in_account
from ledgerstone.claims.exchange import Imported, claim_document, import_contract, written
from ledgerstone.contracts import queries as contracts
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.directory.models import Company
from ledgerstone.ops import migration
from ledgerstone.ops.installation import InstallationError
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, Membership
from ledgerstone.tenancy.refusals import Invalid, Refusal

DONE, NOT_HERE, REFUSED = 0, 1, 2


def export(options: argparse.Namespace) -> int:
    """Print a contract as a claim document."""
    with _at_work(options) as actor:
        found = contracts.visible_to(actor).filter(number=options.contract)
        if options.project:
            found = found.filter(project__number=options.project)
        contract = _one(found, f"contract {options.contract}", "Name its project by --project.")
        try:
            text = written(claim_document(actor, contract.pk))
        except Refusal as refusal:
            raise InstallationError(refusal.message) from None
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
    return DONE


def take_over(options: argparse.Namespace) -> int:
    """Set up a contract with its claims from a claim document."""
    text = _text(options.file)
    with _at_work(options) as actor:
        project = _project(actor, options.project)
        company = _one(
            Company.objects.filter(account_id=actor.account_id, name=options.company),
            f"company {options.company}",
            "Give it another name in the directory first.",
        )
        try:
            done = import_contract(
                actor=actor,
                project_id=project.pk,
                text=text,
                company_id=company.pk,
                number=options.number,
                title=options.title,
                head_contract_id=_head_contract(actor, project, options.head_contract),
            )
        except Invalid as refusal:
            return _refused(options, refusal)
        except Refusal as refusal:
            raise InstallationError(refusal.message) from None
    _tell(done)
    return DONE


def _refused(options: argparse.Namespace, refusal: Invalid) -> int:
    if "file" not in refusal.fields:
        raise InstallationError(refusal.message)
    print(f"ledgerstone import-contract: {options.file}: {refusal.message}", file=sys.stderr)
    return REFUSED


def _tell(done: Imported) -> None:
    contract, plan = done.contract, done.plan
    print(f"{contract.number} {contract.title}: {plan.lines} lines, {len(plan.claims)} claims.")
    for found in plan.differences:
        print(
            f"differs: {found.place}: certified or stated {found.stated:f}, "
            f"ours {found.computed:f}, difference {found.difference:f}"
        )


@contextmanager
def _at_work(options: argparse.Namespace) -> Iterator[Actor]:
    """Somebody who administers the account, with it in context."""
    if migration.unapplied():
        raise InstallationError("The database is not ready. Run 'ledgerstone migrate' first.")
    accounts: QuerySet[Account] = Account.objects.order_by("id")
    if options.account:
        accounts = accounts.filter(name=options.account) | accounts.filter(slug=options.account)
    account = _one(accounts, "account", "Name one by --account.")
    with context.accounts([account.pk]):
        yield _administrator(account, options.email)


def _administrator(account: Account, email: str | None) -> Actor:
    members = Membership.objects.filter(account=account).select_related("user").order_by("id")
    if email:
        members = members.filter(user__email=email.lower())
    for member in members:
        actor = actor_for(member.user, account)
        if actor is not None and (email or may_in_account(actor, Action.CONFIGURE_ACCOUNT)):
            return actor
    who = f"{email} is not" if email else "Nobody who administers it is"
    raise InstallationError(f"{who} at work in the account {account.name}.")


def _project(actor: Actor, number: str) -> Project:
    return _one(
        projects.visible_to(actor).filter(number=number),
        f"project {number}",
        "Project numbers are told apart.",
    )


def _head_contract(actor: Actor, project: Project, number: str | None) -> int | None:
    if not number:
        return None
    heads = contracts.visible_to(actor).filter(kind=HEAD_CONTRACT, project_id=project.pk)
    found: Contract = _one(heads.filter(number=number), f"head contract {number}", "")
    return found.pk


def _one(found: QuerySet[Any], what: str, how: str) -> Any:
    rows = list(found[:2])
    if not rows:
        raise InstallationError(f"There is no {what}.")
    if len(rows) > 1:
        raise InstallationError(f"There is more than one {what}. {how}")
    return rows[0]


def _text(path: str) -> str:
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise InstallationError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise InstallationError(f"{path} is not UTF-8 text.") from None
