"""The forms of signing in. Each asks the limits before it lets anybody guess."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, LoginForm
from allauth.core import context
from django import forms
from django.http import HttpRequest

from ledgerstone.correspondence import jobs
from ledgerstone.directory import limits
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.logins import login_of
from ledgerstone.directory.models import SignIn
from ledgerstone.directory.operations.attempts import give_back, spend
from ledgerstone.tenancy.models import User

from . import two_step
from .known import address_of, note

_NEW_PASSWORD = {"autocomplete": "new-password"}
_AT_LEAST = "At least 10 characters. Not one that many people use, and not your name."


class SignInForm(LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail"
        self.fields["login"].widget.attrs |= {"autocomplete": "username", "placeholder": ""}
        self.fields["password"].widget.attrs["placeholder"] = ""
        self.fields["remember"].label = "Keep me signed in for two weeks"


class NewPasswordForm(ChangePasswordForm):
    """A new password, by somebody who knows the one they have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "oldpassword": "Your password now",
            "password1": "New password",
            "password2": "New password once more",
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].widget.attrs["placeholder"] = ""
        self.fields["password1"].help_text = _AT_LEAST

    def clean_oldpassword(self) -> str:
        """The password is asked as signing in asks it, so that it cannot be guessed here."""
        user = cast(User, self.user)
        try:
            attempt = spend(limits.SIGN_IN, user.email)
        except TooOften as refusal:
            raise forms.ValidationError(refusal.message) from None
        password: str = self.cleaned_data.get("oldpassword", "")
        if not user.check_password(password):
            note(context.request, user, SignIn.Kind.WRONG_PASSWORD, "changing the password")
            raise forms.ValidationError("This is not your password.")
        give_back(attempt)
        return password


class ForgottenPasswordForm(forms.Form):
    """Asks for a link to a new password. The answer is the same whoever asks."""

    email = forms.EmailField(
        label="E-mail", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "email" in cleaned:
            try:
                spend(limits.MAIL_FROM, limits.network(address_of(context.request)))
                spend(limits.RESET_MAIL, cleaned["email"])
            except TooOften as refusal:
                raise forms.ValidationError(refusal.message) from None
        return cleaned

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Queue the mail, for an unknown address too, so that both take as long."""
        email: str = self.cleaned_data["email"]
        user = login_of(email)
        jobs.send_password_reset.defer(user_id=0 if user is None else user.pk)
        return email


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def __init__(self, *args: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user = user
        self.means: two_step.Means | None = None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        try:
            attempt = spend(limits.SECOND_STEP, str(self.user.pk))
        except TooOften as refusal:
            raise forms.ValidationError(refusal.message) from None
        self.means = two_step.check(self.user, code)
        if self.means is None:
            note(self.request, self.user, SignIn.Kind.WRONG_CODE)
            raise forms.ValidationError(
                "This code is not right, or was used before. Wait for the next one and type that."
            )
        give_back(attempt)
        return code


class SetUpForm(forms.Form):
    """The first code from the app, which shows that it has the secret."""

    code = forms.CharField(
        label="The six digits that the app shows",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, user: User, secret: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.secret = secret

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not two_step.turn_on(self.user, self.secret, code):
            raise forms.ValidationError(
                "This code is not right. See that the clock of your phone is set by itself, and "
                "type the code that the app shows now."
            )
        return code


class AcceptForm(forms.Form):
    """Name and password of somebody who was invited."""

    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label="Choose a password",
        strip=False,
        help_text=_AT_LEAST,
        widget=forms.PasswordInput(attrs=_NEW_PASSWORD),
    )
    password2 = forms.CharField(
        label="The same once more",
        strip=False,
        widget=forms.PasswordInput(attrs=_NEW_PASSWORD),
    )

    def clean_password2(self) -> str:
        second: str = self.cleaned_data["password2"]
        if second != self.cleaned_data.get("password1", second):
            raise forms.ValidationError("The two passwords differ. Type the same one twice.")
        return second


class LinkCodeForm(forms.Form):
    """The code that was mailed to whoever a link is for."""

    code = forms.CharField(
        label="The code in the mail",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
