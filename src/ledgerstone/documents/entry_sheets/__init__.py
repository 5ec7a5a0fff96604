"""The sheet of a draft that is filled in away from the browser, and comes back."""
