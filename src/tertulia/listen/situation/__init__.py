"""The situation report: brand, audiences, sector and competition as findings, and what the team makes of them."""
