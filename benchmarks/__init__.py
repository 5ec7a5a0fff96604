"""What `make bench` runs: how long things take, each beside the least that it could take."""
