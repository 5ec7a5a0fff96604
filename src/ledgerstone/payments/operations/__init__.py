"""Every write to payments."""

from .allocating import allocate_payment, apply_credit
from .changing import change_payment
from .papers import attach_to_payment, remove_payment_paper
from .recording import PaymentGiven, RunRefused, record_payment, record_run
from .reversing import reverse_payment

__all__ = [
    "PaymentGiven",
    "RunRefused",
    "allocate_payment",
    "apply_credit",
    "attach_to_payment",
    "change_payment",
    "record_payment",
    "record_run",
    "remove_payment_paper",
    "reverse_payment",
]
