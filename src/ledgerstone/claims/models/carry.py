"""What of the certified subcontract work was carried into which head contract claim."""

from __future__ import annotations

from django.db import models

from ledgerstone.contracts.models import Contract, ScheduleLine
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

from .certificate import Certificate, CertificateLine
from .claim import Claim
from .figures import money


class CarriedAmount(models.Model):
    """Part of a certified movement, carried to a line of a head contract claim.

    A source is a line of a downstream certificate: what it certified beyond the certificate before.
    Over all head contract claims the carried amounts of a source never exceed it in either
    direction; a source whose certificate was withdrawn is carried back as a negative.
    """

    # Tens of thousands at once: no check and no index twice. The keys below begin with
    # (account, claim) and (account, source).
    account = AccountField(db_constraint=False, is_referred_to=False)
    claim = AccountForeignKey(
        Claim, on_delete=models.CASCADE, related_name="carried", db_index=False
    )
    line = AccountForeignKey(ScheduleLine, on_delete=models.PROTECT, related_name="+")
    source = AccountForeignKey(
        CertificateLine, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    work = money()
    materials = money()
    retention = money(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "line", "source"], name="claims_carriedamount_once"
            ),
        ]
        indexes = [models.Index(fields=["account", "source"], name="claims_carried_source")]

    def __str__(self) -> str:
        return f"{self.work} + {self.materials} to line {self.line_id}"


class CarriedInFull(models.Model):
    """That an issued head contract claim carries every line of a certificate to the cent.

    What carried amounts say already, said once for the whole certificate: nothing of it is left to
    carry, so nobody has to look through its lines again.
    """

    account = AccountField()
    claim = AccountForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    certificate = AccountForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "claim", "certificate"], name="claims_carriedinfull_once"
            ),
        ]

    def __str__(self) -> str:
        return f"certificate {self.certificate_id} in claim {self.claim_id}"


class PlacementRule(models.Model):
    """A remembered answer: this commitment line is carried to that head contract line."""

    account = AccountField()
    head_contract = AccountForeignKey(Contract, on_delete=models.CASCADE, related_name="+")
    source_line = AccountForeignKey(ScheduleLine, on_delete=models.CASCADE, related_name="+")
    head_line = AccountForeignKey(ScheduleLine, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "head_contract", "source_line"],
                name="claims_placementrule_once",
            )
        ]

    def __str__(self) -> str:
        return f"line {self.source_line_id} goes to {self.head_line_id}"
