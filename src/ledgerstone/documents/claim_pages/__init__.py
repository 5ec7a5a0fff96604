"""A claim or certificate as a document: what it prints, in whose words, on which pages."""
