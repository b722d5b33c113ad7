"""The SQL, one module for each room that asks: each function takes the open connection first and returns records."""
