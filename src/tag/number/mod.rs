//! Numbers in figures and words, shared by the money, date and quantity taggers.
