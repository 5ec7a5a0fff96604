"""What is kept beside a claim's figures: files, the signed copy, comments."""
