"""Wrong passwords and codes are counted for the account itself, by whichever of its names it is tried.

Somebody over the limit is told what a wrong password is told: another answer for the e-mail address after
five tries at the user name would say that both belong to one account.
"""

from app.cache import DOWN, count_in_window, valkey
from app.settings import settings

TIMES, SECONDS = 5, 15 * 60


def exhausted(user_id: int) -> bool:
    """Counts a try. Valkey away: nobody is refused, as with every limit."""
    if settings().zoetrope_limits == "off":
        return False
    times, seconds = settings().limit_values.get("login", (TIMES, SECONDS))
    try:
        return count_in_window(_key(user_id), limit=times, seconds=seconds).wait > 0
    except DOWN:
        return False


def take_back(user_id: int) -> None:
    """The try just counted was no wrong one."""
    valkey().zpopmax(f"limit:{_key(user_id)}")


def forget(user_id: int) -> None:
    valkey().delete(f"limit:{_key(user_id)}")


def _key(user_id: int) -> str:
    return f"login-user:{user_id}"
