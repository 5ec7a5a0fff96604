"""The addresses of mails: what was sent, what a person wants of them, and what will be sent."""

from __future__ import annotations

from django.urls import URLPattern, path

from . import choices, messages, outbox, stop

urlpatterns: list[URLPattern] = [
    path("claims/<int:claim_id>/messages/", messages.claim_messages, name="claim_messages"),
    path("mails/", choices.mail_choices, name="mail_choices"),
    path("mails/about-no-contract/", messages.account_messages, name="mails_of_account"),
    path("mails/<int:mail_id>/", messages.mail, name="mail"),
    path("mail-receivers/<int:recipient_id>/again", messages.mail_again, name="mail_again"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:recipient_id>/", outbox.outbox_mail, name="outbox_mail"),
    path("mails/stop/<str:word>/", stop.mail_stop, name="mail_stop"),
]
