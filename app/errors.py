"""Every failure that a person or program may be told about, as one tree.

AppError                 400 bad_request
├── BadInput             422 invalid            (fields name what is wrong)
│   └── Rejected         422 …                  (the file itself is at fault)
├── NotSignedIn          401 not_signed_in
├── Forbidden            403 forbidden
├── NotFound             404 not_found
├── Conflict             409 conflict
├── TooLarge             413 too_large
├── WrongType            415 wrong_type
├── TooMany              429 too_many           (retry_after seconds)
└── Unavailable          503 unavailable
"""


class AppError(Exception):
    """A refusal with a status, a machine code, a sentence for people and the fields at fault."""

    status = 400
    code = "bad_request"

    def __init__(self, message: str, *, code: str | None = None, **fields: str) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.fields = fields


class BadInput(AppError):
    status, code = 422, "invalid"


class Rejected(BadInput):
    """The file's own fault: its video ends as `rejected` and is not tried again."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, code=code)


class NotSignedIn(AppError):
    status, code = 401, "not_signed_in"

    def __init__(self, message: str = "Log in first.") -> None:
        super().__init__(message)


class Forbidden(AppError):
    status, code = 403, "forbidden"


class NotFound(AppError):
    status, code = 404, "not_found"

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"There is no {kind} {key}.")


class Conflict(AppError):
    status, code = 409, "conflict"


class TooLarge(AppError):
    status, code = 413, "too_large"


class WrongType(AppError):
    status, code = 415, "wrong_type"


class TooMany(AppError):
    status, code = 429, "too_many"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(AppError):
    status, code = 503, "unavailable"
