"""Invented exports, damaged in the ways that files get damaged."""

from __future__ import annotations

import csv
import gzip
import io
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

Rows = list[list[str]]

HEADINGS = ["Svar-id", "Tidspunkt", "Hvem er I?", "Region", "Hvor vigtigt?", "Hvad mangler I?"]
OLD_WORKBOOK = Path(__file__).parent / "old_workbook.xls"
MARK = "hemmeligt"
"""Stands in every answer: it must never turn up in a message."""


@dataclass(frozen=True, slots=True)
class Case:
    """A damaged file: its name, its bytes and what was done to it."""

    number: int
    name: str
    content: bytes
    damage: str
    rows: int = -1
    """Answers in a file that was not damaged at all, else -1."""


def answers(random_: random.Random) -> Rows:
    """Headings and a few dozen invented answers."""
    rows = [list(HEADINGS)]
    words = ["testmiljø", "støtte", "tid; penge", 'et "rum"', "linje\nskift", "data, AI", "<5 mio."]
    for number in range(random_.randint(1, 40)):
        need = " ".join([MARK, *random_.choices(words, k=random_.randint(0, 9))])
        rows.append(
            [
                f"R_{random_.randint(1, 30)}",
                f"2031-02-{number % 28 + 1:02} 10:00",
                random_.choice(["Virksomhed", "Kommune", ""]),
                random_.choice(["Fyn", "Sjælland", "Ærø"]),
                random_.choice(["1", "5", "4,5", "ved ikke"]),
                need if random_.random() < 0.9 else "",
            ]
        )
    return rows


# Ways to damage the rows, before they are written


def ragged(rows: Rows, random_: random.Random) -> None:
    for row in random_.sample(rows, max(1, len(rows) // 3)):
        if random_.random() < 0.5:
            row += [MARK] * random_.randint(1, 400)
        else:
            del row[random_.randint(0, len(row)) :]


def repeated_headings(rows: Rows, random_: random.Random) -> None:
    rows[0] = random_.choices(HEADINGS, k=len(HEADINGS))


def no_headings(rows: Rows, random_: random.Random) -> None:
    del rows[0]


def long_cell(rows: Rows, random_: random.Random) -> None:
    size = random_.choice([30_000, 140_000, 1 << 20])
    random_.choice(rows)[random_.randrange(3)] = MARK * (size // len(MARK))


def formula(rows: Rows, random_: random.Random) -> None:
    random_.choice(rows)[-1] = random_.choice(
        ["=1+1", '=HYPERLINK("http://x.example")', "+1", "-1", "@SUM(A1)", "=" * 99]
    )


def rows_above(rows: Rows, random_: random.Random) -> None:
    rows[:0] = random_.choices([["Titel"], [], ["Dato", "2031-01-01"], [""] * 6], k=3)


def odd_signs(rows: Rows, random_: random.Random) -> None:
    row = random_.choice(rows)
    sign = random_.choice(["\0", "\x1e", "\u2028", "\ufeff", "\U0001f600", "\x85", "\x1a", "\r"])
    row[random_.randrange(len(row))] += sign * random_.randint(1, 99)


def blank_rows(rows: Rows, random_: random.Random) -> None:
    for _ in range(random_.randint(1, 30)):
        rows.insert(random_.randint(1, len(rows)), random_.choice([[], [""] * 6, [" "] * 9]))


def wide(rows: Rows, random_: random.Random) -> None:
    count = random_.choice([300, 6_000, 1_000_000])
    rows[0] += [f"h{number}" for number in range(count)]


def untouched(rows: Rows, random_: random.Random) -> None:
    """The sound file has to pass too."""


ROW_DAMAGES: Sequence[Callable[[Rows, random.Random], None]] = (
    ragged, repeated_headings, no_headings, long_cell, formula, rows_above, odd_signs,
    blank_rows, wide, untouched,
)  # fmt: skip


# Ways to write the rows


def as_csv(rows: Rows, random_: random.Random) -> bytes:
    out = io.StringIO()
    delimiter = random_.choice(";,\t")
    quoting = random_.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    csv.writer(out, delimiter=delimiter, quoting=quoting).writerows(rows)
    encoding = random_.choice(
        ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "iso-8859-1", "mac_roman"]
    )
    return out.getvalue().encode(encoding, "replace")


def as_gzip(rows: Rows, random_: random.Random) -> bytes:
    return gzip.compress(as_csv(rows, random_), mtime=0)


def as_xlsx(rows: Rows, random_: random.Random) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Svar")
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell)[:32_767] for cell in row[:16_000]])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(rows: Rows, random_: random.Random) -> bytes:
    out = io.BytesIO()
    frame(rows).to_parquet(out)
    return out.getvalue()


def as_sav(rows: Rows, random_: random.Random) -> bytes:
    return statistical(rows, ".sav")


def as_zsav(rows: Rows, random_: random.Random) -> bytes:
    return statistical(rows, ".zsav")


def as_dta(rows: Rows, random_: random.Random) -> bytes:
    return statistical(rows, ".dta")


def statistical(rows: Rows, ending: str) -> bytes:
    import pyreadstat

    table = frame([[cell.replace("\0", "")[:2_000] for cell in row[:400]] for row in rows])
    questions = [str(column) for column in table.columns]
    table.columns = pd.Index([f"v{number}" for number in range(len(questions))])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export{ending}"
        if ending == ".dta":
            pyreadstat.write_dta(table, path, column_labels=[q[:80] for q in questions])
        else:
            pyreadstat.write_sav(table, path, column_labels=questions, compress=ending == ".zsav")
        return path.read_bytes()


