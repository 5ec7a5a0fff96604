"""Projects, who works on them, their budget codes, billing periods and invoicing settings."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.models import Company, Person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.constraints import Tracked
from ledgerstone.tenancy.fields import AccountField, AccountForeignKey

TERMINOLOGIES = ["en-AU", "en-US", "en-GB", "en-CA"]


class Project(models.Model):
    """A construction project. Its words, money and time follow where it is built."""

    account = AccountField()
    number = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=60)
    terminology = models.CharField(max_length=5, choices=[(t, t) for t in TERMINOLOGIES])
    jurisdiction = models.CharField(
        max_length=10, blank=True, help_text="Country and state, such as AU-NSW."
    )
    paper = models.CharField(max_length=10, choices=[("a4", "A4"), ("us-letter", "US Letter")])
    address = models.TextField(blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            Tracked(name="projects_project_tracked"),
            models.UniqueConstraint(
                fields=["account", "number"], name="projects_project_number_once"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex=r"^[A-Z]{3}$"), name="projects_project_currency"
            ),
            models.CheckConstraint(
                condition=Q(terminology__in=TERMINOLOGIES), name="projects_project_terminology"
            ),
            models.CheckConstraint(
                condition=Q(paper__in=["a4", "us-letter"]), name="projects_project_paper"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ProjectMember(models.Model):
    """A person on a project, with the permission template they hold there."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="members")
    person = AccountForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    template = AccountForeignKey(
        PermissionTemplate,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="permission template",
    )

    class Meta:
        constraints = [
            Tracked(name="projects_projectmember_tracked"),
            models.UniqueConstraint(
                fields=["account", "project", "person"], name="projects_projectmember_once"
            ),
        ]
        indexes = [models.Index(fields=["account", "person"], name="projects_projectmember_of")]

    def __str__(self) -> str:
        return f"{self.person} on {self.project}"


class ProjectCompany(models.Model):
    """A company in the directory of a project."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="companies")
    company = AccountForeignKey(Company, on_delete=models.PROTECT, related_name="projects")

    class Meta:
        constraints = [
            Tracked(name="projects_projectcompany_tracked"),
            models.UniqueConstraint(
                fields=["account", "project", "company"], name="projects_projectcompany_once"
            ),
        ]
        verbose_name_plural = "project companies"

    def __str__(self) -> str:
        return f"{self.company} on {self.project}"


class BudgetCode(models.Model):
    """What a cost is booked to; the key by which certified work finds its head contract line."""

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="budget_codes")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "project", "code"], name="projects_budgetcode_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class BillingPeriod(models.Model):
    """What a round of claims is for, and until when contacts may start one."""

    OPEN = "open"
    CLOSED = "closed"

    account = AccountField()
    project = AccountForeignKey(Project, on_delete=models.CASCADE, related_name="periods")
    start = models.DateField()
    end = models.DateField()
    billing_date = models.DateField()
    due_date = models.DateField()
    status = models.CharField(
        max_length=6, choices=[(OPEN, "Open"), (CLOSED, "Closed")], default=OPEN
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "project"],
                condition=Q(status="open"),
                name="projects_billingperiod_one_open",
            ),
            models.UniqueConstraint(
                fields=["account", "project", "start", "end"],
                name="projects_billingperiod_dates_once",
            ),
            models.CheckConstraint(
                condition=Q(end__gte=F("start")), name="projects_billingperiod_order"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["open", "closed"]), name="projects_billingperiod_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start:%Y-%m-%d} to {self.end:%Y-%m-%d}"


class InvoicingSettings(models.Model):
    """How claims work on a project."""

    account = AccountField()
    project = AccountForeignKey(
        Project, on_delete=models.CASCADE, related_name="invoicing_settings"
    )
    commitments_may_over_bill = models.BooleanField(default=True)
    head_contracts_may_over_bill = models.BooleanField(default=True)
    prefill_pending_owner_approval = models.BooleanField(default=True)
    # Of the dates that a new period starts with. A day past the end of a month is its last one.
    period_start_day = models.PositiveSmallIntegerField(default=1)
    period_end_day = models.PositiveSmallIntegerField(default=31)
    period_due_day = models.PositiveSmallIntegerField(default=25)
    period_frequency = models.CharField("periods open by themselves", max_length=7, default="never")
    # Of weekly periods: 1 is Monday. They end on the day before the next one starts.
    period_start_weekday = models.PositiveSmallIntegerField(default=1)
    period_due_weekday = models.PositiveSmallIntegerField(default=5)
    default_claim_type = models.CharField(
        "what contacts claim uninvited",
        max_length=30,
        default="work_materials_retention",
        blank=True,
        help_text="Empty: nothing; a contact claims once invited.",
    )
    invitation_text = models.CharField(
        "text of invitations and reminders", max_length=2000, blank=True
    )
    reminds_contacts = models.BooleanField("reminders to contacts", default=False)
    reminder_days = models.PositiveSmallIntegerField(default=1)
    sends_digest = models.BooleanField("weekly digest of claims under review", default=False)
    tells_when_approved = models.BooleanField("contacts are told of approval", default=False)
    tells_when_paid = models.BooleanField("contacts are told of payments", default=True)
    shows_claimed_amounts = models.BooleanField("documents show what was claimed", default=True)
    moves_stored_to_work = models.BooleanField(
        "stored materials move to work with the next claim",
        default=False,
        help_text="What new commitments start with.",
    )
    document_footer = models.CharField(max_length=300, blank=True)
    names_act = models.BooleanField("documents name the Act that they are made under", default=True)
    claim_wording = models.CharField(
        "wording of claims under the Act", max_length=500, blank=True, help_text="Empty: the usual."
    )
    schedule_wording = models.CharField(
        "wording of payment schedules under the Act",
        max_length=500,
        blank=True,
        help_text="Empty: the usual.",
    )
    contacts_may_claim = models.BooleanField(
        "claim contacts may create and submit claims",
        null=True,
        help_text="Unknown: as the account says.",
    )
    contacts_may_fill_schedule = models.BooleanField(
        "claim contacts may fill the subcontractor's schedule",
        null=True,
        help_text="Unknown: as the account says.",
    )

    class Meta:
        constraints = [
            Tracked(name="projects_invoicingsettings_tracked"),
            models.UniqueConstraint(
                fields=["account", "project"], name="projects_invoicingsettings_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    period_start_day__range=(1, 31),
                    period_end_day__range=(1, 31),
                    period_due_day__range=(1, 31),
                    period_start_weekday__range=(1, 7),
                    period_due_weekday__range=(1, 7),
                    period_frequency__in=["never", "monthly", "weekly"],
                    default_claim_type__in=["", "work_materials", "work_materials_retention"],
                    reminder_days__range=(1, 3),
                ),
                name="projects_invoicingsettings_choices",
            ),
        ]
        verbose_name_plural = "invoicing settings"

    def __str__(self) -> str:
        return f"Invoicing settings of {self.project}"
