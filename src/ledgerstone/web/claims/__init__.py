"""What the pages of a claim are made of: its cover, its sheet, its head, its lines on a phone."""
