"""Pages about signing in: passwords, codes, sessions, invitations and links from mails."""
