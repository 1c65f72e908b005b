"""Names of the cookies and headers by which somebody is known."""

SESSION, VISITOR = "session", "viewer"
BEARER = "bearer "
