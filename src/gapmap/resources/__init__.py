"""Data files that ship with gapmap."""
