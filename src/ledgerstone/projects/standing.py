"""What somebody's standing on projects says about changes to their record in the directory."""

from __future__ import annotations

from ledgerstone.access import policy as access
from ledgerstone.directory.events import PersonChanged
from ledgerstone.tenancy.refusals import NotAllowed

from .models import ProjectMember


def keep_address(event: PersonChanged) -> None:
    """Refuse a new e-mail address for somebody who may do more on a project than who changes it.

    An invitation to sign in goes to the address: who could change it could become them.
    """
    if "email" not in event.changed:
        return
    members = ProjectMember.objects.filter(
        account_id=event.actor.account_id, person_id=event.person_id
    ).select_related("template", "person")
    for member in members:
        if not access.may_assign(event.actor, member.template.rights, member.project_id):
            raise NotAllowed(
                f"{member.person.name} may do more on a project than you. Ask an account "
                "administrator to change their e-mail address."
            )
