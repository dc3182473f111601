raise ValueError("I did not come to an end with this one")
