"""Listening: the register, questions, rounds, answers and the asks lifted out of them."""
