"""From the cause of a mail to the mail server's answer: written, settled, handed over."""
