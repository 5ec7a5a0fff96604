"""The terms by which a contract holds back and releases, and what was agreed when."""
