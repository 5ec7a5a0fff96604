"""The pages of what is kept beside a contract: files, messages, mail."""
