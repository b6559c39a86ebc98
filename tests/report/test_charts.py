"""The geometry of the charts."""

import pytest

from pipeline.report.charts import bars, map, pyramid, timeline
from pipeline.report.words import Words

EN = Words("en")


def test_bars_are_in_proportion_and_start_at_zero():
    chart = bars.draw("Bars", [("a", 200), ("b", 50)], EN, total=400)
    assert [bar.length for bar in chart.bars] == ["100.00", "25.00"]
    assert [bar.share for bar in chart.bars] == ["50%", "12%"]
    assert chart.name == "Bars. Largest: a, 200."
    assert bars.draw("Bars", [], EN).bars == ()


@pytest.mark.parametrize(
    ("counts", "bounds"),
    [
        ([], []),
        ([12], [12]),
        ([12, 12], [12]),
        ([12, 14], [12, 13]),
        ([12, 110_000], [12, 74, 460, 2800, 17000]),
    ],
)
def test_shades_rise_by_equal_ratios(counts, bounds):
    assert map.edges(counts) == bounds
    assert all(1 <= map.shade(count, bounds) <= map.SHADES for count in counts)
    assert len(map.legend(bounds, EN)) == len(bounds) + 1


def test_the_map_shades_what_is_published_and_hatches_the_rest():
    chart = map.draw("Map", {"56": 109_300, "971": 40, "75": 900}, EN, "en")
    shades = {area.code: area.shade for area in (*chart.country, *chart.overseas)}
    assert len(chart.country) == 96
    assert shades["56"] == map.SHADES
    assert {code for code, shade in shades.items() if shade} == {"56", "971", "75"}
    assert next(area.title for area in chart.country if area.code == "29") == "Finistère (29): not published"


def test_months_far_from_the_rest_are_left_out_of_the_drawing_and_counted():
    chart = timeline.draw("Time", {"1970-01": 31, "2019-11": 20, "2020-02": 40, "unknown": 9, "2020-13": 9}, EN)
    assert [column.title for column in chart.columns] == [
        "November\u00a02019: 20 people",
        "February\u00a02020: 40 people",
    ]
    assert len(chart.gaps) == 2
    assert chart.outside == 1
    assert [tick.label for tick in chart.years] == ["2019", "2020"]


@pytest.mark.parametrize("top", [1, 2, 7, 12, 99, 100, 9_870, 1_000_000])
def test_levels_are_few_and_under_the_top(top):
    ticks = timeline.levels(top, EN)
    assert 2 <= len(ticks) <= 6
    assert ticks[0].label == "0"


def test_the_pyramid_leaves_an_unpublished_band_empty():
    chart = pyramid.draw("Ages", {("F", "0-9"): 50, ("M", "0-9"): 25, ("unknown", "0-9"): 500}, EN)
    assert chart.bands[-1].women == pyramid.Side("50", "64.00", "36.00")
    assert chart.bands[-1].men.length == "32.00"
    assert chart.bands[0].women.shown == ""
