"""Every kind of mail about the work, a row each: what it follows, whom it is for, what it says.

Mails about signing in (invitations to a login, links, codes, notices) are not rows: what they hold
opens things, so nothing of them is kept. They are sent by the jobs of ``jobs``.
"""

from __future__ import annotations

from collections.abc import Mapping

from ledgerstone.documents.compiled_events import BackupsCompiled, PackageMade

from . import audience, gate
from .kind import Kind
from .kinds import files, written

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
    Kind(
        name="backups_ready",
        title="Backups of a billing period are compiled",
        when="backups that somebody asked for are compiled",
        to_whom="whoever asked for them",
        follows=BackupsCompiled,
        causes=files.causes_of_backups,
        recipients=audience.whoever_asked,
        sees=files.sees_document,
        letter=files.backups_ready,
        may_be_off=True,
        may_wait=True,
        way="the file",
        sample=files.backups_ready_sample,
    ),
    Kind(
        name="package_ready",
        title="A claim with its attachments is packed",
        when="a package of a claim with its files took long and is made",
        to_whom="whoever asked for it, unless they opened it already",
        follows=PackageMade,
        causes=files.causes_of_package,
        recipients=audience.whoever_asked,
        sees=files.sees_document,
        letter=files.package_ready,
        may_be_off=True,
        may_wait=True,
        way="the file",
        sample=files.package_ready_sample,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ROWS}
