"""SQL for companies: who may act for them, what they buy, what an ad shown costs, and what came of it."""
