"""Payments from the file of a bank or a ledger: read, matched with open claims, looked at, taken.

``reading`` makes rows of a file, ``columns`` says which column is what, ``lines`` makes of each row
a day and an amount or says what is wrong with it, ``matching`` finds the claims that it pays, and
``plan`` puts that together with what a person chose. ``staging`` keeps the file until ``taking``
records the payments.
"""
