"""What a mail is made of: its blocks, its text and HTML, its button, its papers."""
