"""/auth/tokens: keys for other programs, made and revoked by their owner in a browser only."""

from typing import Annotated

from fastapi import APIRouter, Path

from app.accounts import tokens
from app.accounts.tokens import MadeToken, NewToken, TokenCard
from app.api.viewing import CurrentViewer
from app.db import new_session, transaction
from app.shapes import Page

router = APIRouter(prefix="/auth/tokens", tags=["tokens"])
TokenId = Annotated[int, Path(gt=0, lt=2**53)]


@router.get("")
def listing(viewer: CurrentViewer) -> Page[TokenCard]:
    """Your tokens that still work, the newest first."""
    with new_session() as session:
        return tokens.listing(session, viewer)


@router.post("", status_code=201)
def make(viewer: CurrentViewer, new: NewToken) -> MadeToken:
    """A new token. It is shown in this answer and never again."""
    with transaction() as session:
        return tokens.make(session, viewer, new)


@router.delete("/{token_id}", status_code=204)
def revoke(token_id: TokenId, viewer: CurrentViewer) -> None:
    """From now on the token is refused."""
    with transaction() as session:
        tokens.revoke(session, viewer, token_id)
