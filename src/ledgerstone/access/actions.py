"""What people do that a right is asked for, named once for pages, operations and the guide."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """An act that somebody may or may not do. Where it happens is the tool of its rule."""

    # The account
    CONFIGURE_ACCOUNT = "configure_account"
    CREATE_PROJECT = "create_project"
    EDIT_TEMPLATES = "edit_templates"

    # Directories, the account's and a project's
    VIEW_DIRECTORY = "view_directory"
    EDIT_COMPANIES = "edit_companies"
    EDIT_PEOPLE = "edit_people"
    MERGE_COMPANIES = "merge_companies"
    EDIT_INSURANCE = "edit_insurance"

    # A project's claims
    CONFIGURE_INVOICING = "configure_invoicing"
    VIEW_PERIODS = "view_periods"
    MANAGE_PERIODS = "manage_periods"
    VIEW_CLAIMS_TOOL = "view_claims_tool"

    # Contracts
    VIEW = "view"
    VIEW_PRIVATE = "view_private"
    VIEW_SCHEDULE = "view_schedule"
    VIEW_PRIVATE_SCHEDULE = "view_private_schedule"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    CONFIGURE = "configure"
    NAME_CONTACTS = "name_contacts"
    EMAIL_CONTRACT = "email_contract"
    FILL_SCHEDULE = "fill_schedule"
    REVIEW_SCHEDULE = "review_schedule"
    APPROVE_VARIATION = "approve_variation"
    EDIT_VARIATION = "edit_variation"
    VIEW_DRAFT_VARIATION = "view_draft_variation"
    CREATE_POTENTIAL_VARIATION = "create_potential_variation"
    RAISE_VARIATION = "raise_variation"

    # Claims
    INVITE = "invite"
    ANSWER_INVITATION = "answer_invitation"
    VIEW_CLAIM = "view_claim"
    VIEW_ASSESSMENT = "view_assessment"
    EXPORT_CLAIM = "export_claim"
    FORWARD_CLAIM = "forward_claim"
    START_CLAIM = "start_claim"
    START_CLAIM_LATE = "start_claim_late"
    EDIT_CLAIM = "edit_claim"
    SUBMIT_CLAIM = "submit_claim"
    WITHDRAW_CLAIM = "withdraw_claim"
    DELETE_CLAIM = "delete_claim"
    RELEASE_RETENTION = "release_retention"
    OVERRIDE_RETENTION = "override_retention"
    ASSESS_CLAIM = "assess_claim"
    DECIDE_CLAIM = "decide_claim"
    COMPILE_BACKUP = "compile_backup"
    REQUEST_SIGNATURE = "request_signature"
    RECORD_PAYMENT = "record_payment"
