"""What people see of mails: what was sent, what they chose, and what will be sent."""
