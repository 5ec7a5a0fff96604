"""What somebody's standing on projects says about changes to their record in the directory."""

from __future__ import annotations

from collections.abc import Collection

from ledgerstone.access import policy as access
from ledgerstone.directory.events import DirectoryImported, PersonChanged
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.refusals import NotAllowed

from .models import ProjectMember

# An invitation to sign in goes to the address: who could change it could become them. Who is taken
# out of use loses what they hold, and gets it back when they are taken into use.
_GUARDED = frozenset({"email", "is_active"})


def keep_rights(event: PersonChanged) -> None:
    """Refuse a new address, and being in use or not, for who may do more on a project."""
    if not _GUARDED.isdisjoint(event.changed):
        _refuse_above(event.actor, [event.person_id])


def keep_rights_of_imported(event: DirectoryImported) -> None:
    """Refuse the same of a file of people."""
    if event.switched_ids:
        _refuse_above(event.actor, event.switched_ids)


def _refuse_above(actor: Actor, person_ids: Collection[int]) -> None:
    members = ProjectMember.objects.filter(
        account_id=actor.account_id, person_id__in=person_ids
    ).select_related("template", "person")
    for member in members:
        if not access.may_assign(actor, member.template.rights, member.project_id):
            raise NotAllowed(
                f"{member.person.name} may do more on a project than you. Ask an account "
                "administrator to change their e-mail address, or whether they are in use."
            )