def frame(rows: Rows) -> pd.DataFrame:
    width = min(max(map(len, rows)), 7_000)
    filled = [[*row, *[""] * (width - len(row))][:width] for row in rows]
    names = [heading or f"x{number}" for number, heading in enumerate(filled[0])]
    unique = [n if names.index(n) == i else f"{n} {i}" for i, n in enumerate(names[:500])]
    return pd.DataFrame(filled[1:], columns=unique + names[500:], dtype="object")


def as_zip(rows: Rows, random_: random.Random) -> bytes:
    return packed({"svar.csv": as_csv(rows, random_), "laes.txt.pdf": b"x"})


def as_surveyxact(rows: Rows, random_: random.Random) -> bytes:
    names = [f"v_{number}" for number in range(len(rows[0][:50]))]
    structure = [["questionName", "variableName", "subType", "questionText", "choiceText"]]
    structure += [[n, n, "Single", q, ""] for n, q in zip(names, rows[0], strict=False)]
    labels = [["v_2", "1", "Virksomhed"], ["v_2"], ["v_2", "2", "Kommune", "x"]]
    return packed(
        {
            "dataset.csv": as_csv([names, *rows[1:]], random_),
            "structure.csv": as_csv(structure, random_),
            "labels.csv": as_csv(labels, random_),
        }
    )


def packed(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def as_xls(rows: Rows, random_: random.Random) -> bytes:
    """An old workbook of thirty answers, made with xlwt; nothing writes them any more."""
    return OLD_WORKBOOK.read_bytes()


WRITERS: dict[Callable[[Rows, random.Random], bytes], tuple[str, ...]] = {
    as_csv: (".csv", ".tsv", ".txt"),
    as_gzip: (".csv.gz",),
    as_xlsx: (".xlsx", ".xlsm", ".xls"),
    as_xls: (".xls",),
    as_parquet: (".parquet",),
    as_sav: (".sav",),
    as_zsav: (".zsav",),
    as_dta: (".dta",),
    as_zip: (".zip",),
    as_surveyxact: (".zip",),
}


# Ways to damage the bytes, after they are written


def cut(content: bytes, random_: random.Random) -> bytes:
    return content[: random_.randint(0, len(content))]


def flipped(content: bytes, random_: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(random_.randint(1, 40)):
        if damaged:
            damaged[random_.randrange(len(damaged))] = random_.randrange(256)
    return bytes(damaged)


def nul_bytes(content: bytes, random_: random.Random) -> bytes:
    place = random_.randint(0, len(content))
    return content[:place] + b"\0" * random_.choice([1, 3, 5_000]) + content[place:]


def joined(content: bytes, random_: random.Random) -> bytes:
    return content + content[random_.randint(0, len(content)) :]


def foreign(content: bytes, random_: random.Random) -> bytes:
    """As a mainframe would write it, an encoding that is not looked for."""
    return content.decode("latin-1").encode("cp500")


def bomb(content: bytes, random_: random.Random) -> bytes:
    """Packed once more: text of 600 MB, or a member of a workbook or archive that large."""
    if content[:2] == b"PK":
        out = io.BytesIO(content)
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
            names = ["xl/worksheets/sheet9.xml", "dataset2.csv", "svar2.csv"]
            with archive.open(random_.choice(names), "w") as member:
                for _ in range(600):
                    member.write(b" " * (1 << 20))
        return out.getvalue()
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0) as packed_:
        packed_.write(content)
        for _ in range(600):
            packed_.write(b"1;2\n" * (1 << 18))
    return out.getvalue()


def whole(content: bytes, random_: random.Random) -> bytes:
    return content


BYTE_DAMAGES: dict[Callable[[bytes, random.Random], bytes], int] = {
    whole: 30, cut: 20, flipped: 20, nul_bytes: 10, joined: 8, foreign: 5, bomb: 1,
}  # fmt: skip
"""Damage -> how often it is drawn; a bomb takes seconds to make."""


def cases(count: int, *, seed: int, bombs: bool = True) -> Iterator[Case]:
    """The damaged files, the same for the same seed."""
    for number in range(count):
        random_ = random.Random(f"{seed} {number}")  # noqa: S311 (a repeatable choice)
        rows = answers(random_)
        count_of_answers = len(rows) - 1
        damage = random_.choice(ROW_DAMAGES)
        damage(rows, random_)
        writer = random_.choice(list(WRITERS))
        content = writer(rows, random_) if rows else b""
        chosen = [d for d in BYTE_DAMAGES if bombs or d is not bomb]
        after = random_.choices(chosen, weights=[BYTE_DAMAGES[d] for d in chosen])[0]
        if after is bomb and writer not in {as_csv, as_gzip, as_xlsx, as_zip, as_surveyxact}:
            after = cut
        ending = random_.choice(WRITERS[writer])
        told = f"{damage.__name__}, {writer.__name__}, {after.__name__}"
        sound = damage is untouched and after is whole and writer is not as_xls
        yield Case(
            number,
            f"export{ending}",
            after(content, random_),
            told,
            count_of_answers if sound else -1,
        )
