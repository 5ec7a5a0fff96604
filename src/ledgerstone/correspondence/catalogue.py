"""Every kind of mail about the work, a row each: what it follows, whom it is for, what it says.

Mails about signing in (invitations to a login, links, codes, notices) are not rows: what they hold
opens things, so nothing of them is kept. They are sent by the jobs of ``jobs``.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import audience, gate
from .kind import Kind
from .kinds import written

_ROWS = (
    Kind(
        name="contract_mail",
        title="Mails that people write about a contract",
        when="somebody chooses “Email contract”",
        to_whom="the people who were chosen",
        recipients=audience.chosen,
        sees=gate.always,
        letter=written.contract_mail,
        fixed_because="A person wrote it to you.",
        way="the contract",
        sample=written.contract_mail_sample,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ROWS}
