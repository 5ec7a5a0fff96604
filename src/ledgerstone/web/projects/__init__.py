"""The pages of projects: the list, a new one, the first page of one."""
