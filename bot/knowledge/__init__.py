"""The knowledge base: content files, database, retrieval."""
