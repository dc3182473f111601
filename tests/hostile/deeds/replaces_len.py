# Replaces a builtin.
# verdict: error forbidden
import builtins

builtins.len = lambda items: 3
