"""What each kind of mail says, in a module for each family of them."""
