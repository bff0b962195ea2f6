"""Pure stages: tables in, tables out. No paths, no settings file, no Prefect, no clock."""
