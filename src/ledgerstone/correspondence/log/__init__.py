"""The mails that were sent: who reads of them, finding them, sending one again."""
