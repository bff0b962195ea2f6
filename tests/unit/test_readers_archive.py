from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from gapmap.errors import DataError
from gapmap.readers import companions, read_export
from gapmap.settings import Format


def archive(folder: Path, **members: bytes) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("__", "."), content)
    return path


def test_an_archive_around_one_table_is_read(tmp_path):
    path = archive(tmp_path, svar__csv=b"a;b\n1;2\n", laes_mig__pdf=b"%PDF")
    assert read_export(path, Format()).cells.to_numpy().tolist() == [["1", "2"]]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "holds 0 tables"),
        ({"a__csv": b"a\n1\n", "b__csv": b"a\n1\n"}, "holds 2 tables"),
        ({"a__csv": b""}, "is empty"),
    ],
)
def test_an_archive_of_something_else_is_told(tmp_path, members, message):
    with pytest.raises(DataError, match=message):
        read_export(archive(tmp_path, **members), Format())


def test_a_damaged_archive_is_told(tmp_path):
    path = archive(tmp_path, svar__csv=b"a;b\n" + bytes(range(256)) * 99)
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(DataError, match="no ZIP archive") as raised:
        read_export(path, Format())
    assert raised.value.__context__ is None


def test_a_member_that_is_damaged_is_told(tmp_path):
    path = archive(tmp_path, svar__csv=b"a;b\n" + b"1;2\n" * 999)
    content = bytearray(path.read_bytes())
    content[45] ^= 0xFF
    path.write_bytes(bytes(content))
    with pytest.raises(DataError, match="damaged or cut") as raised:
        read_export(path, Format())
    assert raised.value.__context__ is None


def test_a_member_that_unpacks_to_too_much_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("gapmap.readers.source.MAX_UNPACKED_BYTES", 1 << 20)
    path = archive(tmp_path, svar__csv=b"a;b\n" + b"1;2\n" * (1 << 19))
    with pytest.raises(DataError, match="unpacks to more than 1 MB"):
        read_export(path, Format())


def test_companions_are_found_by_name_whatever_the_case(tmp_path):
    for name in ("Behov_Dataset_1.csv", "behov_structure_1.CSV", "behov_labels_1.csv", "x.csv"):
        (tmp_path / name).write_text("a\n1\n")
    found = companions(tmp_path / "Behov_Dataset_1.csv")
    assert [path.name for path in found] == ["behov_structure_1.CSV", "behov_labels_1.csv"]
    assert companions(tmp_path / "x.csv") == ()
    (tmp_path / "behov_labels_1.csv").unlink()
    assert companions(tmp_path / "Behov_Dataset_1.csv") == ()
