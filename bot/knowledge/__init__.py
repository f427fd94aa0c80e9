"""The knowledge base: content files, database, ranking."""
