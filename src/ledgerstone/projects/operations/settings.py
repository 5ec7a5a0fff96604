"""How claims work on a project."""

from __future__ import annotations

from typing import Any

from ledgerstone.projects import events
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.typed_text import optional

from .allowed import refuse_unless_configurer

_YES_OR_NO = (
    "commitments_may_over_bill",
    "head_contracts_may_over_bill",
    "prefill_pending_owner_approval",
)
# None where the account decides.
_YES_NO_OR_AS_ABOVE = ("contacts_may_claim", "contacts_may_fill_schedule")
_SETTINGS = {*_YES_OR_NO, *_YES_NO_OR_AS_ABOVE, "document_footer"}


def change_invoicing_settings(
    *, actor: Actor, project_id: int, **changes: Any
) -> InvoicingSettings:
    """Change how claims work: the names are those of InvoicingSettings."""
    refuse_unless_configurer(actor, project_id)
    unknown = set(changes) - set(_SETTINGS)
    if unknown:
        raise TypeError(f"There is no invoicing setting {', '.join(sorted(unknown))}.")
    for name in changes.keys() & set(_YES_OR_NO):
        changes[name] = bool(changes[name])
    for name in changes.keys() & set(_YES_NO_OR_AS_ABOVE):
        changes[name] = None if changes[name] is None else bool(changes[name])
    if "document_footer" in changes:
        changes["document_footer"] = optional(
            changes["document_footer"], field="document_footer", what="the footer", longest=300
        )
    with acting(actor):
        settings = InvoicingSettings.objects.select_for_update().get(
            account_id=actor.account_id, project_id=project_id
        )
        changed = {k: v for k, v in changes.items() if getattr(settings, k) != v}
        for name, value in changed.items():
            setattr(settings, name, value)
        if changed:
            settings.save(update_fields=list(changed))
            publish(
                events.InvoicingSettingsChanged(
                    actor=actor,
                    project_id=project_id,
                    changes=changed,
                    summary="changed the invoicing settings",
                )
            )
    return settings
