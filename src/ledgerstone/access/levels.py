"""The tools that rights are given on, how far they reach, and single tasks granted on top."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum


class Scope(StrEnum):
    """Where a permission template counts: across the account, or on one project."""

    ACCOUNT = "account"
    PROJECT = "project"


class Tool(StrEnum):
    """Where a right applies. The first two are the account's, the others a project's."""

    COMPANY_DIRECTORY = "company_directory"
    ADMIN = "admin"
    DIRECTORY = "directory"
    COMMITMENTS = "commitments"
    HEAD_CONTRACTS = "head_contracts"
    INVOICING_SETTINGS = "invoicing_settings"


class Level(IntEnum):
    """How far a right goes; each level holds the ones below it."""

    NONE = 0
    READ_ONLY = 1
    STANDARD = 2
    ADMIN = 3


class Grant(StrEnum):
    """A single task that a template gives to people with Read Only or Standard on its tool."""

    EDIT_COMPANIES = "edit_companies"
    EDIT_PEOPLE = "edit_people"
    VIEW_PRIVATE_SUBCONTRACTS = "view_private_subcontracts"
    VIEW_PRIVATE_PURCHASE_ORDERS = "view_private_purchase_orders"
    CREATE_SUBCONTRACTS = "create_subcontracts"
    CREATE_PURCHASE_ORDERS = "create_purchase_orders"
    UPDATE_SUBCONTRACTS = "update_subcontracts"
    UPDATE_PURCHASE_ORDERS = "update_purchase_orders"
    CREATE_HEAD_CONTRACTS = "create_head_contracts"
    UPDATE_HEAD_CONTRACTS = "update_head_contracts"
    DELETE_HEAD_CONTRACTS = "delete_head_contracts"
    VIEW_HEAD_CLAIMS = "view_head_claims"


TOOLS: Mapping[Scope, tuple[Tool, ...]] = {
    Scope.ACCOUNT: (Tool.COMPANY_DIRECTORY, Tool.ADMIN),
    Scope.PROJECT: (
        Tool.DIRECTORY,
        Tool.COMMITMENTS,
        Tool.HEAD_CONTRACTS,
        Tool.INVOICING_SETTINGS,
    ),
}

# The tools on which a grant means something.
GRANTS: Mapping[Grant, tuple[Tool, ...]] = {
    Grant.EDIT_COMPANIES: (Tool.COMPANY_DIRECTORY, Tool.DIRECTORY),
    Grant.EDIT_PEOPLE: (Tool.COMPANY_DIRECTORY, Tool.DIRECTORY),
    Grant.VIEW_PRIVATE_SUBCONTRACTS: (Tool.COMMITMENTS,),
    Grant.VIEW_PRIVATE_PURCHASE_ORDERS: (Tool.COMMITMENTS,),
    Grant.CREATE_SUBCONTRACTS: (Tool.COMMITMENTS,),
    Grant.CREATE_PURCHASE_ORDERS: (Tool.COMMITMENTS,),
    Grant.UPDATE_SUBCONTRACTS: (Tool.COMMITMENTS,),
    Grant.UPDATE_PURCHASE_ORDERS: (Tool.COMMITMENTS,),
    Grant.CREATE_HEAD_CONTRACTS: (Tool.HEAD_CONTRACTS,),
    Grant.UPDATE_HEAD_CONTRACTS: (Tool.HEAD_CONTRACTS,),
    Grant.DELETE_HEAD_CONTRACTS: (Tool.HEAD_CONTRACTS,),
    Grant.VIEW_HEAD_CLAIMS: (Tool.HEAD_CONTRACTS,),
}


def grants_of(scope: Scope) -> tuple[Grant, ...]:
    """The grants that a template of this scope may hold."""
    tools = set(TOOLS[scope])
    return tuple(grant for grant, where in GRANTS.items() if tools & set(where))
