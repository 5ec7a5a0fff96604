"""Writes to the insurance of companies: policies, for everything or for one project, and papers.

Insurance of a company as such is kept by those who may keep it in the account's directory, that for
a project by those who may in the project's; insurance managers keep both.
"""

from __future__ import annotations

from typing import Any

from ledgerstone.directory import events, insurance_queries, policy
from ledgerstone.directory.insurance_values import policy_values
from ledgerstone.directory.models import Company, InsurancePolicy
from ledgerstone.directory.models.insurance import InsuranceAttachment
from ledgerstone.files.attaching import attached
from ledgerstone.history.words import label
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale
from ledgerstone.tenancy.taken import refused_at

_ASK = "Ask an administrator of the directory, or an insurance manager, to do this."
_ATTACHED = "This file is attached to the policy already."


def add_policy(
    *, actor: Actor, company_id: int, kind: str, project_id: int | None = None, **particulars: Any
) -> InsurancePolicy:
    """Record a policy of a company, for everything it does or for one project that it is on.

    ``particulars`` are fields of the record: provider, policy_number, is_exempt, limit_amount,
    information_received, effective_date, expiration_date, notifies_of_expiry, stated_status,
    additional_insured, division, insurance_set, notes.
    """
    with acting(actor):
        company = insurance_queries.get_company(actor, company_id)
        _refuse_unless_keeper(actor, project_id)
        if project_id is not None:
            _refuse_unless_on_project(company, project_id)
        added = InsurancePolicy(account_id=actor.account_id, company=company, project_id=project_id)
        for name, value in policy_values({"kind": kind, **particulars}, added).items():
            setattr(added, name, value)
        added.save(force_insert=True)
        publish(
            events.PolicyAdded(
                actor=actor,
                project_id=project_id,
                company_id=company.pk,
                policy_id=added.pk,
                summary=f"recorded {added.kind} of {company.name}",
            )
        )
    return added


def change_policy(
    *, actor: Actor, policy_id: int, expected_version: int | None = None, **changes: Any
) -> InsurancePolicy:
    """Change the record of a policy; its company and project stay. Stale where it has changed."""
    with acting(actor):
        found = _locked(actor, policy_id)
        values = policy_values(changes, found)
        changed = tuple(name for name, value in values.items() if getattr(found, name) != value)
        _refuse_stale(found, expected_version, changed)
        if not changed:
            return found
        for name in changed:
            setattr(found, name, values[name])
        found.version += 1
        found.save(update_fields=[*changed, "version"])
        publish(
            events.PolicyChanged(
                actor=actor,
                project_id=found.project_id,
                company_id=found.company_id,
                policy_id=found.pk,
                changed=changed,
                summary=f"changed {found.kind} of {found.company.name}",
            )
        )
    return found


def remove_policy(*, actor: Actor, policy_id: int, expected_version: int | None = None) -> int:
    """Remove the record of a policy with its papers; the id of its company."""
    with acting(actor):
        found = _locked(actor, policy_id)
        _refuse_stale(found, expected_version, ())
        event = events.PolicyRemoved(
            actor=actor,
            project_id=found.project_id,
            company_id=found.company_id,
            policy_id=found.pk,
            summary=f"removed {found.kind} of {found.company.name}",
        )
        found.delete()
        publish(event)
    return event.company_id


def attach_paper(*, actor: Actor, policy_id: int, name: str, content: bytes) -> InsuranceAttachment:
    """Attach a file to a policy. What it is, its content says: PDF, picture or Office document."""
    with acting(actor):
        found = _locked(actor, policy_id)
        file, called = attached(account_id=actor.account_id, name=name, content=content)
        paper = InsuranceAttachment(
            account_id=actor.account_id,
            policy=found,
            file=file,
            name=called,
            added_by_id=actor.user_id,
        )
        with refused_at(directory_insuranceattachment_once=("file", _ATTACHED)):
            paper.save(force_insert=True)
        publish(
            events.PaperAttached(
                actor=actor,
                project_id=found.project_id,
                company_id=found.company_id,
                policy_id=found.pk,
                summary=f"attached {called} to {found.kind} of {found.company.name}",
            )
        )
    return paper


def remove_paper(*, actor: Actor, attachment_id: int) -> InsurancePolicy:
    """Take a paper off its policy. The policy that it was attached to."""
    with acting(actor):
        paper = insurance_queries.get_attachment(actor, attachment_id)
        found = _locked(actor, paper.policy_id)
        publish(
            events.PaperRemoved(
                actor=actor,
                project_id=found.project_id,
                company_id=found.company_id,
                policy_id=found.pk,
                summary=f"removed {paper.name} from {found.kind} of {found.company.name}",
            )
        )
        paper.delete()
    return found


def _locked(actor: Actor, policy_id: int) -> InsurancePolicy:
    """A policy locked for a change that the person may make."""
    found = (
        insurance_queries.visible(actor)
        .select_related("company")
        .select_for_update(of=("self",))
        .filter(pk=policy_id)
        .first()
    )
    if found is None:
        raise NotThere
    _refuse_unless_keeper(actor, found.project_id)
    return found


def _refuse_unless_keeper(actor: Actor, project_id: int | None) -> None:
    if policy.may_keep_insurance(actor, project_id):
        return
    if project_id is not None and not policy.may_see_project_insurance(actor, project_id):
        raise NotThere
    raise NotAllowed(_ASK)


def _refuse_unless_on_project(company: Company, project_id: int) -> None:
    if Company.objects.filter(
        account_id=company.account_id, pk=company.pk, projects__project_id=project_id
    ).exists():
        return
    sentence = f"{company.name} is not in the directory of this project. Add it there first."
    raise Invalid(sentence, fields={"project": sentence})


def _refuse_stale(
    found: InsurancePolicy, expected_version: int | None, wanted: tuple[str, ...]
) -> None:
    """Refuse a change made on an older version; ``wanted`` are the fields that it would change."""
    if expected_version is None or expected_version == found.version:
        return
    names = (label(InsurancePolicy, name) for name in wanted)
    raise Stale(
        "Somebody changed this policy since you opened it. Look at what it says now and try again.",
        changes=tuple(f"{name} is different now from what you sent." for name in names),
    )
