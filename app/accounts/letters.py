"""What is written to people about their own account; secrets in links are made when a letter is sent."""

from sqlmodel import Session

from app.accounts import queries, tickets
from app.mail import Letter, composes
from app.models import Mail, User
from app.settings import settings

NOT_YOU = "If this was not you, choose a new password now and end every other session:\n"


@composes("verify")
def verify(session: Session, mail: Mail) -> Letter | None:
    user = session.get_one(User, mail.user_id)
    if user.email_verified_at:
        return None
    owner = queries.owner_of(session, user.email)
    if owner:
        return _letter("You have an account already", *_known(owner, user))
    return _letter(
        "Verify your address",
        f"Welcome to Zoetrope, @{user.username}.",
        f"This link tells us that the address is yours:\n{_link('verify', tickets.to_verify(user))}",
        "It works once, for three days. If you made no account here, somebody mistyped: do nothing.",
    )


@composes("new_address")
def new_address(session: Session, mail: Mail) -> Letter:
    user, to = session.get_one(User, mail.user_id), mail.details["to"]
    owner = queries.owner_of(session, to)
    if owner:
        return _letter("This is your address already", *_owned(owner, user), to=to)
    return _letter(
        "Verify your new address",
        f"@{user.username} wants to have its letters here. This link tells us that the address is yours:\n"
        f"{_link('verify', tickets.to_move(user, to))}",
        "It works once, for three days. If you do not know this account, somebody mistyped: do nothing.",
        to=to,
    )


@composes("moved")
def moved(session: Session, mail: Mail) -> Letter:
    """To the address before, which was verified: nobody loses an account to whoever knows its password."""
    user, to = session.get_one(User, mail.user_id), mail.details["to"]
    return _letter(
        "Your address was changed",
        f"Letters to @{user.username} go to {user.email} from now on.",
        "If this was not you, take your account back within three days:\n"
        f"{_link('verify', tickets.to_take_back(user, to))}",
        f"Then choose a new password, which ends every session:\n{_page('reset')}",
        to=to,
    )


@composes("reset")
def reset(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    link = _link("reset", tickets.make("reset", user.id, mark=user.password_hash))
    return _letter(
        "Choose a new password",
        f"Choose a new password for @{user.username}:\n{link}",
        "The link works once, for an hour. If you did not ask for it, do nothing: your password stays.",
    )


@composes("password_changed")
def password_changed(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    return _letter(
        "Your password was changed",
        f"The password of @{user.username} was changed, and every other session has ended.",
        f"If this was not you, take your account back:\n{_page('reset')}",
    )


@composes("new_login")
def new_login(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    return _letter(
        "A new device logged in",
        f"Somebody logged in as @{user.username} with a device that is new here:",
        f"{mail.details.get('device', '')}\n{mail.details.get('place', '')}",
        _check(),
    )


@composes("second_factor_on")
def second_factor_on(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    return _letter(
        "Your second factor is on",
        f"From now on @{user.username} logs in with a code from your app as well. Keep the recovery codes.",
        _check(),
    )


@composes("second_factor_off")
def second_factor_off(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    said = f"From now on @{user.username} logs in with the password alone."
    return _letter("Your second factor is off", said, _check())


@composes("leaving")
def leaving(session: Session, mail: Mail) -> Letter | None:
    user = session.get_one(User, mail.user_id)
    if user.deletes_at is None:
        return None
    return _letter(
        "Your account will be deleted",
        f"Nobody sees @{user.username} and its clips any more.",
        f"On {user.deletes_at:%-d %B %Y} they are deleted for good. Until then, logging in brings all back:\n"
        f"{_page('login')}",
    )


@composes("export_ready")
def export_ready(session: Session, mail: Mail) -> Letter:
    user = session.get_one(User, mail.user_id)
    return _letter(
        "Your export is ready",
        f"Everything that @{user.username} has here is in one file. It waits for seven days:\n"
        f"{_page('settings')}#yours",
    )


def _known(owner: User, user: User) -> tuple[str, ...]:
    return (
        f"Somebody has just made the account @{user.username} with your address.",
        f"Your address belongs to @{owner.username} already. Log in there, or choose a new password:\n"
        f"{_page('login')}\n{_page('reset')}",
        "If it was not you, do nothing: the new account can never verify your address.",
    )


def _owned(owner: User, user: User) -> tuple[str, ...]:
    if owner.id == user.id:
        return (f"@{user.username} has its letters here already. There is nothing to do.",)
    return (
        f"Somebody wants to have the letters to @{user.username} here, but this address belongs to "
        f"@{owner.username}.",
        "If it was you, log in there and choose another address first. If not, do nothing.",
    )


def _check() -> str:
    return f"{NOT_YOU}{_page('settings')}#security"


def _letter(subject: str, *paragraphs: str, to: str = "") -> Letter:
    return Letter(subject, "\n\n".join((*paragraphs, "Zoetrope")) + "\n", to=to)


def _link(page: str, token: str) -> str:
    """Behind a #, which browsers do not send: it is in no log."""
    return f"{_page(page)}#{token}"


def _page(name: str) -> str:
    return f"{settings().public_url}/{name}"
