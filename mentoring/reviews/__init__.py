"""Reviews of a call's applications: the rubric, who reads what, their scores, and the decisions made on them."""
