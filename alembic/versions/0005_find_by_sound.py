"""Videos are found by what they sound like, too."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audio_prints_words", "audio_prints", ["words"], postgresql_using="gin")


def downgrade() -> None:
    op.drop_index("ix_audio_prints_words", table_name="audio_prints")
