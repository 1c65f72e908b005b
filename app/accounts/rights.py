"""Who may do what: the one table of rights, and what other programs may do in somebody's name."""

from enum import StrEnum

from app.models import Role


class Act(StrEnum):
    """What people do here, as far as rights differ."""

    WATCH = "watch"
    TAKE_PART = "take part"
    UPLOAD = "upload"
    DELETE_OWN = "delete own videos"
    SEE_OWN_NUMBERS = "see own analytics"
    DELETE_ANY = "delete any video"
    BAN = "ban"
    SEE_ALL_NUMBERS = "see all analytics"
    MODERATE = "moderate"
    MANAGE_ROLES = "manage roles"
    CONFIGURE = "change configuration"


# None is somebody who is not signed in; a banned person is treated as that.
PEOPLE: frozenset[Role | None] = frozenset(Role)
EVERYBODY = PEOPLE | {None}
CREATORS: frozenset[Role | None] = frozenset({Role.CREATOR, Role.MODERATOR, Role.ADMIN})
MODERATORS: frozenset[Role | None] = frozenset({Role.MODERATOR, Role.ADMIN})
ADMINS: frozenset[Role | None] = frozenset({Role.ADMIN})

RIGHTS: dict[Act, frozenset[Role | None]] = {
    Act.WATCH: EVERYBODY,
    Act.TAKE_PART: PEOPLE,
    Act.UPLOAD: CREATORS,
    Act.DELETE_OWN: CREATORS,
    Act.SEE_OWN_NUMBERS: CREATORS,
    Act.DELETE_ANY: MODERATORS,
    Act.BAN: MODERATORS,
    Act.SEE_ALL_NUMBERS: MODERATORS,
    Act.MODERATE: MODERATORS,
    Act.MANAGE_ROLES: ADMINS,
    Act.CONFIGURE: ADMINS,
}

# Code and sentence for somebody who is signed in and still may not.
REFUSALS: dict[frozenset[Role | None], tuple[str, str]] = {
    CREATORS: ("not_a_creator", "Become a creator first, then you can do this."),
    MODERATORS: ("not_a_moderator", "Only moderators can do this."),
    ADMINS: ("not_an_admin", "Only administrators can do this."),
}


class Scope(StrEnum):
    """What a personal access token may do; never more than its owner."""

    READ = "read"
    VIDEOS = "write:videos"
    SOCIAL = "write:social"
    ACCOUNT = "write:account"
    MODERATION = "write:moderation"


SCOPES: dict[Scope, str] = {
    Scope.READ: "See what you see: feeds, profiles, lists, notifications.",
    Scope.VIDEOS: "Upload, change and delete videos and sounds.",
    Scope.SOCIAL: "Like, save, share, comment, follow, report; steer the feed; tell what was watched.",
    Scope.ACCOUNT: "Change the profile and the settings; not the password, sessions or tokens.",
    Scope.MODERATION: "Decide about what was flagged, for those who moderate.",
}
