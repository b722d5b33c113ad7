"""What plays a person's browser: plain HTTP that imitates one, or a real one. `driver` says what each can do."""
