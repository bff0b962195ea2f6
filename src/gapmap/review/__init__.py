"""The review: a workbook in which people name themes and decide, written and read back."""
