"""How claims work on a project."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledgerstone.projects import events
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.period_dates import FREQUENCIES, NEVER
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import fitting, optional, several_lines

from .allowed import refuse_unless_configurer
from .automatic_periods import open_due_periods

Reader = Callable[[str, Any], Any]

LONGEST_FOOTER = 300
LONGEST_INVITATION = 2000
LONGEST_WORDING = 500
# What contacts claim of themselves; empty is nothing until they are invited.
DEFAULT_TYPES = ("work_materials_retention", "work_materials", "")


def _yes_or_no(_field: str, given: Any) -> bool:
    return bool(given)


def _as_above(_field: str, given: Any) -> bool | None:
    """None where the account decides."""
    return None if given is None else bool(given)


def _number(last: int, sentence: str) -> Reader:
    def read(field: str, given: Any) -> int:
        if isinstance(given, bool) or not isinstance(given, int) or not 1 <= given <= last:
            raise Invalid(sentence, fields={field: sentence})
        return given

    return read


def _choice(*known: str) -> Reader:
    def read(field: str, given: Any) -> str:
        if given not in known:
            sentence = "Choose one from the list."
            raise Invalid(sentence, fields={field: sentence})
        return str(given)

    return read


def _footer(field: str, given: Any) -> str:
    return optional(given, field=field, what="the footer", longest=LONGEST_FOOTER)


def _invitation(field: str, given: Any) -> str:
    return fitting(several_lines(given), field=field, what="the text", longest=LONGEST_INVITATION)


def _wording(field: str, given: Any) -> str:
    return fitting(several_lines(given), field=field, what="the wording", longest=LONGEST_WORDING)


_day = _number(31, "Choose a day from 1 to 31; past the end of a month it is the last one.")
_weekday = _number(7, "Choose a day of the week.")

_READERS: dict[str, Reader] = {
    "period_start_day": _day,
    "period_end_day": _day,
    "period_due_day": _day,
    "period_frequency": _choice(*FREQUENCIES),
    "period_start_weekday": _weekday,
    "period_due_weekday": _weekday,
    "default_claim_type": _choice(*DEFAULT_TYPES),
    "contacts_may_claim": _as_above,
    "contacts_may_fill_schedule": _as_above,
    "invitation_text": _invitation,
    "reminds_contacts": _yes_or_no,
    "reminder_days": _number(3, "Choose every day, every two days or every three days."),
    "sends_digest": _yes_or_no,
    "tells_when_approved": _yes_or_no,
    "tells_when_paid": _yes_or_no,
    "commitments_may_over_bill": _yes_or_no,
    "head_contracts_may_over_bill": _yes_or_no,
    "shows_claimed_amounts": _yes_or_no,
    "moves_stored_to_work": _yes_or_no,
    "prefill_pending_owner_approval": _yes_or_no,
    "document_footer": _footer,
    "names_act": _yes_or_no,
    "claim_wording": _wording,
    "schedule_wording": _wording,
}


def names_of_settings() -> list[str]:
    """The names of the settings that a project has."""
    return list(_READERS)


def change_invoicing_settings(
    *, actor: Actor, project_id: int, **changes: Any
) -> InvoicingSettings:
    """Change how claims work: the names are those of InvoicingSettings.

    What cannot be taken is refused at its field, all of it together. Where periods are from now on
    to open by themselves and none has today in it, the one that has is opened at once.
    """
    refuse_unless_configurer(actor, project_id)
    values = _read(changes)
    with acting(actor):
        settings = InvoicingSettings.objects.select_for_update().get(
            account_id=actor.account_id, project_id=project_id
        )
        changed = {k: v for k, v in values.items() if getattr(settings, k) != v}
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
        if changed.get("period_frequency", NEVER) != NEVER:
            open_due_periods(account_id=actor.account_id, project_id=project_id, skips_missed=True)
    return settings


def _read(changes: dict[str, Any]) -> dict[str, Any]:
    unknown = changes.keys() - _READERS.keys()
    if unknown:
        raise TypeError(f"There is no invoicing setting {', '.join(sorted(unknown))}.")
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name, given in changes.items():
        try:
            values[name] = _READERS[name](name, given)
        except Invalid as refusal:
            problems.update(refusal.fields)
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)
    return values
