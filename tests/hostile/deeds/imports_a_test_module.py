# Imports what CPython's own tests reach memory by.
# verdict: error forbidden | error exception
import _testinternalcapi
import _testcapi
