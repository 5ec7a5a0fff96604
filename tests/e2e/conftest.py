"""A browser at an installation in which somebody may sign in and nothing else is there yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ledgerstone.directory.operations import open_account
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account, User
from tests.e2e.desk import EMAIL, PASSWORD, Desk
from tests.support.scene import Scene, build_scene

# Milliseconds that a page may take until it shows what is waited for, also on a busy machine.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    """A window in which every line of the sheets is drawn."""
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 1200},
        "locale": "en-AU",
        "permissions": ["clipboard-read", "clipboard-write"],
    }


@pytest.fixture
def empty_account(committed_db: str) -> Account:
    """An account with one administrator, and nothing in it."""
    user = User.objects.create_user(EMAIL, PASSWORD, name="Alex Morgan")
    return open_account(
        name="Corvane Constructions", user=user, company="Corvane Constructions Pty Ltd"
    ).account


@pytest.fixture
def desk(empty_account: Account, live_address: str, page: Page) -> Desk:
    """The administrator's desk: a page of the empty account, not signed in yet."""
    page.set_default_timeout(PATIENCE)
    return Desk(page, live_address)


@pytest.fixture
def committed_scene(committed_db: str) -> Iterator[Scene]:
    """A scene that a live server sees, whose administrator may sign in; in context."""
    scene = build_scene()
    scene.user.email = EMAIL
    scene.user.set_password(PASSWORD)
    scene.user.save(update_fields=["email", "password"])
    with context.accounts([scene.account.pk]):
        yield scene
