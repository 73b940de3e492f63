"""The office's own data: tables, migrations, units of work, history, queries, search, files."""
