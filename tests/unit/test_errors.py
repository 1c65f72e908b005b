"""Each failure has its status, its code and a sentence; the answer's shape is the same for all."""

import json

import pytest

from app import errors
from app.api.answers import answer

CASES = [
    (errors.AppError("No."), 400, "bad_request"),
    (errors.NotSignedIn(), 401, "not_signed_in"),
    (errors.Forbidden("No."), 403, "forbidden"),
    (errors.NotFound("video", 7), 404, "not_found"),
    (errors.Conflict("No."), 409, "conflict"),
    (errors.TooLarge("No."), 413, "too_large"),
    (errors.WrongType("No."), 415, "wrong_type"),
    (errors.BadInput("No."), 422, "invalid"),
    (errors.Rejected("no_video", "No."), 422, "no_video"),
    (errors.TooMany("No.", 7), 429, "too_many"),
    (errors.Unavailable("No."), 503, "unavailable"),
]


@pytest.mark.parametrize(("error", "status", "code"), CASES, ids=[type(case[0]).__name__ for case in CASES])
def test_an_error_becomes_status_code_and_sentence(error: errors.AppError, status: int, code: str) -> None:
    told = answer(error)
    assert told.status_code == status
    assert json.loads(bytes(told.body)) == {"error": {"code": code, "message": error.message, "fields": {}}}


def test_too_many_says_when_to_come_back() -> None:
    assert answer(errors.TooMany("No.", 7)).headers["retry-after"] == "7"


def test_fields_are_named_with_their_sentences() -> None:
    told = answer(errors.BadInput("Not right.", email="Not an address."))
    assert json.loads(bytes(told.body))["error"]["fields"] == {"email": "Not an address."}


def test_a_missing_thing_is_named() -> None:
    assert errors.NotFound("video", 7).message == "There is no video 7."


def test_what_the_file_did_wrong_is_bad_input() -> None:
    assert isinstance(errors.Rejected("no_video", "No."), errors.BadInput)
