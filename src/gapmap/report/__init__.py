"""The report: what is said, how it is shown, and the files that people open."""

from gapmap.report.inputs import ReportInputs, RunFacts
from gapmap.report.pdf import build_pdf

__all__ = ["ReportInputs", "RunFacts", "build_pdf"]
