"""The addresses of tax invoices, and of the other documents about money."""
