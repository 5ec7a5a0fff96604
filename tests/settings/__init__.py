"""Every setting of contracts: its default, the sentence that explains it, and what it does."""
