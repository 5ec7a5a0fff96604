"""Mails that go out by themselves: summaries, digests, reminders, notices of insurance."""
