"""Reference tables of a user's own: taken whole, refused where they leave a question open."""

from __future__ import annotations

from pathlib import Path

import pytest

from opencld.errors import CannotRead, Misused
from opencld.pipeline.figures import read_references


def _with(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_file_replaces_the_whole_packaged_table(tmp_path: Path) -> None:
    folder = _with(tmp_path, "gender.csv", "raw_value,cleaned_value\nFemal,female\n")
    references = read_references(folder)
    # cleaned values are written as the specification writes them
    assert references.tables["gender"].rows() == [("Femal", "Female", None)]
    assert references.tables["ethnicity"].equals(read_references(None).tables["ethnicity"])


def test_one_answer_on_two_lines_is_one_answer(tmp_path: Path) -> None:
    folder = _with(tmp_path, "gender.csv", "raw_value,cleaned_value\nF,Female\nf ,Female\n")
    assert read_references(folder).tables["gender"].height == 1


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("gender.csv", "raw_value,cleaned_value\nF,Female\nf ,Male\n", "two answers for 'F'"),
        ("gendr.csv", "raw_value,cleaned_value\nF,Female\n", "is no reference table"),
        ("gender.csv", "raw,cleaned_value\nF,Female\n", "lacks the column raw_value"),
        (
            "service_type.csv",
            "raw_value,cleaned_value\nX,Long term support: Community\n",
            "lacks the column group_value",
        ),
        ("event_outcome_rank.csv", "rank,outcome\nfirst,NFA: Other\n", "no number"),
        ("la_population.csv", "la_area_code,age_band,population\nE1,18 to 64,many\n", "no number"),
    ],
)
def test_a_table_that_leaves_a_question_open_is_refused(
    tmp_path: Path, name: str, text: str, words: str
) -> None:
    with pytest.raises(Misused, match=words):
        read_references(_with(tmp_path, name, text))


def test_a_folder_or_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotRead, match="There is no folder"):
        read_references(tmp_path / "nowhere")
    (tmp_path / "gender.csv").write_bytes(b"raw_value,cleaned_value\n\xff\xfe,Female\n")
    with pytest.raises(CannotRead, match=r"gender\.csv"):
        read_references(tmp_path)
