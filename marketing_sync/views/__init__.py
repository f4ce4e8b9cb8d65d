"""The pages of launches and of the people who are alerted."""
