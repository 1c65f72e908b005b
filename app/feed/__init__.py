"""The For You feed: query → sources → filters → scorers → selector → side effects."""
