"""What a director asks for: figures over many contracts, projects and months."""
