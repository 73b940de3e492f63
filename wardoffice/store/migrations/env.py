"""Alembic's environment: runs on the connection it is handed, inside that connection's transaction."""

from alembic import context

from wardoffice.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=False,  # the caller's transaction spans all revisions: a kill leaves the old schema
)
context.run_migrations()
