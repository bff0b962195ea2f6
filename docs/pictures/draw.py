"""Three pages of the sample's report as the pictures that README.md shows.

Usage: python docs/pictures/draw.py FOLDER, where the folder holds the reports of the wave.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader

from gapmap.report.words import Words
from gapmap.settings import Language

HERE = Path(__file__).parent
DOTS_PER_INCH = "68"

PAGES: tuple[tuple[str, Language, str], ...] = (
    ("first-page", "da", "front.messages"),
    ("offers-by-theme", "en", "evidence.title"),
    ("largest-gap", "en", "largest.title"),
)
"""Name of the picture, language of the report, and the heading that the page begins with."""


def draw(reports: Path) -> None:
    """Folder with the reports of a wave -> the pictures, beside this file.

    Raises:
        SystemExit: pdftoppm is not installed, or a report is not there.
    """
    if shutil.which("pdftoppm") is None:
        raise SystemExit("pdftoppm is missing: install poppler (on Debian: poppler-utils)")
    for name, language, heading in PAGES:
        found = sorted(reports.glob(f"gap-report-*-{language}.pdf"))
        if not found:
            raise SystemExit(f"no report in {reports}: run the wave first")
        page = str(page_of(found[0], Words(language).say(heading)))
        command = ["pdftoppm", "-png", "-singlefile", "-r", DOTS_PER_INCH, "-f", page, "-l", page]
        subprocess.run([*command, str(found[0]), str(HERE / name)], check=True)


def page_of(report: Path, heading: str) -> int:
    """A report, the text of one of its bookmarks -> the page it leads to, 1 for the first."""
    reader = PdfReader(report)
    (bookmark,) = [
        one for one in reader.outline if not isinstance(one, list) and one.title == heading
    ]
    page = reader.get_destination_page_number(bookmark)
    if page is None:
        raise ValueError(f"the bookmark of {report.name} leads nowhere")
    return page + 1


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
