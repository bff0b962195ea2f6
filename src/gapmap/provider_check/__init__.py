"""Sheets in which providers check their offers: written from the catalogue, read back into it."""
