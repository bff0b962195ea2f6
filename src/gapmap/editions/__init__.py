"""Approved editions of a report: frozen, traced, compared and, if it must be, withdrawn."""
