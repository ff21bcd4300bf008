"""The only SQLAlchemy: tables and their queries by noun, one session factory, migrations."""
