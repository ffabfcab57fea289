"""Charts: cheap specs for live boards, Plotly and Altair for the Analytics page, one palette, one empty state."""
