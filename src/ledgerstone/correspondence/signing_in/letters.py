"""What mails about signing in say."""

from __future__ import annotations

from ledgerstone.correspondence.letters.letter import Letter, Paragraph, Small, Way

_IGNORE = "If you expected nothing from {account}, ignore this mail: nothing happens."


def invitation(*, account: str, day: str, url: str, email: str, has_password: bool) -> Letter:
    """Somebody is asked to sign in."""
    if has_password:
        request = f"Please accept by {day} that you work in the account of {account}."
        how = f"You sign in as before, with {email} and your password."
        way = Way("Accept", url, is_personal=True)
    else:
        request = (
            f"Please choose a password by {day}, so that you can work with {account} in "
            "Ledgerstone."
        )
        how = f"You will sign in with this address, {email}. The link works once."
        way = Way("Choose a password", url, is_personal=True)
    return Letter(
        f"{account} invites you to sign in, by {day}",
        (
            Paragraph(request, strong=(day,)),
            Paragraph(how),
            way,
            Small(_IGNORE.format(account=account)),
        ),
    )


def link_code(*, account: str, code: str, minutes: int) -> Letter:
    """The code that opens a link."""
    spaced = f"{code[:3]} {code[3:]}"
    return Letter(
        f"Your code for {account}",
        (
            Paragraph(
                f"Type {spaced} on the page that asks for it, within {minutes} minutes.",
                strong=(spaced,),
            ),
            Small(
                f"You get this because somebody opened a link that {account} had mailed to you. "
                "If it was not you, ignore this mail and give the code to nobody."
            ),
        ),
    )


def link(*, account: str, what: str, day: str, url: str) -> Letter:
    """A fresh link in place of one that was used or too old."""
    return Letter(
        f"Your new link from {account}, for {what}",
        (
            Paragraph(f"Open {what} with this link from {account}, by {day}.", strong=(day,)),
            Way("Open it", url, is_personal=True),
            Small(
                "The link works once, with a code that we mail to you when you open it. It takes "
                "the place of the link you had."
            ),
            Small(_IGNORE.format(account=account)),
        ),
    )


def password_reset(*, url: str, hours: int) -> Letter:
    """The way back for somebody who forgot their password, or was locked out."""
    return Letter(
        "Choose a new password for Ledgerstone",
        (
            Paragraph(f"Choose a new password within {hours} hours, with the link in this mail."),
            Way("Choose a new password", url, is_personal=True),
            Small(
                "The link works once. Saving a new password also lets you in again after too many "
                "failed attempts, and ends your sessions in other browsers."
            ),
            Small("If you did not ask for this, ignore this mail: your password stays as it is."),
        ),
    )


# What is told to the owner of a login after it happened.
NOTICES = {
    "password_changed": "Your password was changed.",
    "two_step_on": "Two-step sign-in was turned on.",
    "two_step_off": "Two-step sign-in was turned off.",
    "codes_made": "New recovery codes were made; the old ones work no more.",
    "recovery_code_used": "Somebody signed in with one of your recovery codes.",
}


def notice(*, what: str, reset_url: str, security_url: str) -> Letter:
    """Something about the login changed."""
    happened = NOTICES[what]
    return Letter(
        f"{happened.rstrip('.')}, for Ledgerstone",
        (
            Paragraph(f"{happened} If that was you, there is nothing to do.", strong=(happened,)),
            Paragraph("If it was not, choose a new password at once."),
            Way("Choose a new password", reset_url),
            Way(
                "See where you are signed in, and what happened before",
                security_url,
                is_second=True,
            ),
        ),
    )
