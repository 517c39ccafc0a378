"""Users, companies, memberships and tokens: who is asking."""
