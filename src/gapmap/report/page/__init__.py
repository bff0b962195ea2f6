"""The page: one file that opens offline, with every gap for every group that may be shown."""

from gapmap.report.page.html import build_page

__all__ = ["build_page"]
