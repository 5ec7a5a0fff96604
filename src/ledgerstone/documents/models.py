"""Documents made of what the product holds: what was asked for, how far it is, and the file that
came of it; and the tax invoices that some of them print."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ledgerstone.claims.models import Certificate, Claim, Submission
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company
from ledgerstone.files.models import StoredFile
from ledgerstone.payments.models import Payment
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import AppendOnly, Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

# claim: a claim or its certificate. schedule: the payment schedule that answers a claim. package: a
# claim with files that were chosen. remittance: what a payment pays. retention: what is held under
# a contract or on a project. invoice: a tax invoice. backups: what backs the claims of a period.
CLAIM, SCHEDULE, PACKAGE, REMITTANCE = "claim", "schedule", "package", "remittance"
RETENTION, INVOICE, BACKUPS = "retention", "invoice", "backups"
KINDS = [CLAIM, SCHEDULE, PACKAGE, REMITTANCE, RETENTION, INVOICE, BACKUPS]
# tax_invoice: made by who is paid. recipient_created: made by who pays, where both agreed on it.
TAX_INVOICE, RECIPIENT_CREATED = "tax_invoice", "recipient_created"


class InvoiceSeries(models.Model):
    """The numbers of an account's tax invoices of one kind, without a gap."""

    account = AccountField()
    kind = models.CharField(max_length=20)
    prefix = models.CharField(max_length=20, blank=True)
    next_number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            Tracked(name="documents_invoiceseries_tracked"),
            models.UniqueConstraint(fields=["account", "kind"], name="documents_series_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["tax_invoice", "recipient_created"], next_number__gte=1),
                name="documents_series_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.next_number}"


class TaxInvoice(models.Model):
    """A tax invoice for what a certificate pays, or a note that corrects an earlier one. A fact.

    Sums are in the contract's currency; ``total`` is what is payable with tax. ``printed`` holds
    the names, addresses, business numbers and the description as they were.
    """

    account = AccountField()
    kind = models.CharField(max_length=20)
    number = models.CharField(max_length=40)
    certificate = AccountForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="tax_invoices"
    )
    contract = AccountForeignKey(Contract, on_delete=models.PROTECT, related_name="tax_invoices")
    corrects = AccountForeignKey(
        "self", on_delete=models.PROTECT, related_name="corrections", null=True, blank=True
    )
    seller = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    buyer = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    net = models.DecimalField(max_digits=18, decimal_places=2)
    tax = models.DecimalField(max_digits=18, decimal_places=2)
    total = models.DecimalField(max_digits=18, decimal_places=2)
    printed = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "number"], name="documents_taxinvoice_number_once"
            ),
            models.UniqueConstraint(
                fields=["account", "certificate"],
                condition=Q(corrects__isnull=True),
                name="documents_taxinvoice_one_of_certificate",
            ),
            models.UniqueConstraint(
                fields=["account", "corrects"],
                condition=Q(corrects__isnull=False),
                name="documents_taxinvoice_corrected_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["tax_invoice", "recipient_created"]),
                name="documents_taxinvoice_kind",
            ),
            models.CheckConstraint(
                condition=Q(total=F("net") + F("tax")), name="documents_taxinvoice_adds_up"
            ),
            AppendOnly(name="documents_taxinvoice_stands"),
        ]

    def __str__(self) -> str:
        return self.number


class Document(models.Model):
    """A PDF that was asked for.

    Of a fact (a certificate, a submission of a claim, a tax invoice) there is one of each kind,
    made once and kept by its hash; of what may still change there are as many as were asked for.
    ``options`` says what a package or a compilation is made of.
    """

    account = AccountField()
    kind = models.CharField(max_length=12, default=CLAIM, db_default=CLAIM)
    claim = AccountForeignKey(
        Claim, on_delete=models.CASCADE, related_name="documents", null=True, blank=True
    )
    payment = AccountForeignKey(
        Payment, on_delete=models.CASCADE, related_name="documents", null=True, blank=True
    )
    contract = AccountForeignKey(
        Contract, on_delete=models.CASCADE, related_name="documents", null=True, blank=True
    )
    project = AccountForeignKey(
        Project, on_delete=models.CASCADE, related_name="documents", null=True, blank=True
    )
    period = AccountForeignKey(
        BillingPeriod, on_delete=models.CASCADE, related_name="documents", null=True, blank=True
    )
    invoice = AccountForeignKey(
        TaxInvoice, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    options = models.JSONField(default=dict)
    name = models.CharField(max_length=200, blank=True, db_default="")
    certificate = AccountForeignKey(
        Certificate, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    submission = AccountForeignKey(
        Submission, on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    status = models.CharField(max_length=10, default="queued")
    progress = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    file = AccountForeignKey(
        StoredFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    template_version = models.CharField(max_length=64, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "certificate", "kind"],
                condition=Q(certificate__isnull=False),
                name="documents_document_one_of_certificate",
            ),
            models.UniqueConstraint(
                fields=["account", "submission", "kind"],
                condition=Q(submission__isnull=False),
                name="documents_document_one_of_submission",
            ),
            models.UniqueConstraint(
                fields=["account", "invoice"],
                condition=Q(invoice__isnull=False),
                name="documents_document_one_of_invoice",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["claim", "package"], claim__isnull=False)
                | Q(kind="schedule", claim__isnull=False, certificate__isnull=False)
                | Q(kind="remittance", payment__isnull=False)
                | Q(kind="retention", contract__isnull=False)
                | Q(kind="retention", project__isnull=False)
                | Q(kind="invoice", invoice__isnull=False)
                | Q(kind="backups", period__isnull=False),
                name="documents_document_kind",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "ready", "failed"]),
                name="documents_document_status",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(file__isnull=False),
                name="documents_document_ready_has_file",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="documents_document_progress"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} document {self.pk}"
