"""The ad manager: a company is founded, buys an ad, and sees it in its list; in both languages and both modes."""
