"""What tests of every room stand on."""
