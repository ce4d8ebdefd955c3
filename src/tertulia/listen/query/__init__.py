"""The query language: text → tree (parser), findings (linter). Pure: no Django, no store."""
