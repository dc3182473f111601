# Crashes by a null pointer.
# verdict: error signal
import faulthandler

faulthandler._sigsegv()
