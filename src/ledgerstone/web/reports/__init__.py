"""Reports of a project and of an account: pages with charts, printed pages, spreadsheets."""
