"""Which failures get a second try: few, and only where programs take part that are not ours."""

import pytest

from scripts.second_try import MOST, main, may_try

BROWSER, SERVICE = "tests/e2e/test_feed.py::test_it", "tests/service/test_likes.py::test_it"


@pytest.mark.parametrize(
    ("tests", "may"),
    [
        ([BROWSER], True),
        ([f"{BROWSER}{number}" for number in range(MOST)], True),
        ([f"{BROWSER}{number}" for number in range(MOST + 1)], False),
        ([SERVICE], False),
        ([BROWSER, SERVICE], False),
        ([], False),
    ],
)
def test_few_browser_tests_get_a_second_try_and_nothing_else(tests: list[str], may: bool) -> None:
    assert may_try(tests) is may


@pytest.mark.parametrize("code", [2, 3, 4, 5, 130])
def test_a_run_that_did_not_work_is_not_tried_again(code: int) -> None:
    assert main(code) == code
