"""The claims of a project as one tool: its tabs, lists, acts on many, and files."""
