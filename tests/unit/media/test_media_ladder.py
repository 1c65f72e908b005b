"""Rules of the rung sizes: by short edge, even, true to the shape, never larger than the source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.ladder import fit_width, middle, rungs_for

edges = st.integers(32, 4096)


@pytest.mark.parametrize(
    ("width", "height", "sizes"),
    [
        (1080, 1920, [(1080, 1920), (720, 1280), (480, 854), (360, 640)]),
        (1920, 1080, [(1920, 1080), (1280, 720), (854, 480), (640, 360)]),
        (2160, 3840, [(1080, 1920), (720, 1280), (480, 854), (360, 640)]),
        (1079, 1919, [(720, 1280), (480, 854), (360, 640)]),
        (720, 720, [(720, 720), (480, 480), (360, 360)]),
        (719, 1280, [(480, 854), (360, 640)]),
        (480, 853, [(480, 852), (360, 640)]),
        (359, 641, [(358, 640)]),
        (96, 160, [(96, 160)]),
        (33, 33, [(32, 32)]),
    ],
)
def test_rungs_go_by_the_short_edge_and_never_scale_up(width: int, height: int, sizes: list[tuple[int, int]]):
    assert [(rung.width, rung.height) for rung in rungs_for(width, height)] == sizes


@given(edges, edges)
def test_every_rung_is_even_and_not_larger_than_the_source(width: int, height: int):
    for rung in rungs_for(width, height):
        assert rung.width % 2 == rung.height % 2 == 0
        assert 0 < rung.width <= width
        assert 0 < rung.height <= height


@given(edges, edges)
def test_every_rung_keeps_the_shape_within_a_pixel(width: int, height: int):
    for rung in rungs_for(width, height):
        short, long = sorted((width, height))
        exact = long * rung.short_edge / short
        assert abs(max(rung.width, rung.height) - exact) <= 1


@given(edges, edges)
def test_rungs_fall_in_size_and_have_names_of_their_own(width: int, height: int):
    rungs = rungs_for(width, height)
    assert [rung.short_edge for rung in rungs] == sorted({rung.short_edge for rung in rungs}, reverse=True)
    assert len({rung.name for rung in rungs}) == len(rungs)


@pytest.mark.parametrize(
    ("edge", "name"), [(1080, "480"), (720, "480"), (480, "480"), (400, "360"), (200, "200")]
)
def test_playback_starts_with_480_or_the_best_below_it(edge: int, name: str):
    assert middle(rungs_for(edge, 2 * edge)).name == name


@given(edges, edges)
def test_stills_fit_their_width_and_never_scale_up(width: int, height: int):
    new_width, new_height = fit_width(width, height, widest=720)
    assert new_width <= min(width, 720)
    assert new_height <= height
    assert new_width % 2 == new_height % 2 == 0
    assert abs(new_height - height * new_width / width) <= 2
