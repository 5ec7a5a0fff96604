"""How the commitments and the head contracts of a project work, and who their mail goes to."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, TypeVar

from ledgerstone.contracts import policy, tool_settings
from ledgerstone.contracts.models import (
    HEAD_CONTRACT,
    PURCHASE_ORDER,
    SUBCONTRACT,
    CommitmentSettings,
    Contract,
    Distribution,
    FundingSource,
    HeadContractSettings,
)
from ledgerstone.contracts.settings import setting_events as events
from ledgerstone.projects import policy as project_policy
from ledgerstone.projects import queries as projects
from ledgerstone.projects.operations.members import hold_project
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import required

from .particulars import METHODS, refused

_Settings = TypeVar("_Settings", CommitmentSettings, HeadContractSettings)

_COMMITMENT_CHOICES: dict[str, Collection[Any]] = {
    "variation_tiers": (1, 2, 3),
    "purchase_order_method": METHODS,
    "subcontract_method": METHODS,
}
_HEAD_CHOICES: dict[str, Collection[Any]] = {"variation_tiers": (1, 2, 3)}


def change_commitment_settings(
    *, actor: Actor, project_id: int, **changes: Any
) -> CommitmentSettings:
    """Change how commitments work: the names are those of CommitmentSettings.

    New contracts start by them; those that are there keep what they have. The number of tiers of
    variations goes down only while the commitments have no variation.
    """
    _refuse_unless_configurer(actor, project_id, SUBCONTRACT)
    values = _checked(CommitmentSettings, changes, _COMMITMENT_CHOICES)
    with acting(actor):
        settings = _held(actor, project_id, CommitmentSettings)
        changed = {k: v for k, v in values.items() if getattr(settings, k) != v}
        if "variation_tiers" in changed:
            _hold_contracts(actor, project_id, (SUBCONTRACT, PURCHASE_ORDER))
            why = tool_settings.why_tiers_are_fixed(
                settings, projects.words(settings.project)[0], wanted=changed["variation_tiers"]
            )
            if why is not None:
                raise refused("variation_tiers", why)
        if changed:
            _keep(settings, changed)
            publish(
                events.CommitmentSettingsChanged(
                    actor=actor,
                    project_id=project_id,
                    changes=changed,
                    summary="changed the settings of the commitments",
                )
            )
    return settings


def change_head_contract_settings(
    *, actor: Actor, project_id: int, **changes: Any
) -> HeadContractSettings:
    """Change how head contracts work: the names are those of HeadContractSettings.

    The number of tiers of variations stays once a head contract of the project has one.
    """
    _refuse_unless_configurer(actor, project_id, HEAD_CONTRACT)
    values = _checked(HeadContractSettings, changes, _HEAD_CHOICES)
    with acting(actor):
        settings = _held(actor, project_id, HeadContractSettings)
        changed = {k: v for k, v in values.items() if getattr(settings, k) != v}
        if "variation_tiers" in changed:
            _hold_contracts(actor, project_id, (HEAD_CONTRACT,))
            why = tool_settings.why_head_tiers_are_fixed(
                settings, projects.words(settings.project)[0]
            )
            if why is not None:
                raise refused("variation_tiers", why)
        if changed:
            _keep(settings, changed)
            publish(
                events.HeadContractSettingsChanged(
                    actor=actor,
                    project_id=project_id,
                    changes=changed,
                    summary="changed the settings of the head contracts",
                )
            )
    return settings


def add_recipient(*, actor: Actor, project_id: int, purpose: str, person_id: int) -> Distribution:
    """Address the mail of a purpose to somebody on the project as well."""
    _refuse_unless_configurer(actor, project_id, _kind_of(purpose))
    with acting(actor):
        hold_project(actor, project_id)
        person = (
            tool_settings.may_receive(actor.account_id, project_id).filter(pk=person_id).first()
        )
        if person is None:
            raise refused(purpose, "Choose somebody who is on the project.")
        row, is_new = Distribution.objects.get_or_create(
            account_id=actor.account_id,
            project_id=project_id,
            purpose=purpose,
            person_id=person.pk,
        )
        if is_new:
            _tell_of_recipient(actor, row, f"put {person.name} on the distribution")
    return row


def remove_recipient(*, actor: Actor, project_id: int, purpose: str, person_id: int) -> None:
    """Address the mail of a purpose to somebody no longer."""
    _refuse_unless_configurer(actor, project_id, _kind_of(purpose))
    with acting(actor):
        row = (
            Distribution.objects.select_related("person")
            .select_for_update(of=("self",))
            .filter(
                account_id=actor.account_id,
                project_id=project_id,
                purpose=purpose,
                person_id=person_id,
            )
            .first()
        )
        if row is None:
            raise NotThere
        _tell_of_recipient(actor, row, f"took {row.person.name} off the distribution")
        row.delete()


def _kind_of(purpose: str) -> str:
    if purpose not in tool_settings.KIND_OF_PURPOSE:
        raise NotThere
    return tool_settings.KIND_OF_PURPOSE[purpose]


def _tell_of_recipient(actor: Actor, row: Distribution, did: str) -> None:
    publish(
        events.DistributionChanged(
            actor=actor,
            project_id=row.project_id,
            purpose=row.purpose,
            person_id=row.person_id,
            summary=f"{did} of {row.purpose.replace('_', ' ')}",
        )
    )


def add_funding_source(*, actor: Actor, project_id: int, name: str) -> FundingSource:
    """Name another source of the money of the project's head contracts."""
    _refuse_unless_configurer(actor, project_id, HEAD_CONTRACT)
    source = FundingSource(
        account_id=actor.account_id,
        project_id=project_id,
        name=required(name, field="name", what="the funding source", longest=100),
    )
    with acting(actor):
        with refused_at(
            contracts_fundingsource_once=("name", f"{source.name} is on the list already.")
        ):
            source.save(force_insert=True)
        _tell_of_source(actor, source, f"added the funding source {source.name}")
    return source


