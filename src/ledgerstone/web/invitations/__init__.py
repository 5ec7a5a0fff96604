"""An invitation to claim as its contact sees it: what is asked, by when, yes or no."""
