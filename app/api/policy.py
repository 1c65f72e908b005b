"""Every route of /api/v1 once: who may ask, and with which scope a personal token may."""

from dataclasses import dataclass

from fastapi import Request

from app.accounts.rights import RIGHTS, Act, Scope
from app.models import Role

PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Policy:
    """`own`: only what is one's own, unless one may `others`. No `scope`: never with a token."""

    act: Act
    scope: Scope | None
    own: bool = False
    others: Act | None = None


def _all(act: Act, scope: Scope | None, *routes: str) -> dict[str, Policy]:
    return dict.fromkeys(routes, Policy(act, scope))


def _own(act: Act, scope: Scope | None, *routes: str, others: Act | None = None) -> dict[str, Policy]:
    """What somebody else's id is refused for."""
    return dict.fromkeys(routes, Policy(act, scope, own=True, others=others))


POLICIES: dict[str, Policy] = {
    # Accounts
    **_all(Act.WATCH, None, "POST /auth/register", "POST /auth/login", "POST /auth/logout"),
    **_all(Act.WATCH, None, "POST /auth/reset", "POST /auth/reset/confirm", "POST /auth/verify"),
    **_all(Act.TAKE_PART, None, "POST /auth/verify/letter", "POST /auth/password", "DELETE /users/me"),
    **_all(Act.TAKE_PART, None, "POST /auth/email"),
    **_all(Act.TAKE_PART, None, "GET /auth/sessions", "DELETE /auth/sessions"),
    **_own(Act.TAKE_PART, None, "DELETE /auth/sessions/{session_id}"),
    **_all(Act.TAKE_PART, None, "GET /auth/second-factor", "POST /auth/second-factor"),
    **_all(Act.TAKE_PART, None, "POST /auth/second-factor/confirm", "DELETE /auth/second-factor"),
    **_all(Act.TAKE_PART, None, "POST /auth/second-factor/recovery-codes"),
    **_all(Act.TAKE_PART, None, "GET /users/me/export", "POST /users/me/export"),
    **_all(Act.TAKE_PART, Scope.READ, "GET /auth/me", "GET /users/me/settings"),
    **_all(Act.TAKE_PART, Scope.ACCOUNT, "POST /users/me/creator", "PATCH /users/me/settings"),
    **_all(Act.TAKE_PART, None, "GET /auth/tokens", "POST /auth/tokens"),
    **_own(Act.TAKE_PART, None, "DELETE /auth/tokens/{token_id}"),
    # People
    **_all(Act.WATCH, Scope.READ, "GET /users/{name}", "GET /users/{name}/videos"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /users/{name}/follow", "DELETE /users/{name}/follow"),
    **_all(Act.WATCH, Scope.READ, "GET /users/{name}/followers", "GET /users/{name}/following"),
    **_all(
        Act.WATCH, Scope.READ, "GET /users/{name}/likes", "GET /users/{name}/saves", "GET /users/suggested"
    ),
    **_all(Act.TAKE_PART, Scope.READ, "GET /users/me", "GET /users/me/requests"),
    **_all(Act.TAKE_PART, Scope.READ, "GET /users/me/blocks", "GET /users/me/mutes"),
    **_own(Act.TAKE_PART, Scope.ACCOUNT, "PATCH /users/{name}"),
    **_all(Act.TAKE_PART, Scope.ACCOUNT, "PUT /users/me/avatar", "DELETE /users/me/avatar"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /users/{name}/block", "DELETE /users/{name}/block"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /users/me/requests/{user_id}"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "DELETE /users/me/requests/{user_id}"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "DELETE /users/me/followers/{user_id}"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "POST /users/{name}/report"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /users/{name}/mute", "DELETE /users/{name}/mute"),
    # Uploads
    **_all(Act.WATCH, Scope.VIDEOS, "OPTIONS /uploads", "OPTIONS /uploads/{upload_id}"),
    **_all(Act.UPLOAD, Scope.VIDEOS, "POST /uploads"),
    **_own(Act.UPLOAD, Scope.VIDEOS, "HEAD /uploads/{upload_id}", "GET /uploads/{upload_id}/content"),
    **_own(Act.UPLOAD, Scope.VIDEOS, "PATCH /uploads/{upload_id}", "DELETE /uploads/{upload_id}"),
    # Videos
    **_all(Act.UPLOAD, Scope.VIDEOS, "POST /videos"),
    **_all(Act.WATCH, Scope.READ, "GET /videos/{video_id}"),
    **_own(Act.UPLOAD, Scope.VIDEOS, "PATCH /videos/{video_id}"),
    **_own(Act.DELETE_OWN, Scope.VIDEOS, "DELETE /videos/{video_id}", others=Act.DELETE_ANY),
    **_own(
        Act.SEE_OWN_NUMBERS, Scope.READ, "GET /videos/{video_id}/distribution", others=Act.SEE_ALL_NUMBERS
    ),
    **_all(Act.TAKE_PART, Scope.READ, "GET /users/me/drafts", "GET /users/me/originals"),
    # Reactions and comments
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /videos/{video_id}/like", "DELETE /videos/{video_id}/like"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /videos/{video_id}/save", "DELETE /videos/{video_id}/save"),
    **_all(Act.WATCH, Scope.SOCIAL, "POST /videos/{video_id}/share"),
    **_all(Act.WATCH, Scope.READ, "GET /videos/{video_id}/comments"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "POST /videos/{video_id}/comments"),
    **_all(Act.WATCH, Scope.READ, "GET /comments/{comment_id}"),
    **_own(Act.TAKE_PART, Scope.SOCIAL, "PATCH /comments/{comment_id}"),
    **_own(Act.TAKE_PART, Scope.SOCIAL, "DELETE /comments/{comment_id}", others=Act.DELETE_ANY),
    **_all(
        Act.TAKE_PART, Scope.SOCIAL, "PUT /comments/{comment_id}/like", "DELETE /comments/{comment_id}/like"
    ),
    **_all(
        Act.TAKE_PART, Scope.SOCIAL, "POST /videos/{video_id}/report", "POST /comments/{comment_id}/report"
    ),
    **_all(Act.TAKE_PART, Scope.READ, "GET /users/me/filtered-words"),
    **_all(Act.TAKE_PART, Scope.ACCOUNT, "PUT /users/me/filtered-words"),
    # Feed
    **_all(Act.WATCH, Scope.READ, "GET /feed", "GET /videos/{video_id}/why"),
    **_all(Act.WATCH, Scope.SOCIAL, "POST /watches"),
    **_all(Act.TAKE_PART, Scope.READ, "GET /feed/following", "GET /feed/friends", "GET /feed/preferences"),
    **_all(Act.WATCH, Scope.READ, "GET /feed/taste"),
    **_all(
        Act.TAKE_PART,
        Scope.SOCIAL,
        "PUT /feed/preferences",
        "PUT /feed/preferences/topics/{topic}",
        "POST /feed/reset",
        "DELETE /feed/reset",
        "PUT /feed/taste/{kind}/{key}",
        "DELETE /feed/taste/{kind}/{key}",
        "POST /videos/{video_id}/not-interested",
        "DELETE /videos/{video_id}/not-interested",
    ),
    # Discovery
    **_all(Act.WATCH, Scope.READ, "GET /search", "GET /search/suggest", "GET /search/popular"),
    **_all(Act.TAKE_PART, Scope.READ, "GET /search/history"),
    **_all(Act.TAKE_PART, Scope.ACCOUNT, "DELETE /search/history"),
    **_all(Act.WATCH, Scope.READ, "GET /hashtags/{tag}", "GET /hashtags/{tag}/videos"),
    **_all(Act.WATCH, Scope.READ, "GET /hashtags/trending", "GET /hashtags/regions", "GET /sounds/trending"),
    **_all(Act.WATCH, Scope.READ, "GET /sounds", "GET /sounds/{sound_id}", "GET /sounds/{sound_id}/videos"),
    **_own(Act.TAKE_PART, Scope.VIDEOS, "PATCH /sounds/{sound_id}"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "PUT /sounds/{sound_id}/mute", "DELETE /sounds/{sound_id}/mute"),
    # Notifications
    **_all(Act.TAKE_PART, Scope.READ, "GET /notifications", "GET /notifications/unread"),
    **_all(Act.TAKE_PART, Scope.READ, "GET /notifications/settings"),
    **_all(Act.TAKE_PART, Scope.SOCIAL, "POST /notifications/read"),
    **_all(Act.TAKE_PART, Scope.ACCOUNT, "PUT /notifications/settings"),
    **_all(Act.WATCH, Scope.READ, "GET /notifications/push/key"),
    **_all(Act.TAKE_PART, None, "POST /notifications/push", "DELETE /notifications/push"),
    # Moderation
    **_all(Act.MODERATE, Scope.MODERATION, "GET /admin/videos/flagged"),
    **_all(Act.MODERATE, Scope.MODERATION, "POST /admin/videos/{video_id}/decision"),
    **_all(Act.MODERATE, Scope.MODERATION, "GET /admin/reports"),
    **_all(Act.MODERATE, Scope.MODERATION, "POST /admin/comments/{comment_id}/decision"),
    **_all(Act.BAN, Scope.MODERATION, "POST /admin/users/{user_id}/decision"),
}


def policy_of(request: Request) -> Policy | None:
    """None for a route without a row: no token may ask there."""
    path = str(getattr(request.scope.get("route"), "path", "")).removeprefix(PREFIX)
    return POLICIES.get(f"{request.method} {path}")


def told(policy: Policy) -> str:
    """One sentence for the documentation."""
    whose = ", for what is their own" if policy.own else ""
    more = f"; for all of it: {_named(policy.others)}" if policy.others else ""
    token = f"`{policy.scope}`" if policy.scope else "never"
    return f"Who: {_named(policy.act)}{whose}{more}. With a token: {token}."


def _named(act: Act) -> str:
    roles = RIGHTS[act]
    return "everybody" if None in roles else ", ".join(role for role in Role if role in roles)
