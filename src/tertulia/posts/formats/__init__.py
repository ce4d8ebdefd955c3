"""The posts file: how posts come in from files and go out to them (JSON Lines, CSV, Parquet)."""
