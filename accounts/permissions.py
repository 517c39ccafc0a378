"""The gates: who may do a thing at all, read from the claims and nothing else.

A view says `permission_classes = [gate(GET=anyone, POST=recruiters)]`. A method that
is not named stays shut. A key of an API gets in only where the view names a scope.
"""

from collections.abc import Callable
from typing import Any

from accounts.actor import Actor, actor_of
from accounts.roles import Scope
from kernel.permissions import Gate

Rule = Callable[[Actor], bool]


def anyone(actor: Actor) -> bool:
    """Let in everybody, signed in or not."""
    return True


def signed_in(actor: Actor) -> bool:
    """Let in every account."""
    return actor.is_authenticated


def applicants(actor: Actor) -> bool:
    """Let in those who look for work."""
    return actor.is_applicant


def employers(actor: Actor) -> bool:
    """Let in employers' accounts, in a company or not."""
    return actor.is_employer


def members(actor: Actor) -> bool:
    """Let in whoever belongs to a company."""
    return actor.is_member


def recruiters(actor: Actor) -> bool:
    """Let in owners and recruiters."""
    return actor.is_recruiting


def owners(actor: Actor) -> bool:
    """Let in owners."""
    return actor.is_owner


def admins(actor: Actor) -> bool:
    """Let in admins."""
    return actor.is_admin


def any_of(*rules: Rule) -> Rule:
    """Let in whoever one of the rules lets in."""
    return lambda actor: any(rule(actor) for rule in rules)


class ClaimsGate(Gate):
    """Asks the rule of the request's method; `gate` makes its subclasses."""

    rules: dict[str, Rule] = {}
    scopes: dict[str, Scope] = {}

    def admits_anybody(self, method: str) -> bool:
        """Tell whether a method is open to anonymous callers."""
        return self.rules.get(method) is anyone

    def has_permission(self, request: Any, view: Any) -> bool:
        """Tell whether the claims allow the method."""
        method = "GET" if request.method in {"HEAD", "OPTIONS"} else request.method
        actor = actor_of(request)
        rule = self.rules.get(method)
        if request.method == "OPTIONS":
            return True
        if rule is None:
            return False
        if actor.scopes is not None and rule is not anyone:
            scope = self.scopes.get(method)
            if scope is None or scope not in actor.scopes:
                return False
        return rule(actor)


def gate(scopes: dict[str, Scope] | None = None, **rules: Rule) -> type[ClaimsGate]:
    """Return a permission class with one rule for each method."""
    return type("DeclaredGate", (ClaimsGate,), {"rules": rules, "scopes": scopes or {}})
