"""The page that fills a head contract claim and shows its sources."""
