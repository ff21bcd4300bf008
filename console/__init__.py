"""The people's door: desk, tickets, wallboard, admin. Routes parse, call one service, and render."""
