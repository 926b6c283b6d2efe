"""Pictures are well-formed, say in words what they show, and stay within their width."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from opencld.drawing import Bar, Box, bars, boxes, columns
from opencld.drawing.svg import element

HOSTILE = "</svg><script>alert('\"1\"')</script> & co"
COUNTS = st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=24)


def pictures() -> list[Markup]:
    return [
        bars("a", HOSTILE, HOSTILE, [Bar(HOSTILE, (3, 1), HOSTILE), Bar("none", (0, 0), "0")]),
        columns("b", HOSTILE, HOSTILE, [HOSTILE, "May"], [3, 0]),
        boxes("c", HOSTILE, HOSTILE, [Box(HOSTILE, 1, 2, 3, 4, 5)], lambda value: f"<{value}>"),
    ]


@pytest.mark.parametrize("picture", pictures())
def test_a_picture_is_an_image_with_a_title_and_a_description_and_no_foreign_element(picture: Markup) -> None:
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    found = {part.get("id"): part.text for part in root if part.tag in ("title", "desc")}
    assert [found[name] for name in named] == [HOSTILE, HOSTILE]
    assert {part.tag for part in root.iter()} <= {"svg", "title", "desc", "rect", "line", "text"}


@given(COUNTS)
def test_columns_stay_within_the_picture_and_are_as_high_as_their_counts(counts: list[int]) -> None:
    root = ElementTree.fromstring(columns("key", "title", "", ["m"] * len(counts), counts))
    drawn = root.findall("rect")
    assert len(drawn) == sum(count > 0 for count in counts)
    heights = [float(rect.get("height", "")) for rect in drawn]
    assert all(0 <= height <= 130.1 for height in heights)
    shown = [count for count in counts if count]
    by_count = [height for _, height in sorted(zip(shown, heights, strict=True))]
    assert by_count == sorted(by_count)
    ends = [share(rect.get("x")) + share(rect.get("width")) for rect in drawn]
    assert all(end <= 100.01 for end in ends)


@given(st.lists(st.tuples(st.floats(0, 1e9), st.floats(0, 1e9)), min_size=1, max_size=9))
def test_bars_leave_room_for_the_value_behind_them(parts: list[tuple[float, float]]) -> None:
    root = ElementTree.fromstring(bars("key", "title", "", [Bar("label", one, "value") for one in parts]))
    assert all(share(rect.get("x")) + share(rect.get("width")) <= 72.5 for rect in root.findall("rect"))


def test_an_attribute_that_is_none_is_left_out_and_others_are_escaped() -> None:
    assert element("rect", class_='"', x=None) == '<rect class="&#34;"></rect>'


def share(text: str | None) -> float:
    assert text is not None
    assert text.endswith("%")
    return float(text.removesuffix("%"))


def test_a_bar_without_a_label_joins_the_one_above_it() -> None:
    apart = bars("k", "Title", "About", [Bar("a", (1,), "1"), Bar("b", (1,), "1")])
    joined = bars("k", "Title", "About", [Bar("a", (1,), "1"), Bar("", (0, 1), "1")])
    heights = [
        float(re.findall(r'<svg[^>]* height="([\d.]+)"', str(picture))[0]) for picture in (apart, joined)
    ]
    assert heights[1] < heights[0]
    assert 'class="part-2"' in joined


def test_two_rows_of_columns_stand_beside_each_other_on_one_scale() -> None:
    picture = str(columns("k", "Title", "About", ["Jan", "Feb"], [10, 0], [20, 5]))
    assert picture.count('class="part-1"') == 1
    assert picture.count('class="part-2"') == 2
    assert "20" in re.findall(r'class="tick">([\d,]+)<', picture)