def remove_funding_source(*, actor: Actor, project_id: int, source_id: int) -> None:
    """Take a funding source off the list."""
    _refuse_unless_configurer(actor, project_id, HEAD_CONTRACT)
    with acting(actor):
        source = (
            FundingSource.objects.select_for_update()
            .filter(account_id=actor.account_id, project_id=project_id, pk=source_id)
            .first()
        )
        if source is None:
            raise NotThere
        _tell_of_source(actor, source, f"removed the funding source {source.name}")
        source.delete()


def _tell_of_source(actor: Actor, source: FundingSource, summary: str) -> None:
    publish(
        events.FundingSourcesChanged(
            actor=actor, project_id=source.project_id, name=source.name, summary=summary
        )
    )


def _refuse_unless_configurer(actor: Actor, project_id: int, kind: str) -> None:
    if not project_policy.may_see(actor, project_id):
        raise NotThere
    if not policy.may_configure_tool(actor, project_id, kind):
        raise NotAllowed("Ask an administrator of the project to change these settings.")


def _checked(
    model: type[CommitmentSettings] | type[HeadContractSettings],
    changes: dict[str, Any],
    choices: dict[str, Collection[Any]],
) -> dict[str, Any]:
    """Values of known settings; a choice that is none of the list is refused at its field."""
    known = tool_settings.names_of(model)
    values: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in known:
            raise TypeError(f"There is no setting {name}.")
        if name not in choices:
            values[name] = bool(value)
        elif value in choices[name]:
            values[name] = value
        else:
            raise refused(name, "Choose one from the list.")
    return values


def _held(actor: Actor, project_id: int, model: type[_Settings]) -> _Settings:
    """The project's row, made where there is none yet, and locked."""
    place: dict[str, Any] = {"account_id": actor.account_id, "project_id": project_id}
    model.objects.get_or_create(**place)
    return model.objects.select_related("project").select_for_update(of=("self",)).get(**place)


def _keep(settings: CommitmentSettings | HeadContractSettings, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    settings.save(update_fields=list(changed))


def _hold_contracts(actor: Actor, project_id: int, kinds: Collection[str]) -> None:
    """Keep the contracts as they are: whoever raises a variation holds its contract first."""
    held = Contract.objects.select_for_update(no_key=True).filter(
        account_id=actor.account_id, project_id=project_id, kind__in=kinds
    )
    list(held.order_by("pk").values_list("pk", flat=True))
