"""Migrations of earlier tables to the current ones, run by Alembic."""
