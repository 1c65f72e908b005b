"""Whose clips and names a viewer may find: conditions on a row `u` of users, with `:me` bound."""

PRESENT = "u.deleted_at IS NULL AND coalesce(u.banned_until, now()) <= now()"
NOT_BLOCKED = """NOT EXISTS (SELECT FROM blocks b WHERE b.blocker_id = :me AND b.blocked_id = u.id
    OR b.blocker_id = u.id AND b.blocked_id = :me)"""
TO_BE_MET = f"{PRESENT} AND {NOT_BLOCKED}"
# Nobody finds what a private account makes: its videos are for followers, not public.
PUBLIC = "v.status = 'published' AND v.visibility = 'public'"
