"""What a person does at any page: go somewhere, sign in, fill in a form, press a button."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.e2e.accessibility import assert_accessible

EMAIL = "alex.morgan@corvane.example"
PASSWORD = "build-the-library"


@dataclass
class Desk:
    """A page of the application."""

    page: Page
    address: str
    looked_at: set[str] = dataclasses.field(default_factory=set)

    def expect_accessible(self, kind: str) -> None:
        """axe finds nothing on this kind of page; a long walk asks it once for each kind."""
        if kind not in self.looked_at:
            self.looked_at.add(kind)
            assert_accessible(self.page)

    def go(self, path: str) -> None:
        answer = self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == 200, (path, answer.status)

    def sign_in(self) -> None:
        self.go("/accounts/login/")
        self.fill(login=EMAIL, password=PASSWORD)
        self.press("Sign in")

    def field(self, name: str) -> Locator:
        """The field of a form that has this name."""
        return self.page.locator(f'[name="{name}"]:not([type="hidden"])')

    def fill(self, **typed: str) -> None:
        """Type into fields, choose from lists, by the names of the fields."""
        for name, text in typed.items():
            field = self.field(name)
            if field.first.get_attribute("type") == "radio":
                self.page.locator(f'[name="{name}"][value="{text}"]').check()
            elif field.evaluate("element => element.tagName") == "SELECT":
                field.select_option(text)
            else:
                field.fill(text)

    def press(self, name: str) -> None:
        """Press the button of this name, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str) -> None:
        """Follow the link of this name."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()

    def expect_said(self, sentence: str) -> None:
        """A message says so."""
        expect(self.page.get_by_text(sentence).first).to_be_visible()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address)

    def download(self, path: str) -> bytes:
        """A file, as this browser gets it."""
        answer = self.page.request.get(f"{self.address}{path}")
        assert answer.status == 200, (path, answer.status)
        assert answer.headers["content-type"] == "application/pdf"
        return answer.body()
