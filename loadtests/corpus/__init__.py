"""A made-up board of any size: ads, companies, people and what they sent."""
