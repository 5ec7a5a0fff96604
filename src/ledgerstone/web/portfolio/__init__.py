"""What lies above projects: the portfolio of who runs claims, and what waits for a certifier."""
