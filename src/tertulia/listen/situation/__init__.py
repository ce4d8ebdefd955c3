"""The situation report: brand, audiences, sector, competition; and what the team makes of its findings."""
