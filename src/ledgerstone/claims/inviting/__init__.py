"""Invitations to claim, their reminders, and until when they may be taken up."""
