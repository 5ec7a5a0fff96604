"""Writes to what is kept beside contracts: attached files, signed copies and comments."""

from __future__ import annotations

import datetime as dt

from ledgerstone.access.actions import Action
from ledgerstone.contracts import paper_events, papers, policy
from ledgerstone.contracts.models import Contract, ContractAttachment, ContractComment, Variation
from ledgerstone.files.attaching import attached
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, NotThere, WrongState
from ledgerstone.tenancy.typed_text import fitting, several_lines

from .executing import keep_executed
from .locking import locked_contract
from .particulars import refused

_LONGEST_COMMENT = 4000


def attach_to_contract(
    *,
    actor: Actor,
    contract_id: int,
    name: str,
    content: bytes,
    variation_id: int | None = None,
) -> ContractAttachment:
    """Attach a file to a contract, or to one of its variations."""
    with acting(actor):
        contract = _holding(actor, contract_id)
        if variation_id is not None:
            _refuse_foreign(contract, variation_id)
        paper = _keep(actor, contract, name, content, variation_id=variation_id)
        publish(
            paper_events.ContractPaperAttached(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                attachment_id=paper.pk,
                summary=f"attached {paper.name}",
            )
        )
    return paper


def attach_signed_copy(
    *,
    actor: Actor,
    contract_id: int,
    name: str,
    content: bytes,
    executed_date: dt.date | None = None,
) -> ContractAttachment:
    """Attach a scan of the signed contract, which has it executed by hand.

    A contract that was not executed yet is so from the day given, else from today. For who may mark
    it as executed.
    """
    with acting(actor):
        contract = _holding(actor, contract_id)
        if not policy.may_configure(actor, contract):
            raise NotAllowed("Ask an administrator of the project to record the signed copy.")
        today = clock.today(contract.project.time_zone)
        if executed_date is not None and executed_date > today:
            raise refused("executed_date", "It cannot have been signed on a day to come.")
        paper = _keep(actor, contract, name, content, kind=ContractAttachment.SIGNED_COPY)
        if not contract.is_executed or executed_date is not None:
            keep_executed(actor, contract, is_executed=True, on=executed_date or today)
        publish(
            paper_events.SignedCopyAttached(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                attachment_id=paper.pk,
                summary=f"recorded the signed copy {paper.name}",
            )
        )
    return paper


def remove_contract_paper(*, actor: Actor, attachment_id: int) -> Contract:
    """Take a file off its contract. A contract stays executed until somebody says otherwise."""
    with acting(actor):
        contract = _holding(actor, papers.get_attachment(actor, attachment_id).contract_id)
        paper = papers.get_attachment(actor, attachment_id)  # nobody took it off meanwhile
        publish(
            paper_events.ContractPaperRemoved(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                summary=f"removed {paper.name}",
            )
        )
        paper.delete()
    return contract


def comment_on_contract(*, actor: Actor, contract_id: int, text: str) -> ContractComment:
    """Say something about a contract to those who administer it."""
    said = fitting(several_lines(text), field="text", what="the comment", longest=_LONGEST_COMMENT)
    if not said:
        raise refused("text", "Write what you want to say.")
    with acting(actor):
        contract = locked_contract(actor, contract_id, right=Action.CONFIGURE)
        if not contract.comments_enabled:
            raise WrongState("Comments are switched off in the advanced settings of this contract.")
        comment = ContractComment.objects.create(
            account_id=contract.account_id,
            contract=contract,
            text=said,
            author_id=actor.user_id,
            author_name=actor.name[:200],
            created_at=clock.now(),
        )
        publish(
            paper_events.ContractCommented(
                actor=actor,
                project_id=contract.project_id,
                contract_id=contract.pk,
                version=contract.version,
                summary="commented on the contract",
            )
        )
    return comment


def _holding(actor: Actor, contract_id: int) -> Contract:
    """A contract locked by somebody who keeps it and sees its figures, as papers say them."""
    contract = locked_contract(actor, contract_id)
    if not policy.may_see_schedule(actor, contract):
        raise NotAllowed("Ask an administrator of the project to attach files to this contract.")
    return contract


def _refuse_foreign(contract: Contract, variation_id: int) -> None:
    its = Variation.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, pk=variation_id
    )
    if not its.exists():
        raise NotThere


def _keep(
    actor: Actor,
    contract: Contract,
    name: str,
    content: bytes,
    *,
    kind: str = ContractAttachment.ATTACHMENT,
    variation_id: int | None = None,
) -> ContractAttachment:
    file, called = attached(account_id=contract.account_id, name=name, content=content)
    return ContractAttachment.objects.create(
        account_id=contract.account_id,
        contract=contract,
        variation_id=variation_id,
        file=file,
        name=called,
        kind=kind,
        added_by_id=actor.user_id,
        added_at=clock.now(),
    )
