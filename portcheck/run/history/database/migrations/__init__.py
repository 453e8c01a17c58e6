"""How tables of earlier versions become those of this one; Alembic runs it."""
