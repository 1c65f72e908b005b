"""Alembic's entry: the tables of app.models against the configured database."""

from sqlalchemy import create_engine
from sqlmodel import SQLModel

import app.models  # noqa: F401 - fills the metadata
from alembic import context
from app.partitions import is_partition
from app.settings import settings


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Monthly partitions come and go by themselves; they are not part of the schema."""
    return kind != "table" or not is_partition(name or "")


def run() -> None:
    engine = create_engine(settings().sqlalchemy_url)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=SQLModel.metadata,
            include_name=include_name,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
