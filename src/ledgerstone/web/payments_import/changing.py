"""What a person does to a file of payments: reads it otherwise, ticks lines, takes or leaves it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.payments.importing.staging import (
    change_columns,
    columns_of,
    discard_staged,
    get_staged,
    plan_of,
    rows_of,
    tick_lines,
)
from ledgerstone.payments.importing.taking import Taken, take_payments
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.refusals import Invalid, Stale
from ledgerstone.web.entrance import words
from ledgerstone.web.posted import record_asked
from ledgerstone.web.requests import ActorRequest, Done, act_once, first_of_ours, submit, view

from .columns_form import ColumnsForm
from .rows import filter_asked, lines_shown
from .views import entered, preview_page


@view
@require_POST
def columns(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """Read the file by other columns."""
    staged = entered(request, payment_file_id)
    terms, formats = words(request)
    form = ColumnsForm(
        request.POST,
        rows=rows_of(staged),
        columns=columns_of(staged),
        terms=terms,
        formats=formats,
    )
    here = reverse("web:payment_file", args=[staged.pk])

    def act() -> Done:
        change_columns(actor=request.actor, staged_id=staged.pk, columns=form.chosen())
        return Done(here, "The file is read anew.")

    answer = submit(request, form, act)
    return preview_page(request, staged, form) if answer is None else answer


@view
@require_POST
def ticks(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """Take the ticked lines of those that were shown, and leave the others of them out; or all
    lines of a status, whether they are shown or not."""
    staged = entered(request, payment_file_id)
    here = reverse("web:payment_file", args=[staged.pk])
    every = filter_asked(request.POST.get("every", ""))
    if every:
        lines = lines_shown(plan_of(request.actor, staged), every)
        shown = [one.number for one in lines]
        ticked = shown if request.POST.get("tick") else []
    else:
        shown, ticked = _numbers(request, "shown"), _numbers(request, "line")
    tick_lines(actor=request.actor, staged_id=staged.pk, shown=shown, ticked=ticked)
    return HttpResponseRedirect(first_of_ours(request, request.POST.get("back")) or here)


@view
@require_POST
def take(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """Record what the ticked lines paid."""
    here = reverse("web:payment_file", args=[payment_file_id])

    def act() -> Done:
        staged = get_staged(request.actor, payment_file_id)
        request.project = staged.project
        _terms, formats = words(request)
        done = take_payments(
            actor=request.actor,
            staged_id=payment_file_id,
            expected=request.POST.get("plan", ""),
        )
        back = f"{reverse('web:payment_list', args=[done.project_id])}?show=made"
        return Done(back, _said(done, formats))

    try:
        return act_once(request, act)
    except (Stale, Invalid) as refusal:
        # The page itself shows what the file would do now.
        messages.error(request, refusal.message)
        return HttpResponseRedirect(here)


@view
@require_POST
def discard(request: ActorRequest, payment_file_id: int) -> HttpResponse:
    """Throw the file away."""

    def act() -> Done:
        project_id = discard_staged(actor=request.actor, staged_id=payment_file_id)
        back = reverse("web:payment_list", args=[project_id])
        return Done(back, "Nothing was recorded of the file.")

    return act_once(request, act)


def _said(done: Taken, formats: Formats) -> str:
    sums = [
        f"{formats.money(amount)} {what}"
        for amount, what in ((done.paid_out, "paid"), (done.received, "received"))
        if amount != 0
    ]
    many = "payment is" if done.payments == 1 else "payments are"
    left = done.left_out + done.faulty
    lines = "line was" if left == 1 else "lines were"
    rest = f" {left} {lines} left out, {done.faulty} of them faulty." if left else ""
    return f"{done.payments} {many} recorded: {' and '.join(sums)}.{rest}"


def _numbers(request: ActorRequest, name: str) -> list[int]:
    return [record_asked(one) or 0 for one in request.POST.getlist(name)]
