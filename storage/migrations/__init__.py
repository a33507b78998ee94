"""The schema's history. A migration's number is its version; the highest one is what the program wants."""

SCHEMA_VERSION = "0011"
